import { CompiledQuery } from 'kysely';
import { Client, escapeIdentifier, type ClientConfig } from 'pg';
import { kyselyOf, type Orm } from '../orm.js';
import { StepFailedError } from './step-failed-error.js';

/** Runs one statement with `$1` for its values. */
export type Execute = (
  statement: string,
  values?: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Where a tenant's data lives: one schema, in the shared database or in the tenant's own. */
export interface Store {
  /** The schema's name, quoted. */
  readonly schema: string;
  /** @throws StepFailedError for whatever goes wrong in a tenant's own database */
  transaction<T>(work: (execute: Execute) => Promise<T>): Promise<T>;
}

/** A schema beside the gateway's own. */
export const sharedStore = (orm: Orm, schema: string): Store => ({
  schema: escapeIdentifier(schema),
  transaction: (work) =>
    orm.em.fork({ useContext: true }).transactional((em) => {
      const db = kyselyOf(em);
      return work(async (statement, values = []) => {
        const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(statement, [...values]));
        return rows;
      });
    }),
});

/** How to reach a tenant's own database. */
export type DatabaseTarget = Pick<ClientConfig, 'host' | 'port' | 'user' | 'database' | 'ssl'> & {
  readonly password: string;
};

const seconds = 1_000;

/** No transaction in another database lasts longer, so that none outlives the lease of its attempt. */
const maxTransaction = 20 * seconds;

/** A schema in a database that nobody but its owner vouches for: every answer of it may be late or wrong. */
export const ownStore = ({ password, ...target }: DatabaseTarget, schema: string): Store => ({
  schema: escapeIdentifier(schema),
  async transaction(work) {
    const client = new Client({
      ...target,
      // As a function, because otherwise an empty password is looked for in this process's environment.
      password: () => password,
      connectionTimeoutMillis: 5 * seconds,
      query_timeout: 5 * seconds,
      statement_timeout: 5 * seconds,
      application_name: 'tenantry provisioning',
    });
    client.on('error', () => undefined);
    const cut = setTimeout(() => void client.end().catch(() => undefined), maxTransaction);
    try {
      await client.connect();
      await client.query('begin');
      const result = await work(async (statement, values = []) => {
        const { rows } = await client.query<Record<string, unknown>>(statement, [...values]);
        return rows;
      });
      await client.query('commit');
      return result;
    } catch (error) {
      throw new StepFailedError(refusalOf(error), { cause: error });
    } finally {
      clearTimeout(cut);
      // Nobody waits for the other side to say goodbye.
      void client.end().catch(() => undefined);
    }
  },
});

/** What may be told of a fault in a tenant's own database: its code, never the words of a server or driver. */
const refusalOf = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && /^[A-Z0-9_]{1,32}$/.test(code)) {
    return `The tenant's database refused or cannot be reached (${code}).`;
  }
  return /time(d )?out/i.test(String(message))
    ? "The tenant's database did not answer in time."
    : "The tenant's database cannot be used.";
};
