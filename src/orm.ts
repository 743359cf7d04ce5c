import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as ServerORM } from '@mikro-orm/postgresql';
import { sql, type DatabaseConnection, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { OwnConnections } from './bus/own-connections.js';
import type { EmbeddedDatabase } from './embedded.js';
import { entities, type Database } from './entities/index.js';
import { insistOnFoundRows } from './found-rows.js';
import { migrations } from './migrations/index.js';
import { updateDirectly } from './orm/direct-updates.js';
import { nameStatements } from './orm/named-statements.js';
import { commitWithNext, sendTogether } from './orm/sent-together.js';
import { releaseFailedConnections } from './released-connections.js';
import { ensureWriterRole } from './writer-role.js';

/** MikroORM on either database. */
export type Orm = ServerORM;
export type EntityManager = Orm['em'];

const shared = {
  entities,
  extensions: [Migrator],
  migrations: { migrationsList: migrations, tableName: 'migration', snapshot: false },
  // What is worth knowing is an event of telemetry.ts; MikroORM's own chatter is not.
  logger: () => undefined,
  // Inputs are validated by the schema and the entities; a second pass would only cost time.
  validate: false,
};

/** Milliseconds until the caller hears of a database that does not answer. */
const requestTimeouts = {
  connectionTimeoutMillis: 1_500,
  query_timeout: 1_900,
  statement_timeout: 1_900,
  lock_timeout: 1_500,
  idle_in_transaction_session_timeout: 5_000,
};

/** For work that nobody waits for at the other end of a request, and that may take long. */
export const jobTimeouts = { connectionTimeoutMillis: 5_000 };

/** Where statements travel together; the embedded database is no journey away. */
const servers = new WeakSet<Orm>();

/**
 * Opens a pool on a PostgreSQL server. MikroORM listens for errors on the pool and on each client.
 * @param connections told of each connection that is made
 */
export const openServer = async (
  url: string,
  poolSize: number,
  timeouts: object = requestTimeouts,
  connections?: OwnConnections,
): Promise<Orm> => {
  const onPoolCreated = (pool: Pool): void => {
    sendTogether(pool);
    releaseFailedConnections(pool);
    nameStatements(pool);
    connections?.watch(pool);
  };
  const orm = await ServerORM.init({
    ...shared,
    clientUrl: url,
    pool: { min: 0, max: poolSize },
    driverOptions: { ...timeouts, options: '-c timezone=UTC', application_name: 'tenantry', onPoolCreated },
    ...(connections ? { onCreateConnection: (made: unknown) => connections.prepare(made as DatabaseConnection) } : {}),
  });
  servers.add(orm);
  return insistOnFoundRows(updateDirectly(orm));
};

/** MikroORM on the embedded database. Whoever opened that database closes it. */
export const openOnEmbedded = async (embedded: EmbeddedDatabase): Promise<Orm> => {
  const { MikroORM: EmbeddedORM } = await import('@mikro-orm/pglite');
  // Both drivers speak PostgreSQL and share every type the gateway uses; they differ only in how they connect.
  const orm = (await EmbeddedORM.init({ ...shared, driverOptions: { pglite: embedded.pglite } })) as unknown as Orm;
  return insistOnFoundRows(updateDirectly(orm));
};

/** Plain Kysely, bound to the transaction of `em` if it has one. Columns keep their SQL names; alias them. */
export const kyselyOf = (em: EntityManager): Kysely<Database> => em.getKysely();

type Work<T> = (em: EntityManager) => Promise<T>;
type Then = () => Promise<void>;

/** MikroORM's own way makes two identity maps and flushes twice, because there may be something around it. */
const transact = <T>(orm: Orm, work: Work<T>): Promise<T> => {
  const em = orm.em.fork();
  return em.getConnection().transactional((transaction) => {
    em.setTransactionContext(transaction);
    return work(em);
  });
};

const flushing =
  <T>(work: Work<T>, afterFlush?: Then): Work<T> =>
  async (em) => {
    const result = await work(em);
    await em.flush();
    await afterFlush?.();
    return result;
  };

/** Does `work` in a transaction, with an identity map of its own, flushes once, and does what is to follow that. */
export const inTransaction = <T>(orm: Orm, work: Work<T>, afterFlush?: Then): Promise<T> =>
  transact(orm, flushing(work, afterFlush));

/**
 * The same, and answers what `read` finds once that is committed, which travels with the commit. Where the commit fails nothing
 * has been read.
 */
export const inTransactionThenRead = async <T, Answer>(
  orm: Orm,
  work: Work<T>,
  afterFlush: Then,
  read: (result: T, db: Kysely<Database>) => Promise<Answer>,
): Promise<Answer> => {
  if (!servers.has(orm)) return read(await inTransaction(orm, work, afterFlush), kyselyOf(orm.em));
  return transact(orm, async (em) => {
    const result = await flushing(work, afterFlush)(em);
    const db = kyselyOf(em);
    await commitWithNext(db);
    return read(result, db);
  });
};

const migrationLock = 72_110_301;

/**
 * Applies what is missing to an embedded database, which nobody else can be using.
 * @returns the names of the migrations applied
 */
export const migrateEmbedded = async (orm: Orm): Promise<readonly string[]> => {
  await ensureWriterRole(kyselyOf(orm.em));
  return (await orm.migrator.up()).map(({ name }) => name);
};

/**
 * Applies what is missing to a server, with a pool of its own because a migration may take longer than a request.
 * Several processes may start at once: one migrates, the others wait and find nothing to do.
 * @returns the names of the migrations applied
 */
export const migrateServer = async (url: string): Promise<readonly string[]> => {
  const orm = await openServer(url, 2, jobTimeouts);
  try {
    return await kyselyOf(orm.em)
      .connection()
      .execute(async (connection) => {
        // The lock lives on this connection and goes with it; the migrations run on the other one.
        await sql`select pg_advisory_lock(${sql.lit(migrationLock)})`.execute(connection);
        try {
          await ensureWriterRole(connection);
          return (await orm.migrator.up()).map(({ name }) => name);
        } finally {
          await sql`select pg_advisory_unlock(${sql.lit(migrationLock)})`.execute(connection);
        }
      });
  } finally {
    await orm.close();
  }
};

/** Whether the database answers and knows every migration. */
export const isReady = async (orm: Orm): Promise<boolean> => {
  try {
    const { rows } = await sql<{ name: string }>`select name from migration`.execute(kyselyOf(orm.em));
    const applied = new Set(rows.map(({ name }) => name));
    return migrations.every(({ name }) => applied.has(name));
  } catch {
    return false;
  }
};
