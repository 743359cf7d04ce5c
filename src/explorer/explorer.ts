import { Router, type Request, type Response } from 'express';
import { AssetFolder } from './asset-folder.js';
import { pageHeaders, type Allowance } from './content-policy.js';
import { graphiqlFiles, ownFiles, swaggerFiles } from './files.js';
import { graphiqlAllowance, graphiqlPage } from './graphiql-page.js';
import { landingPage } from './landing-page.js';
import { referencePage, referencesPage } from './reference-page.js';
import { references } from './references.js';

/** A browser that opens the endpoint puts HTML first; a GraphQL client asks for JSON, or for anything. */
const isNavigation = (request: Request): boolean =>
  request.accepts(['application/json', 'application/graphql-response+json', 'text/html']) === 'text/html';

/** Where the client reached us, for the commands that it is shown. */
const originOf = ({ protocol, host }: Request): string => `${protocol}://${host}`;

const send = (response: Response, page: string, allowance?: Allowance): void => {
  response.set(pageHeaders(allowance)).type('html').send(page);
};

/**
 * The pages for people: `/`, GraphiQL at `/graphiql` and for browsers at `/graphql`, the references below `/docs`.
 * Everything else is left to others.
 */
export const explorer = (): Router => {
  const own = new AssetFolder('pages', ownFiles);
  const graphiql = new AssetFolder('graphiql', graphiqlFiles);
  const swagger = new AssetFolder('swagger-ui', swaggerFiles);
  const router = Router();

  const sendGraphiql = async (response: Response): Promise<void> => {
    send(response, graphiqlPage(await own.urls(), await graphiql.urls()), graphiqlAllowance);
  };

  router.get('/', async (request, response) => {
    send(response.vary('Host'), landingPage(await own.urls(), originOf(request)));
  });
  router.get('/graphiql', (_request, response) => sendGraphiql(response));
  router.get('/graphql', (request, response, next) => {
    response.vary('Accept');
    if (!isNavigation(request)) {
      next();
      return;
    }
    return sendGraphiql(response);
  });
  router.get('/docs', async (_request, response) => {
    send(response, referencesPage(await own.urls()));
  });
  for (const reference of references) {
    router.get(reference.path, async (_request, response) => {
      send(response, referencePage(await own.urls(), await swagger.urls(), reference));
    });
  }
  for (const folder of [own, graphiql, swagger]) router.get(`${AssetFolder.path}/${folder.name}/*file`, folder.serve);
  return router;
};
