import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Router, type NextFunction, type Request, type Response } from 'express';
import { assetsPath, buildSite, type Site } from './graphiql-site.js';

const decompress = promisify(gunzip);

const securityHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** A browser that opens the endpoint puts HTML first; a GraphQL client asks for JSON, or for anything. */
function isNavigation(req: Request): boolean {
  return req.accepts(['application/json', 'application/graphql-response+json', 'text/html']) === 'text/html';
}

/** GraphiQL at `/graphiql`, and at `/graphql` for a browser; every other request is left to the next handler. */
export function graphiql(): Router {
  let built: Promise<Site> | undefined;
  const site = (): Promise<Site> => (built ??= buildSite());
  const router = Router();

  const sendPage = async (_req: Request, res: Response): Promise<void> => {
    const { page } = await site();
    res.set(securityHeaders).set('Cache-Control', 'no-cache').type('html').send(page);
  };

  router.get('/graphiql', sendPage);

  router.get('/graphql', (req: Request, res: Response, next: NextFunction) => {
    res.vary('Accept');
    if (isNavigation(req)) return sendPage(req, res);
    next();
  });

  router.get(`${assetsPath}/:file`, async (req: Request<{ file: string }>, res: Response, next: NextFunction) => {
    const asset = (await site()).assets.get(req.params.file);
    if (!asset) {
      next();
      return;
    }
    res
      .set(securityHeaders)
      .set('Cache-Control', 'public, max-age=31536000, immutable')
      .type(asset.type)
      .vary('Accept-Encoding');
    if (!req.acceptsEncodings('gzip')) return res.send(await decompress(asset.gzipped));
    return res.set('Content-Encoding', 'gzip').send(asset.gzipped);
  });

  return router;
}
