import { sql, type Kysely } from 'kysely';
import type { Database } from '../entities/index.js';
import type { AppliedMigration } from './pending-migrations.js';
import { StoreError, storeError } from './store-error.js';
import { ownStore } from './store.js';

/** A store to be looked into; without a connection string it stands in the shared database. */
export interface StoreToRead {
  readonly schema: string;
  /** @throws where the stored text cannot be opened */
  readonly connectionString: (() => string) | undefined;
}

/** What a store has got, in the order in which it got it; nothing where it has not been made yet. */
export type StoreReading = readonly AppliedMigration[] | StoreError;

/** How many tenants' own databases are asked at once. */
const width = 20;

/** How long all of them together may take: somebody is waiting for the answer. */
const allMilliseconds = 1_300;
const oneMilliseconds = 1_000;
const leastMilliseconds = 100;

/** SQLSTATEs of a schema or table that is not there. */
const absent = new Set<unknown>(['3F000', '42P01']);

const readOwn = async (connectionString: string, schema: string, milliseconds: number): Promise<StoreReading> => {
  const store = ownStore(connectionString, schema);
  const rows = await store.transaction(
    (execute) => execute(`select name, checksum from ${store.schema}.migration order by applied_at, name`),
    milliseconds / 1_000,
  );
  return rows.map(({ name, checksum }) => ({ name: String(name), checksum: String(checksum) }));
};

const readingOf = (error: unknown): StoreReading => {
  if (!(error instanceof StoreError)) return new StoreError('The connection string cannot be used.', { cause: error });
  return absent.has((error.cause as { code?: unknown } | undefined)?.code) ? [] : error;
};

/** Tenants' own databases, each by itself: whoever does not answer in time holds up nobody else. */
const readOwnStores = async (stores: readonly StoreToRead[]): Promise<ReadonlyMap<StoreToRead, StoreReading>> => {
  const found = new Map<StoreToRead, StoreReading>();
  const deadline = performance.now() + allMilliseconds;
  const waiting = stores.values();
  const ask = async (): Promise<void> => {
    for (const store of waiting) {
      const left = Math.min(oneMilliseconds, deadline - performance.now());
      const reading =
        left < leastMilliseconds
          ? new StoreError('There was no time left to ask its database.')
          : await Promise.resolve()
              .then(() => readOwn(store.connectionString?.() ?? '', store.schema, left))
              .catch(readingOf);
      found.set(store, reading);
    }
  };
  await Promise.all(Array.from({ length: width }, ask));
  return found;
};

/** Those of the schemas that have a record of migrations, and whether it is one of ours. */
const recordsIn = async (db: Kysely<Database>, schemas: readonly string[]): Promise<ReadonlyMap<string, boolean>> => {
  const { rows } = await sql<{ schema: string; isOurs: boolean }>`
    select n.nspname as schema, count(a.attname) = 3 as "isOurs"
    from pg_namespace n
    join pg_class c on c.relnamespace = n.oid and c.relname = 'migration'
    left join pg_attribute a on a.attrelid = c.oid and a.attname in ('name', 'checksum', 'applied_at')
    where n.nspname = any(${sql.val([...schemas])}::text[]) group by n.nspname`.execute(db);
  return new Map(rows.map(({ schema, isOurs }) => [schema, isOurs]));
};

/** Two statements, however many stores there are. */
const readShared = async (
  db: Kysely<Database>,
  schemas: readonly string[],
): Promise<(schema: string) => StoreReading> => {
  const records = await recordsIn(db, schemas);
  const ours = [...records].flatMap(([schema, isOurs]) => (isOurs ? [schema] : []));
  const applied = new Map<string, readonly AppliedMigration[]>();
  if (ours.length > 0) {
    const each = ours.map(
      (schema) => sql`select ${schema}::text as schema,
        json_agg(json_build_object('name', name::text, 'checksum', checksum::text) order by applied_at, name) as applied
        from ${sql.id(schema, 'migration')}`,
    );
    const { rows } = await sql<{ schema: string; applied: AppliedMigration[] | null }>`
      ${sql.join(each, sql` union all `)}`.execute(db);
    for (const row of rows) applied.set(row.schema, row.applied ?? []);
  }
  const damaged = new StoreError('The store has another table named migration.');
  return (schema) => (records.get(schema) === false ? damaged : (applied.get(schema) ?? []));
};

/** What each of the stores has got. What is wrong with one of them is told of that one and thrown for none. */
export const readStores = async <Key extends StoreToRead>(
  db: Kysely<Database>,
  stores: readonly Key[],
): Promise<ReadonlyMap<Key, StoreReading>> => {
  const shared = stores.filter(({ connectionString }) => connectionString === undefined);
  const [own, inShared] = await Promise.all([
    readOwnStores(stores.filter(({ connectionString }) => connectionString !== undefined)),
    readShared(
      db,
      shared.map(({ schema }) => schema),
    ).catch((error: unknown) => () => storeError('The database', error)),
  ]);
  return new Map(stores.map((store) => [store, own.get(store) ?? inShared(store.schema)]));
};
