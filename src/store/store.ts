import { setImmediate } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { escapeIdentifier, type ClientConfig } from 'pg';
import { inTransaction, kyselyOf, type Orm } from '../orm.js';
import { clientTransaction } from './client-transaction.js';
import { databaseTarget } from './database-target.js';
import { storeError } from './store-error.js';

/** Runs one statement with `$1` for its values. @throws StoreError for whatever is wrong with it */
export type Execute = (
  statement: string,
  values?: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Where a tenant's data lives: one schema, in the shared database or in the tenant's own. */
export interface Store {
  /** The schema's name, quoted. */
  readonly schema: string;
  /** Whether it stands in the gateway's own database. */
  readonly isShared: boolean;
  /**
   * @param seconds after which it is cut off, wherever it is
   * @throws StoreError for whatever goes wrong in the database, and what `work` throws
   */
  transaction<T>(work: (execute: Execute) => Promise<T>, seconds: number): Promise<T>;
}

/** The database that the stores of all tenants share who have none of their own. */
export interface SharedDatabase {
  readonly orm: Orm;
  /** How to reach it over a connection of one's own, whose limits are not a request's; the embedded one has none. */
  readonly target: ClientConfig | undefined;
}

/** On the embedded database every statement holds up the process, so that everybody else gets a turn after each. */
const embeddedTransaction = <T>(orm: Orm, work: (execute: Execute) => Promise<T>): Promise<T> =>
  inTransaction(orm, (em) => {
    const db = kyselyOf(em);
    return work(async (statement, values = []) => {
      await setImmediate();
      const { rows } = await db
        .executeQuery<Record<string, unknown>>(CompiledQuery.raw(statement, [...values]))
        .catch((error: unknown) => {
          throw storeError('The database', error);
        });
      return rows;
    });
  });

/** A schema beside the gateway's own. */
export const sharedStore = ({ orm, target }: SharedDatabase, schema: string): Store => ({
  schema: escapeIdentifier(schema),
  isShared: true,
  transaction: (work, seconds) =>
    target === undefined
      ? embeddedTransaction(orm, work)
      : clientTransaction({ target, name: 'The database' }, work, seconds),
});

/**
 * A schema in a database that nobody but its owner vouches for: every answer of it may be late or wrong.
 * @throws StoreError where the connection string names nothing to connect to
 */
export const ownStore = (connectionString: string, schema: string): Store => {
  const { password, ...given } = databaseTarget(connectionString);
  // As a function, because otherwise an empty password is looked for in this process's environment.
  const target = { ...given, password: () => password };
  return {
    schema: escapeIdentifier(schema),
    isShared: false,
    transaction: (work, seconds) => clientTransaction({ target, name: "The tenant's database" }, work, seconds),
  };
};
