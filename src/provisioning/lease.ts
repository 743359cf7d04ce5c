import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../entities/index.js';
import type { Hold } from '../store/migrate-store.js';
import type { Execute, Store } from '../store/store.js';

/** What a holder shows wherever it writes for an attempt. */
export interface Held {
  readonly id: number;
  /** Larger than that of every holder before, of this attempt and of the earlier ones of its tenant. */
  readonly fence: string;
}

/** Somebody else holds the attempt; what is done for it here no longer counts. */
export class LeaseLostError extends Error {
  constructor() {
    super('The attempt is held by another worker.');
    this.name = 'LeaseLostError';
  }
}

/** A holder that has not been heard of for so long may be taken for dead, as the queue does. */
export const leaseEnd: RawBuilder<Date> = sql`now() + interval '10 seconds'`;

/** How often a holder says that it is still there, in milliseconds. */
export const renewMilliseconds = 3_000;

/**
 * The clock makes it rise from one attempt of a tenant to the next, also where the gateway's database was restored from
 * a backup and the tenant's own was not.
 */
export const nextFence: RawBuilder<number> = sql`
  greatest(fence + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)`;

/** In the gateway's database, until the end of the transaction. @throws LeaseLostError */
export const assertHeld = async (db: Kysely<Database>, { id, fence }: Held): Promise<void> => {
  const { rows } = await sql`
    select 1 from provisioning where id = ${id} and fence = ${fence}::bigint and status = 'RUNNING' for update`.execute(
    db,
  );
  if (rows.length === 0) throw new LeaseLostError();
};

/** Makes what keeps an earlier holder from writing to a tenant's own database, which knows nothing of leases. */
export const makeFence = (execute: Execute, { schema }: Store): Promise<unknown> =>
  execute(`create table if not exists ${schema}.provisioning_fence (
    id int primary key default 1 check (id = 1),
    fence bigint not null
  )`);

/** In the transaction of a store, until its end. @throws LeaseLostError */
export const assertHeldIn = async (
  execute: Execute,
  { schema, isShared }: Store,
  { id, fence }: Held,
): Promise<void> => {
  const rows = isShared
    ? await execute(`select 1 from provisioning where id = $1 and fence = $2 and status = 'RUNNING' for share`, [
        id,
        fence,
      ])
    : await execute(
        `insert into ${schema}.provisioning_fence as mine (fence) values ($1)
         on conflict (id) do update set fence = excluded.fence where mine.fence <= excluded.fence returning 1`,
        [fence],
      );
  if (rows.length === 0) throw new LeaseLostError();
};

/** Transactions of a store that only the holder comes through with. */
export const holding =
  (store: Store, held: Held): Hold =>
  (work, seconds) =>
    store.transaction(async (execute) => {
      await assertHeldIn(execute, store, held);
      return work(execute);
    }, seconds);
