const css = String.raw;

/** The style of every page: plain, and light or dark as the reader's system is. */
export const pagesStyle = css`
  :root {
    color-scheme: light dark;
    --text: light-dark(#1c2330, #e4e8ef);
    --quiet: light-dark(#525c6b, #a9b3c1);
    --ground: light-dark(#ffffff, #14181f);
    --raised: light-dark(#f3f5f9, #1e242e);
    --line: light-dark(#cfd6e0, #38414e);
    --accent: light-dark(#1f4b99, #8fb5ff);
    --on-accent: light-dark(#ffffff, #10151d);
    --fault: light-dark(#a3162c, #ff9aa8);
  }
  /* GraphiQL has a theme of its own to choose; what is around it follows. */
  body.graphiql-light {
    color-scheme: light;
  }
  body.graphiql-dark {
    color-scheme: dark;
  }
  body {
    margin: 0;
    min-height: 100dvh;
    display: flex;
    flex-direction: column;
    background: var(--ground);
    color: var(--text);
    font:
      1rem/1.5 system-ui,
      sans-serif;
  }
  .bar,
  .bar *,
  .text *,
  #login,
  #login * {
    box-sizing: border-box;
  }
  .bar a,
  .text a {
    color: var(--accent);
  }
  .bar :focus-visible,
  .text :focus-visible,
  #login :focus-visible,
  .skip:focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  #main:focus {
    outline: none;
  }
  .skip {
    position: absolute;
    left: -100vw;
    padding: 0.5rem 1rem;
    background: var(--accent);
    color: var(--on-accent);
    z-index: 10;
  }
  .skip:focus {
    left: 0;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1.25rem;
    padding: 0.5rem 1rem;
    border-bottom: 1px solid var(--line);
    background: var(--raised);
    font-size: 0.95rem;
  }
  .bar .brand {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    color: var(--text);
    font-weight: 650;
    text-decoration: none;
  }
  .bar nav {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
    flex: 1 1 auto;
  }
  .bar nav a {
    padding: 0.25rem 0;
    text-decoration: none;
  }
  .bar nav a:hover {
    text-decoration: underline;
  }
  .bar nav a[aria-current] {
    color: var(--text);
    font-weight: 600;
    box-shadow: inset 0 -2px var(--accent);
  }
  .bar .session {
    display: flex;
    align-items: center;
    justify-content: end;
    gap: 0.75rem;
    min-width: 0;
  }
  .bar .session span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar .session button {
    flex: none;
  }

  .bar button,
  .text button,
  #login button {
    min-height: 2rem;
    padding: 0.25rem 0.9rem;
    border: 1px solid var(--accent);
    border-radius: 0.4rem;
    background: transparent;
    color: var(--accent);
    font: inherit;
    cursor: pointer;
  }
  .bar button:hover,
  .text button:hover,
  #login button:hover,
  #login button.main {
    background: var(--accent);
    color: var(--on-accent);
  }
  .bar button[hidden],
  .text button[hidden] {
    display: none;
  }

  #login {
    width: min(24rem, calc(100vw - 2rem));
    padding: 1.25rem;
    border: 1px solid var(--line);
    border-radius: 0.6rem;
    background: var(--ground);
    color: var(--text);
  }
  #login::backdrop {
    background: rgb(0 0 0 / 0.5);
  }
  #login h2 {
    margin: 0 0 0.75rem;
    font-size: 1.25rem;
  }
  #login form {
    display: grid;
    gap: 0.75rem;
    margin-bottom: 1rem;
  }
  #login #token-form {
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  #login label {
    display: grid;
    gap: 0.2rem;
  }
  #login input {
    width: 100%;
    padding: 0.4rem 0.5rem;
    border: 1px solid var(--quiet);
    border-radius: 0.3rem;
    background: var(--ground);
    color: var(--text);
    font: inherit;
  }
  .fault {
    color: var(--fault);
    margin: 0;
  }
  .note {
    color: var(--quiet);
    font-size: 0.9rem;
  }

  .text {
    max-width: 52rem;
    margin: 0 auto;
    padding: 1.5rem 1rem 4rem;
  }
  .text h1 {
    margin: 0.5rem 0;
    font-size: clamp(1.6rem, 5vw, 2.3rem);
    line-height: 1.2;
  }
  .text h2 {
    margin: 2.25rem 0 0.75rem;
    font-size: 1.35rem;
  }
  .lead {
    max-width: 42rem;
    font-size: 1.1rem;
    color: var(--quiet);
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr));
    gap: 0.75rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .cards li {
    position: relative;
    padding: 0.8rem 1rem;
    border: 1px solid var(--line);
    border-radius: 0.6rem;
    background: var(--raised);
  }
  .cards li:hover,
  .cards li:focus-within {
    border-color: var(--accent);
  }
  .cards a {
    font-weight: 600;
    text-decoration: none;
  }
  /* The whole card leads where its link does. */
  .cards a::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .cards p {
    margin: 0.15rem 0 0;
    color: var(--quiet);
    font-size: 0.95rem;
  }

  .request {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.1rem 1rem;
    align-items: center;
    margin: 1.25rem 0;
  }
  .request h3 {
    margin: 0;
    font-size: 1.05rem;
  }
  .request p {
    grid-column: 1 / -1;
    margin: 0;
    color: var(--quiet);
  }
  .request pre {
    grid-column: 1 / -1;
    min-width: 0;
    margin: 0.4rem 0 0;
    padding: 0.8rem 1rem;
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--raised);
    font:
      0.85rem/1.55 ui-monospace,
      Menlo,
      Consolas,
      monospace;
  }

  @media (max-width: 45rem) {
    .bar {
      gap: 0.25rem 0.75rem;
    }
    .bar nav {
      gap: 0 0.8rem;
    }
    .bar .session {
      flex: 1 1 100%;
      justify-content: space-between;
    }
  }
`;
