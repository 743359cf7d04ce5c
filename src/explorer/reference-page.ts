import { data, html, type Html } from './html.js';
import { layout, type FileUrl } from './layout.js';
import { references, type Reference } from './references.js';

/** The reference of one legacy API, which Swagger UI makes of its OpenAPI document. */
export const referencePage = (own: FileUrl, library: FileUrl, { dialect, title, path }: Reference): string =>
  layout(own, {
    ...{ title: `${title} · tenantry`, path },
    hasSession: true,
    head: html`<link rel="stylesheet" href="${library('swagger-ui.css')}" />
      <link rel="stylesheet" href="${own('reference.css')}" />
      ${data('options', { document: `/openapi/${dialect}.json` })}
      <script defer src="${library('swagger-ui.js')}"></script>
      <script type="module" src="${own('reference.js')}"></script>`,
    main: html`<div id="reference"></div>`,
  });

const entry = ({ path, title, about, dialect }: Reference): Html =>
  html`<li>
    <a href="${path}">${title}</a>
    <p>${about}</p>
    <p><a href="/openapi/${dialect}.json">OpenAPI document</a></p>
  </li> `;

/** The way to all of them. */
export const referencesPage = (own: FileUrl): string =>
  layout(own, {
    title: 'References · tenantry',
    path: '/docs',
    head: html``,
    main: html`<div class="text">
      <h1>References</h1>
      <p class="lead">Each legacy API with its endpoints, to read and to try out.</p>
      <ul class="cards">
        ${references.map(entry)}
      </ul>
    </div>`,
  });
