import type { PGlite } from '@electric-sql/pglite';
import type { Kysely } from 'kysely';
import { fromKysely, PgBoss, type ConstructorOptions, type Db } from 'pg-boss';
import type { Database } from './entities/index.js';
import type { Provisioning } from './entities/provisioning.js';
import { writerRole } from './writer-role.js';

/** The database whose schema `pgboss` holds the queue: a server by its URL, or the embedded one. */
export type JobsDatabase = { readonly url: string } | { readonly pglite: PGlite };

/** Where faults of the queue go. None of them ends the process: it tries again by itself. */
export type OnFault = (error: unknown) => void;

/** Does one job. Throwing gives it back to the queue, which keeps no word of the error. */
export type Handler = (attemptId: number) => Promise<void>;

interface Payload {
  readonly attemptId: number;
}

const queue = 'provisioning';

/**
 * The attempt decides when it has been tried often enough, so that a job is only ever lost to a database that is: it is
 * given out again until it is done. A worker that has not been heard of for ten seconds has lost its job.
 */
const queueOptions = {
  notify: true,
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  heartbeatSeconds: 10,
  expireInSeconds: 900,
  retentionSeconds: 10 * 365 * 86_400,
  deleteAfterSeconds: 86_400,
};

const workOptions = {
  batchSize: 1,
  localConcurrency: 3,
  heartbeatRefreshSeconds: 3,
  // Who is told of a job comes at once; this is for those that come back.
  pollingIntervalSeconds: 2,
  notifyPollingIntervalSeconds: 3,
};

/** The embedded database as pg-boss wants it. A block of several statements that fails must not leave its transaction open. */
const onEmbedded = (pglite: PGlite): Db => ({
  async executeSql(text, values) {
    if (values !== undefined && values.length > 0) return pglite.query(text, values);
    const run = /^\s*begin\b/i.test(text)
      ? pglite.transaction((transaction) => transaction.exec(text))
      : pglite.exec(text);
    return { rows: (await run).flatMap(({ rows }) => rows) };
  },
  async listen(channel, hear, listening) {
    const close = await pglite.listen(channel, hear);
    listening();
    return { close };
  },
});

const connect = (database: JobsDatabase, more: ConstructorOptions): PgBoss => {
  const client: ConstructorOptions & { query_timeout?: number } =
    'url' in database
      ? {
          connectionString: database.url,
          application_name: 'tenantry jobs',
          max: 2,
          connectionTimeoutMillis: 5_000,
          query_timeout: 15_000,
        }
      : { db: onEmbedded(database.pglite), backend: 'pglite' };
  return new PgBoss({ ...client, schedule: false, ...more });
};

/** Whoever writes may send jobs and no more. Granting twice at once is an error to PostgreSQL, so it is looked first. */
const letWriterSend = `do $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry queue', 0));
  if not has_schema_privilege('${writerRole}', 'pgboss', 'usage') then
    grant usage on schema pgboss to ${writerRole};
  end if;
  if not has_table_privilege('${writerRole}', 'pgboss.job_common', 'insert') then
    grant select on pgboss.queue to ${writerRole};
    grant select, insert on pgboss.job_common to ${writerRole};
  end if;
end
$$`;

/**
 * Makes the queue, or brings its tables up to date.
 * @returns what was made, as migrations are named
 */
export const migrateJobs = async (database: JobsDatabase): Promise<readonly string[]> => {
  const boss = connect(database, { supervise: false });
  // What fails here is thrown as well; without a listener an event would end the process.
  boss.on('error', () => undefined);
  try {
    await boss.start();
    const isNew = (await boss.getQueue(queue)) === null;
    if (isNew) await boss.createQueue(queue, queueOptions);
    await boss.getDb().executeSql(letWriterSend);
    return isNew ? [`${queue}-queue`] : [];
  } finally {
    await boss.stop({ graceful: false });
  }
};

/** The durable queue of attempts to provision. pg-boss delivers; what an attempt has come to is kept by the attempt itself. */
export class Jobs {
  private constructor(private readonly boss: PgBoss) {}

  /** On a database where `migrateJobs` has made the queue. */
  static async open(database: JobsDatabase, onFault: OnFault): Promise<Jobs> {
    const boss = connect(database, {
      useListenNotify: true,
      superviseIntervalSeconds: 4,
      monitorIntervalSeconds: 3,
      flowIntervalSeconds: 3_600,
    });
    boss.on('error', (fault: unknown) => {
      onFault(fault instanceof Error ? fault : Object.assign(new Error(), fault));
    });
    await boss.start();
    return new Jobs(boss);
  }

  /** Asks for an attempt to be worked on, with the transaction of `db`. */
  async send(db: Kysely<Database>, { id, correlationId }: Pick<Provisioning, 'id' | 'correlationId'>): Promise<void> {
    const payload: Payload = { attemptId: id };
    await this.boss.send(queue, payload, { id: correlationId, db: fromKysely(db) });
  }

  /** Does the jobs that come, three at once, until the queue is closed. */
  async work(handle: Handler): Promise<void> {
    await this.boss.work<Payload>(queue, workOptions, async ([job]) => {
      if (job) await handle(job.data.attemptId).finally(() => this.lookAgain());
    });
  }

  /** Gives jobs back whose worker is known to be gone, so that nobody waits for it to be missed. */
  async giveBack(correlationIds: readonly string[]): Promise<void> {
    if (correlationIds.length > 0) await this.boss.fail(queue, [...correlationIds], { message: 'The worker is gone.' });
  }

  /** Waits for the jobs under way, and takes no more. */
  async close(): Promise<void> {
    await this.boss.offWork(queue, { wait: true });
    await this.boss.stop({ graceful: false });
  }

  /** Whoever has done a job may find another one waiting, which nobody was told of a second time. */
  private lookAgain(): void {
    for (const { id } of this.boss.getWipData()) this.boss.notifyWorker(id);
  }
}
