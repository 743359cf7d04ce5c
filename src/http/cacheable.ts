import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';

/** Anybody may keep a copy of this JSON document, and asks with its tag whether it is still the newest. */
export const cacheable =
  (document: (request: Request) => object, seconds: number): RequestHandler =>
  (request, response) => {
    const text = JSON.stringify(document(request));
    const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    response.set({ 'Cache-Control': `public, max-age=${seconds}`, ETag: `"${tag}"` });
    response.type('application/json');
    if (request.fresh) response.status(304).end();
    else response.send(text);
  };
