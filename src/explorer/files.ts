import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Files } from './asset-folder.js';
import { graphiqlStyle } from './graphiql-style.js';
import { icon } from './icon.js';
import { pagesStyle } from './pages-style.js';
import { referenceStyle } from './reference-style.js';

const require = createRequire(import.meta.url);

const browserModules = new URL('browser/', import.meta.url);

/** The files of our own that pages load: a style, an icon, and the modules that the browser runs. */
export const ownFiles = (): Files => {
  const modules = readdirSync(browserModules).filter((name) => name.endsWith('.js'));
  return {
    'pages.css': pagesStyle,
    'graphiql.css': graphiqlStyle,
    'reference.css': referenceStyle,
    'icon.svg': icon,
    ...Object.fromEntries(modules.map((name) => [name, readFileSync(new URL(name, browserModules))])),
  };
};

/** The bundle is imported when somebody opens GraphiQL: it is 9 MB that a gateway may never need. */
export const graphiqlFiles = async (): Promise<Files> => {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  return {
    'graphiql.js': bundle.js,
    'graphiql.css': bundle.css,
    'editor-worker.js': bundle.editorWorkerService,
    'json-worker.js': bundle.jsonWorker,
    'graphql-worker.js': bundle.graphqlWorker,
    'graphql-sse.js': readFileSync(join(dirname(require.resolve('graphql-sse')), '../umd/graphql-sse.min.js')),
  };
};

/** Swagger UI as its package has it. */
export const swaggerFiles = (): Files => {
  const folder = dirname(require.resolve('swagger-ui-dist'));
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  return { 'swagger-ui.css': read('swagger-ui.css'), 'swagger-ui.js': read('swagger-ui-bundle.js') };
};
