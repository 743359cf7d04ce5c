import { sql } from 'kysely';
import { inTransaction, kyselyOf, type EntityManager, type Orm } from './orm.js';

const lock = 72_110_302;

/**
 * Runs `work` in a transaction while no other process is in one of these: several may start, or find a key too old, at
 * the same time, and one of them shall do what is to be done.
 */
export const exclusively = <T>(orm: Orm, work: (em: EntityManager) => Promise<T>): Promise<T> =>
  inTransaction(orm, async (em) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(lock)})`.execute(kyselyOf(em));
    return work(em);
  });
