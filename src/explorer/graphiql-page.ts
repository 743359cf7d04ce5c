import { exampleOperations } from './example-operations.js';
import type { GraphiqlOptions } from './graphiql-options.js';
import { data, html } from './html.js';
import { layout, type FileUrl } from './layout.js';

/** Monaco puts styles into the document while it runs, brings its icons as a font, and works in blobs. */
export const graphiqlAllowance = {
  'style-src': ["'unsafe-inline'"],
  'font-src': ["'self'", 'data:'],
  'worker-src': ["'self'", 'blob:'],
};

const options = (library: FileUrl): GraphiqlOptions => ({
  workers: {
    editorWorkerService: library('editor-worker.js'),
    json: library('json-worker.js'),
    graphql: library('graphql-worker.js'),
  },
  tabs: exampleOperations.map(({ query, variables }) => ({
    query,
    ...(variables === undefined ? {} : { variables: JSON.stringify(variables, null, 2) }),
  })),
});

/** GraphiQL. Monaco reads its environment while its bundle loads, so our own module comes first. */
export const graphiqlPage = (own: FileUrl, library: FileUrl): string =>
  layout(own, {
    title: 'GraphiQL · tenantry',
    path: '/graphiql',
    hasSession: true,
    head: html`<link rel="stylesheet" href="${library('graphiql.css')}" />
      <link rel="stylesheet" href="${own('graphiql.css')}" />
      ${data('options', options(library))}
      <script type="module" src="${own('graphiql.js')}"></script>
      <script defer src="${library('graphql-sse.js')}"></script>
      <script defer src="${library('graphiql.js')}"></script>`,
    main: html`<h1 class="unseen">GraphiQL</h1>
      <div id="graphiql"></div>`,
  });
