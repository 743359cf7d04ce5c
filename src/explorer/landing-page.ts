import { firstRequests, listTenants, logIn } from './first-requests.js';
import { html, type Html } from './html.js';
import { layout, type FileUrl } from './layout.js';
import { references } from './references.js';

const card = (path: string, title: string, about: string): Html =>
  html`<li>
    <a href="${path}">${title}</a>
    <p>${about}</p>
  </li> `;

const request = (id: string, title: string, about: string, command: string): Html =>
  html`<section class="request" aria-labelledby="${id}-title">
    <h3 id="${id}-title">${title}</h3>
    <button type="button" data-copies="${id}" aria-label="Copy the command: ${title}" hidden>Copy</button>
    <p>${about}</p>
    <pre id="${id}" tabindex="0" role="group" aria-label="Command: ${title}"><code>${command}</code></pre>
  </section> `;

const requests = (origin: string): Html[] => {
  const commands = firstRequests(origin);
  const login = 'With your own address and password; the first start prints them. The token is good for 15 minutes.';
  return [
    request('log-in', 'Log in', login, logIn(origin)),
    ...references.map(({ dialect, title, first }) => request(dialect, title, first, commands[dialect])),
    request('graphql', 'GraphQL', 'Whatever the others have made, in one list.', listTenants(origin)),
  ];
};

/** What runs here, where to look at it, and a first request of each kind. */
export const landingPage = (own: FileUrl, origin: string): string =>
  layout(own, {
    title: 'tenantry',
    path: '/',
    head: html`<script type="module" src="${own('copy.js')}"></script>`,
    main: html`<div class="text">
      <h1>Tenant administration, one gateway</h1>
      <p class="lead">
        This is tenantry: one GraphQL schema for tenants, who resells them, what they may use and who did what. Four
        legacy REST APIs are answered by the same schema, so that clients of each notice no difference.
      </p>
      <h2>Look at it</h2>
      <ul class="cards">
        ${card('/graphiql', 'GraphiQL', 'Ask the schema, with documentation, examples and live subscriptions.')}
        ${references.map(({ path, title, about }) => card(path, title, about))}
        ${card('/health/ready', 'Health', 'Whether the gateway can work at this moment.')}
      </ul>
      <h2>First requests</h2>
      <p>In a shell, one after the other. Each API understands what the others have made.</p>
      ${requests(origin)}
      <p class="note" id="copied" role="status"></p>
    </div>`,
  });
