const css = String.raw;

/** What we change about the look of Swagger UI: contrasts that are too weak by themselves, and its width on a phone. */
export const referenceStyle = css`
  #reference .info {
    margin: 2rem 0 1rem;
  }
  #reference .info .title {
    font-size: clamp(1.5rem, 5vw, 2.25rem);
  }
  #reference .scheme-container {
    padding: 1rem 0;
  }
  /* No document links its answers to others. */
  #reference .response-col_links {
    display: none;
  }
  #reference .responses-inner,
  #reference .table-container {
    overflow-x: auto;
  }

  #reference .title small,
  #reference .download-contents {
    background: #525c6b;
  }
  #reference .title small.version-stamp {
    background: #4a6b00;
  }
  #reference .info .link,
  #reference .info .url {
    color: var(--accent);
  }
  #reference .parameter__in,
  #reference .header-col {
    color: var(--text);
  }
  #reference .parameter__name.required::after {
    color: var(--fault);
  }
  #reference .btn.cancel {
    color: var(--fault);
    border-color: var(--fault);
  }
  #reference .btn.authorize {
    color: var(--accent);
    border-color: var(--accent);
  }
  #reference .btn.authorize svg {
    color: var(--accent);
    fill: var(--accent);
  }
  #reference .btn.execute {
    background: #1f4b99;
    border-color: #1f4b99;
    color: #ffffff;
  }
  /* The colour of a number in an example; it is written into the element. */
  #reference .microlight span[style*='211, 99, 99'] {
    color: #ff9d9d !important;
  }

  :root:not(.dark-mode) #reference .opblock-get .opblock-summary-method {
    background: #1d63b3;
  }
  :root:not(.dark-mode) #reference .opblock-post .opblock-summary-method {
    background: #1b7a4d;
  }
  :root:not(.dark-mode) #reference .opblock-put .opblock-summary-method {
    background: #96560a;
  }
  :root:not(.dark-mode) #reference .opblock-patch .opblock-summary-method {
    background: #0f766e;
  }
  :root:not(.dark-mode) #reference .opblock-delete .opblock-summary-method {
    background: #b3261e;
  }
`;
