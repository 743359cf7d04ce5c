import { setTimeout } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../../src/entities/index.js';
import { kyselyOf } from '../../src/orm.js';
import type { TestApp } from './app.js';

/** Until some session waits for a lock. The embedded database has one session, for which everybody else waits anyway. */
const somebodyWaits = async (db: Kysely<Database>): Promise<void> => {
  if (process.env['DATABASE_URL'] === undefined) return setTimeout(100);
  for (let left = 60; left > 0; left -= 1) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (rows.length > 0) return;
    await setTimeout(25);
  }
};

/**
 * Makes a change and, before it is committed, a request that needs the same rows. A request that reads them without
 * waiting for their lock decides on what is no longer true.
 */
export const whileUncommitted = async <T>(
  gateway: TestApp,
  change: (db: Kysely<Database>) => Promise<unknown>,
  request: () => Promise<T>,
): Promise<T> => {
  let answer: Promise<T> | undefined;
  await gateway.build.change(async (em) => {
    const db = kyselyOf(em);
    await change(db);
    answer = request();
    await somebodyWaits(db);
  });
  if (!answer) throw new Error('The request was made within the transaction.');
  return answer;
};
