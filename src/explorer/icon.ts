/** The mark of the pages, in a browser's tab and in front of their name. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">
<rect width="32" height="32" rx="7" fill="#1f4b99"/>
<path d="M8 9h16v4h-6v11h-4V13H8z" fill="#fff"/>
</svg>
`;
