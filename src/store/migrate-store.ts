import { pendingMigrations, type AppliedMigration } from './pending-migrations.js';
import { lineAt, sqlStatements } from './sql-statements.js';
import { StoreError } from './store-error.js';
import type { StoreMigration } from './store-migrations.js';
import type { Execute } from './store.js';

/** Runs something in a transaction of the store that nobody else can be writing to meanwhile. */
export type Hold = <T>(work: (execute: Execute) => Promise<T>, seconds: number) => Promise<T>;

const bookSeconds = 15;

/** How long one file may take. */
const fileSeconds = 120;

/** A file is one transaction, and must not end it. */
const endsTransaction = /^(begin|start|commit|end|rollback|abort|prepare\s+transaction)\b/i;

/** The names come from the operator, the rest from a database; neither tells more than where and which. */
const failedAt = ({ name, script }: StoreMigration, start: number, error: StoreError): StoreError => {
  const position = Number((error.cause as { position?: unknown } | undefined)?.position ?? 1);
  const line = lineAt(script, start + position - 1);
  return new StoreError(`Migration ${name}, line ${line}: ${error.message}`, { passes: error.passes, cause: error });
};

const runScript = async (execute: Execute, migration: StoreMigration): Promise<void> => {
  for (const { text, start } of sqlStatements(migration.script)) {
    if (endsTransaction.test(text)) {
      throw failedAt(migration, start, new StoreError('A file is one transaction; it must not begin or end one.'));
    }
    await execute(text).catch((error: unknown) => {
      throw error instanceof StoreError ? failedAt(migration, start, error) : error;
    });
  }
};

/**
 * Applies what a store lacks, each migration in one transaction with the note that it was. Names without a schema are
 * those of the store's own.
 * @throws StoreError naming the migration and its line
 */
export const migrateStore = async (
  schema: string,
  migrations: readonly StoreMigration[],
  hold: Hold,
): Promise<void> => {
  const applied = await hold(async (execute) => {
    await execute(`create table if not exists ${schema}.migration (
      name text primary key,
      checksum text not null,
      applied_at timestamptz(3) not null default clock_timestamp()
    )`);
    return execute(`select name, checksum from ${schema}.migration`);
  }, bookSeconds);
  for (const migration of pendingMigrations(migrations, applied as unknown as AppliedMigration[])) {
    await hold(async (execute) => {
      await execute(`set local search_path to ${schema}`);
      await runScript(execute, migration);
      // A file that set something for its session has set it for everybody on the embedded database.
      await execute('reset all');
      await execute('reset role');
      await execute(`insert into ${schema}.migration (name, checksum) values ($1, $2)`, [
        migration.name,
        migration.checksum,
      ]);
    }, fileSeconds);
  }
};
