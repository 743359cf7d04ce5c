/** What the page loads, as the URLs under which each file is served. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
  readonly initialiser: string;
  readonly icon: string;
}

/** The three language workers, keyed by the label with which Monaco asks for one. */
export interface Workers {
  readonly editorWorkerService: string;
  readonly json: string;
  readonly graphql: string;
}

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">
<rect width="32" height="32" rx="7" fill="#1f4b99"/>
<path d="M8 9h16v4h-6v11h-4V13H8z" fill="#fff"/>
</svg>
`;

const welcome = `# 1. Fill in LogIn and press Ctrl-Enter inside it.
# 2. Paste the token into Headers, below:
#    {"authorization": "Bearer <accessToken>"}
# 3. Press Ctrl-Enter inside Tenants.

mutation LogIn {
  login(email: "", password: "") {
    accessToken
  }
}

query Tenants {
  tenants(first: 10) {
    nodes {
      id
      slug
      displayName
      status
    }
    totalCount
  }
}
`;

/**
 * Monaco reads its environment while the bundle loads, so this script comes first and starts GraphiQL once both have run.
 * A password is typed into the query: out of the box it would be copied to the address bar and to localStorage, so the
 * query stays out of the URL and what is stored ends with the tab. Headers, which hold the token, are not stored at all.
 */
export function initialiser(workers: Workers, iconUrl: string): string {
  const options = {
    endpoint: '/graphql',
    title: 'tenantry',
    logo: `<img src="${iconUrl}" alt="" width="32" height="32">`,
    defaultQuery: welcome,
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
  };
  return `'use strict';
const workers = ${JSON.stringify(workers)};
globalThis.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workers[label] };
addEventListener('DOMContentLoaded', () => {
  const options = ${JSON.stringify(options)};
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), { ...options, storage: sessionStorage, onEditQuery() {} });
});
`;
}

export const page = (files: PageFiles): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>GraphiQL · tenantry</title>
    <link rel="icon" type="image/svg+xml" href="${files.icon}">
    <link rel="stylesheet" href="${files.style}">
    <script defer src="${files.initialiser}"></script>
    <script defer src="${files.script}"></script>
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;
