import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import cors, { type CorsOptions } from 'cors';
import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { loadVault } from './auth/vault.js';
import { ensurePlatform, loadAccessTokens, type FirstLogin } from './bootstrap.js';
import type { Config } from './config.js';
import type { Services } from './context.js';
import type { OpenDatabase } from './database.js';
import { toAppError } from './errors.js';
import { graphiql } from './explorer/graphiql.js';
import { CompiledOperations } from './graphql/compiled.js';
import { Gateway } from './graphql/gateway.js';
import { graphqlServer } from './graphql/server.js';
import { newRequestId } from './ids.js';
import { isReady } from './orm.js';
import { startWorker } from './provisioning/worker.js';
import { dialects } from './rest/dialects.js';
import { restRouter, type RestOptions } from './rest/mount.js';
import { buildGatewaySchema } from './schema.js';
import type { Telemetry } from './telemetry.js';

/** A running gateway. */
export interface App {
  readonly url: string;
  readonly services: Services;
  /** Present after the very first start only. */
  readonly firstLogin: FirstLogin | undefined;
  /** Answers what is under way, refuses what is new, and closes everything. */
  stop(): Promise<void>;
}

/** Builds the gateway on an open database and starts to listen. `PORT` 0 takes any free port. */
export const startApp = async (config: Config, database: OpenDatabase, telemetry: Telemetry): Promise<App> => {
  const began = performance.now();
  const { orm } = database;
  const migrations = await database.migrate();
  if (migrations.length > 0) telemetry.emit({ type: 'migrated', migrations });
  const firstLogin = await ensurePlatform(orm, config);
  const vault = loadVault(config.ENCRYPTION_KEY, config.DATA_DIR);
  const tokens = await loadAccessTokens(orm, vault, config.TOKEN_ISSUER);

  const worker = startWorker(orm, telemetry);
  const services: Services = {
    config,
    orm,
    vault,
    tokens,
    provisioningRequested: () => {
      worker.wake();
    },
  };
  const schema = buildGatewaySchema();
  const operations = new CompiledOperations(schema);
  const graphql = await graphqlServer(schema, operations, services, telemetry);

  const state = { stopping: false };
  const http = express();
  http.disable('x-powered-by').disable('etag').set('trust proxy', config.TRUST_PROXY);
  http.use(helmet(), cors(corsOptions(config)));
  mountHealth(http, () => (state.stopping ? Promise.resolve(false) : isReady(orm)));
  http.use(restRouter(dialects, restOptions(new Gateway(operations, services), config, telemetry)));
  http.use(graphiql());
  http.use('/graphql', ...graphql.handlers);
  mountEnd(http, telemetry);

  const server = createServer(http);
  const url = await listen(server, config);
  telemetry.emit({
    type: 'started',
    url,
    database: database.kind,
    milliseconds: Math.round(performance.now() - began),
  });
  return {
    url,
    services,
    firstLogin,
    stop: async () => {
      state.stopping = true;
      await new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_LINGER_SECONDS * 1000));
      await drain(server);
      await graphql.stop();
      await worker.stop();
      await database.close();
    },
  };
};

/** Browsers on other origins get in only where the operator names them; credentials travel in a header, never in a cookie. */
const corsOptions = ({ CORS_ORIGINS }: Config): CorsOptions => ({
  origin: CORS_ORIGINS.includes('*') ? '*' : [...CORS_ORIGINS],
  exposedHeaders: ['X-Request-Id', 'X-Api-Dialect'],
});

const restOptions = (port: Gateway, config: Config, telemetry: Telemetry): RestOptions => ({
  port,
  routing: { hosts: config.API_HOSTS, fallback: config.DEFAULT_DIALECT },
  rateMultiplier: config.RATE_LIMIT_MULTIPLIER,
  newRequestId,
  observe: ({ error, api, requestId, method, path, status }) => {
    telemetry.emit({ type: 'request', api, requestId, method, path, status });
    if (error?.code === 'INTERNAL' || error?.code === 'UNAVAILABLE') {
      telemetry.emit({ type: 'failed', error, requestId, api });
    }
  },
});

/** Live says that the process answers; ready, that it can work: the database answers, is migrated, and nobody asked us to stop. */
const mountHealth = (http: Express, ready: () => Promise<boolean>): void => {
  http.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  http.get('/health/ready', async (_request, response) => {
    const isReadyNow = await ready();
    response.status(isReadyNow ? 200 : 503).json({ status: isReadyNow ? 'ready' : 'unavailable' });
  });
};

/** Whatever nobody answered, and whatever went wrong outside every dialect: JSON (RFC 9457), never a page or a stack. */
const mountEnd = (http: Express, telemetry: Telemetry): void => {
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
    const requestId = newRequestId();
    if (status === 500) telemetry.emit({ type: 'failed', error: toAppError(thrown), requestId, api: 'none' });
    const code = status === 500 ? 'INTERNAL' : 'INVALID';
    const message = status === 500 ? 'An unexpected error occurred.' : 'The request cannot be read.';
    response.status(status);
    if (request.path.startsWith('/graphql')) response.json({ errors: [{ message, extensions: { code, requestId } }] });
    else response.type('application/problem+json').send(JSON.stringify({ title: message, status, code, requestId }));
  };
  http.use(failure);
};

const listen = async (server: Server, { HOST, PORT }: Config): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(PORT, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
};

/** Lets requests under way finish, tells their connections to close, and cuts what is still open after ten seconds. */
const drain = (server: Server): Promise<void> =>
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
