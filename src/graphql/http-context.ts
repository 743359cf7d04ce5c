import type { Request } from 'express';
import { authenticate } from '../auth/authenticate.js';
import { Context, type Services } from '../context.js';
import { kyselyOf } from '../orm.js';
import { requestError, toAppError } from './format-error.js';

/** Made once for a request, whichever way it goes. */
const contexts = new WeakMap<Request, Promise<Context>>();

/** Who asks over HTTP, and from where. @throws what Apollo carries to the client */
export const contextOf = (request: Request, services: Services): Promise<Context> => {
  const context = contexts.get(request) ?? makeContext(request, services);
  contexts.set(request, context);
  return context;
};

const makeContext = async (request: Request, services: Services): Promise<Context> => {
  const requestId = String(request.res?.getHeader('X-Request-Id'));
  try {
    const viewer = await authenticate(request.headers.authorization, services, kyselyOf(services.orm.em));
    const origin = {
      requestId,
      ip: request.ip ?? null,
      api: 'graphql',
      host: request.hostname,
      organizationId: request.get('x-organization-id'),
    };
    return new Context(viewer, origin, services);
  } catch (error) {
    throw requestError(toAppError(error), requestId);
  }
};
