import { sql } from 'kysely';
import type { OpenDatabase } from '../../src/database.js';
import { kyselyOf } from '../../src/orm.js';
import type { Found } from './planted.js';

/** Every value of every column of every table that is not PostgreSQL's own, as text, bytes as hexadecimal. */
export const everyColumn = async ({ orm }: OpenDatabase): Promise<Found[]> => {
  const db = kyselyOf(orm.em);
  const { rows: columns } = await sql<{ schema: string; table: string; column: string }>`
    select table_schema as schema, table_name as table, column_name as column
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  const found: Found[] = [];
  for (const { schema, table, column } of columns) {
    const { rows } = await sql<{ text: string }>`
      select ${sql.ref(column)}::text as text from ${sql.table(`${schema}.${table}`)}
      where ${sql.ref(column)} is not null`.execute(db);
    found.push(...rows.map(({ text }) => ({ where: `${schema}.${table}.${column}`, text })));
  }
  return found;
};

/** From now on each write of a row in which `faulty` occurs fails, in words that repeat the whole row. */
export const breakFaultyWrites = async ({ orm }: OpenDatabase): Promise<void> => {
  const db = kyselyOf(orm.em);
  await sql`create function refuse_faulty() returns trigger language plpgsql as $$ begin
    if position('faulty' in to_jsonb(new)::text) > 0 then
      raise exception 'a fault of %', tg_table_name using detail = to_jsonb(new)::text, hint = to_jsonb(new)::text;
    end if;
    return new;
  end $$`.execute(db);
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  for (const { name } of rows) {
    await sql`create trigger refuse_faulty before insert or update on ${sql.table(name)}
      for each row execute function refuse_faulty()`.execute(db);
  }
};
