import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorRequestHandler, Express } from 'express';
import type { Config } from './config.js';
import { toAppError } from './errors.js';
import { newRequestId } from './ids.js';
import type { Telemetry } from './telemetry.js';

/** Live says that the process answers; ready, that it can work: the database answers, is migrated, and nobody asked us to stop. */
export const mountHealth = (http: Express, ready: () => Promise<boolean>): void => {
  http.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  http.get('/health/ready', async (_request, response) => {
    const isReadyNow = await ready();
    response.status(isReadyNow ? 200 : 503).json({ status: isReadyNow ? 'ready' : 'unavailable' });
  });
};

/** Whatever nobody answered, and whatever went wrong outside every dialect: JSON (RFC 9457), never a page or a stack. */
export const mountEnd = (http: Express, telemetry: Telemetry): void => {
  http.use((_request, response) => {
    response
      .status(404)
      .type('application/problem+json')
      .send(JSON.stringify({ title: 'Not Found', status: 404, code: 'NOT_FOUND' }));
  });
  const failure: ErrorRequestHandler = (thrown: unknown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const given = (thrown as { status?: unknown } | null)?.status;
    const status = typeof given === 'number' && given >= 400 && given < 500 ? given : 500;
    const requestId = response.getHeader('X-Request-Id')?.toString() ?? newRequestId();
    if (status === 500) telemetry.emit({ type: 'failed', error: toAppError(thrown), requestId, api: 'none' });
    const code = status === 500 ? 'INTERNAL' : 'INVALID';
    const message = status === 500 ? 'An unexpected error occurred.' : 'The request cannot be read.';
    response.status(status);
    if (request.path.startsWith('/graphql')) response.json({ errors: [{ message, extensions: { code, requestId } }] });
    else response.type('application/problem+json').send(JSON.stringify({ title: message, status, code, requestId }));
  };
  http.use(failure);
};

/** Starts to listen and answers the URL; port 0 takes any free one. @throws where the address is in use or not ours */
export const listen = async (server: Server, { HOST, PORT }: Config): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(PORT, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
};

/** Lets requests under way finish, tells their connections to close, and cuts what is still open after ten seconds. */
export const drain = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, 10_000);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
