import { html, type Html } from './html.js';
import { references } from './references.js';

/** Under which URL a file of an asset folder is served. */
export type FileUrl = (file: string) => string;

/** A page without what all pages share. */
export interface Page {
  readonly title: string;
  /** Where the page is at home, which the navigation marks. */
  readonly path: string;
  /** What it loads besides the style of all pages. */
  readonly head: Html;
  readonly main: Html;
  /** Whether one can log in here, to send requests. */
  readonly hasSession?: true;
}

const session = html`<div class="session" id="session">
  <span id="session-who" role="status"></span>
  <button type="button" id="session-open" hidden>Log in</button>
  <button type="button" id="session-end" hidden>Log out</button>
</div>`;

const loginDialog = html`<dialog id="login" aria-labelledby="login-title">
  <h2 id="login-title">Log in</h2>
  <form id="login-form" method="dialog">
    <label>E-mail <input name="email" type="email" autocomplete="username" required /></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
    <button class="main">Log in</button>
  </form>
  <form id="token-form" method="dialog">
    <label>Or a token that you have <input name="token" autocomplete="off" spellcheck="false" required /></label>
    <button>Use this token</button>
  </form>
  <p class="fault" id="login-fault" role="alert"></p>
  <p class="note">It is kept in this tab and forgotten with it.</p>
  <form method="dialog"><button>Cancel</button></form>
</dialog>`;

const links = (here: string): Html[] =>
  [{ path: '/graphiql', title: 'GraphQL' }, ...references].map(({ path, title }) => {
    const current = path === here ? html` aria-current="page"` : html``;
    return html`<a href="${path}" ${current}>${title}</a>`;
  });

/** The document around a page: the way to the others, and its session if it has one. */
export const layout = (own: FileUrl, page: Page): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title}</title>
        <link rel="icon" type="image/svg+xml" href="${own('icon.svg')}" />
        <link rel="stylesheet" href="${own('pages.css')}" />
        ${page.head}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="/"><img src="${own('icon.svg')}" alt="" width="24" height="24" /> tenantry</a>
          <nav aria-label="Pages">${links(page.path)}</nav>
          ${page.hasSession ? session : html``}
        </header>
        ${page.hasSession ? html`${loginDialog}<noscript>This page needs JavaScript.</noscript>` : html``}
        <main id="main" tabindex="-1">${page.main}</main>
      </body>
    </html> `.text;
