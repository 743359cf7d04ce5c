import type { ClientConfig } from 'pg';
import { Bus, channel } from './bus.js';
import { OwnConnections } from './bus/own-connections.js';
import type { EmbeddedDatabase } from './embedded.js';
import type { Config } from './config.js';
import { Jobs, migrateJobs, type OnFault } from './jobs.js';
import { migrateEmbedded, migrateServer, openOnEmbedded, openServer, type Orm } from './orm.js';

/** The database the gateway runs on, of either kind. */
export interface OpenDatabase {
  readonly kind: 'embedded' | 'server';
  readonly orm: Orm;
  /** Applies what is missing; answers the names of the migrations applied. */
  readonly migrate: () => Promise<readonly string[]>;
  /** What this and other processes on the same database tell each other. */
  readonly openBus: () => Promise<Bus>;
  /** The queue of what is done for nobody who waits. */
  readonly openJobs: (onFault: OnFault) => Promise<Jobs>;
  /** How to reach it over a connection of one's own; the embedded one has none. */
  readonly target: ClientConfig | undefined;
  readonly close: () => Promise<void>;
}

/** An embedded database as one the gateway can run on. */
export const onEmbedded = async (embedded: EmbeddedDatabase): Promise<OpenDatabase> => {
  const orm = await openOnEmbedded(embedded);
  return {
    kind: 'embedded',
    orm,
    migrate: async () => [...(await migrateEmbedded(orm)), ...(await migrateJobs(embedded))],
    openBus: () => Bus.onEmbedded(embedded.pglite),
    openJobs: (onFault) => Jobs.open(embedded, onFault),
    target: undefined,
    close: async () => {
      await orm.close();
      await embedded.close();
    },
  };
};

/** A PostgreSQL server as one the gateway can run on. */
export const onServer = async (url: string, poolSize: number, timeouts?: object): Promise<OpenDatabase> => {
  const connections = new OwnConnections(channel);
  const orm = await openServer(url, poolSize, timeouts, connections);
  return {
    kind: 'server',
    orm,
    migrate: async () => [...(await migrateServer(url)), ...(await migrateJobs({ url }))],
    openBus: () => Bus.onServer(url, connections),
    openJobs: (onFault) => Jobs.open({ url }, onFault),
    target: { connectionString: url },
    close: () => orm.close(),
  };
};

/**
 * The database that the configuration names: a server by `DATABASE_URL`, else the embedded one in `DATA_DIR`.
 * @param timeouts of a server, where they are not a request's
 */
export const openDatabase = async (
  { DATABASE_URL, DATABASE_POOL_SIZE, DATA_DIR }: Config,
  timeouts?: object,
): Promise<OpenDatabase> => {
  if (DATABASE_URL !== undefined) return onServer(DATABASE_URL, DATABASE_POOL_SIZE, timeouts);
  // A gateway on a server has no use for PGlite, which is half a megabyte of code.
  const { openEmbedded } = await import('./embedded.js');
  return onEmbedded(await openEmbedded(DATA_DIR));
};
