import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import cors, { type CorsOptions } from 'cors';
import express from 'express';
import helmet from 'helmet';
import { loadEncryptionKeys } from './auth/encryption-keys.js';
import { KnownViewers } from './auth/known-viewers.js';
import { TrustedIssuers } from './auth/trusted-issuers.js';
import { Vault } from './auth/vault.js';
import { ensurePlatform, type FirstLogin } from './bootstrap.js';
import type { Config } from './config.js';
import type { Services } from './context.js';
import type { OpenDatabase } from './database.js';
import { watchExpiry } from './expiry-notices.js';
import { explorer } from './explorer/explorer.js';
import { CompiledOperations } from './graphql/compiled.js';
import { serveEventStreams } from './graphql/event-streams.js';
import { Gateway } from './graphql/gateway.js';
import { graphqlServer } from './graphql/server.js';
import { LiveOperations } from './graphql/live.js';
import { serveWebSockets } from './graphql/web-sockets.js';
import { drain, listen, mountEnd, mountHealth } from './http.js';
import { mountDiscovery } from './http/discovery.js';
import { mountDocuments } from './http/documents.js';
import { newRequestId } from './ids.js';
import { openMailer } from './mailer.js';
import { isReady } from './orm.js';
import { startWorker } from './provisioning/worker.js';
import { dialects } from './rest/dialects.js';
import { restRouter, type RestOptions } from './rest/mount.js';
import { documentOf } from './rest/openapi/document.js';
import { responseHeaders } from './rest/response-headers.js';
import { buildGatewaySchema } from './schema.js';
import { loadAccessTokens, watchSigningKeys } from './signing-keys.js';
import type { Telemetry } from './telemetry.js';
import { registrationThrottles } from './throttle.js';

/** A running gateway. */
export interface App {
  readonly url: string;
  readonly services: Services;
  /** Present after the very first start only. */
  readonly firstLogin: FirstLogin | undefined;
  /** Answers what is under way, refuses what is new, and closes everything. */
  stop(): Promise<void>;
}

/** Brings the database up to date and makes what every operation shares. */
const openServices = async (config: Config, database: OpenDatabase, telemetry: Telemetry) => {
  const { kind, migrate, openBus, openJobs, orm, target } = database;
  const migrations = await migrate();
  if (migrations.length > 0) telemetry.emit({ type: 'migrated', migrations });
  const firstLogin = await ensurePlatform(orm, config);
  const vault = new Vault(loadEncryptionKeys(config));
  const tokens = await loadAccessTokens(orm, vault, config.TOKEN_ISSUER);
  const jobs = await openJobs((error) => {
    telemetry.emit({ type: 'worker-failed', error });
  });
  const bus = await openBus();
  const services: Services = {
    config,
    orm,
    vault,
    tokens,
    issuers: new TrustedIssuers(config.TRUSTED_ISSUERS, telemetry),
    mailer: await openMailer(config, telemetry),
    registrations: registrationThrottles(config.RATE_LIMIT_MULTIPLIER),
    bus,
    viewers: new KnownViewers(bus),
    jobs,
    telemetry,
  };
  const worker = await startWorker({
    ...{ orm, target, vault, telemetry, jobs },
    migrationsDirectory: config.TENANT_MIGRATIONS_DIR,
    alone: kind === 'embedded',
  });
  const stopWatchingKeys = watchSigningKeys(tokens, orm, vault, telemetry);
  const stopWatchingExpiry = watchExpiry(services);
  const stopWatching = () => Promise.all([stopWatchingKeys(), stopWatchingExpiry()]);
  return { firstLogin, worker, services, stopWatching };
};

/** Builds the gateway on an open database and starts to listen. `PORT` 0 takes any free port. */
export const startApp = async (config: Config, database: OpenDatabase, telemetry: Telemetry): Promise<App> => {
  const began = performance.now();
  const opening = openServices(config, database, telemetry);
  // Built while the database is waited for.
  const schema = buildGatewaySchema();
  const { firstLogin, worker, services, stopWatching } = await opening;
  const operations = new CompiledOperations(schema);
  const gateway = new Gateway(operations, services);
  const live = new LiveOperations(schema, operations, gateway, services, telemetry);
  const graphql = await graphqlServer(schema, operations, services, telemetry);

  const state = { stopping: false };
  const http = express();
  http.disable('x-powered-by').disable('etag').set('trust proxy', config.TRUST_PROXY);
  http.use(helmet(), cors(corsOptions(config)));
  mountHealth(http, async () => !state.stopping && (await isReady(database.orm)));
  mountDiscovery(http, services.tokens);
  mountDocuments(http, Object.fromEntries(dialects.map((dialect) => [dialect.name, () => documentOf(dialect)])));
  http.use(restRouter(dialects, restOptions(gateway, config, telemetry)));
  if (config.EXPLORER) http.use(explorer());
  http.use('/graphql/stream', ...serveEventStreams(live));
  http.use('/graphql', ...graphql.handlers);
  mountEnd(http, telemetry);

  const server = createServer(http);
  const release = async (): Promise<void> => {
    await graphql.stop();
    await worker.stop();
    await stopWatching();
    await services.bus.close();
    await database.close();
  };
  const url = await listen(server, config).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const closeSockets = serveWebSockets(server, '/graphql', schema, live, config.TRUST_PROXY);
  const milliseconds = Math.round(performance.now() - began);
  telemetry.emit({ type: 'started', url, database: database.kind, milliseconds });
  const stop = async (): Promise<void> => {
    state.stopping = true;
    await setTimeout(config.SHUTDOWN_LINGER_SECONDS * 1000);
    await closeSockets();
    await live.close();
    await drain(server);
    await release();
  };
  return { url, services, firstLogin, stop };
};

/** Browsers on other origins get in only where the operator names them; credentials travel in a header, never in a cookie. */
const corsOptions = ({ CORS_ORIGINS }: Config): CorsOptions => ({
  origin: CORS_ORIGINS.includes('*') ? '*' : [...CORS_ORIGINS],
  // Browsers hide every other header from scripts.
  exposedHeaders: Object.keys(responseHeaders),
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
