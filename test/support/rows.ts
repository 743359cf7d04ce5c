import { sql } from 'kysely';
import { kyselyOf } from '../../src/orm.js';
import type { TestApp } from './app.js';

/** Waits until the worker has nothing left to do: what it writes would look like somebody else's. */
const workDone = async (db: ReturnType<typeof kyselyOf>): Promise<void> => {
  for (let left = 400; left > 0; left -= 1) {
    const open = await db
      .selectFrom('provisioning')
      .where('status', 'in', ['PENDING', 'RUNNING'])
      .select('id')
      .execute();
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The worker does not get its work done.');
};

/** How many rows each table has, once the worker rests. What a mutation changes in place shows in `audit_log`. */
export const rowCounts = async ({ app }: TestApp): Promise<Readonly<Record<string, number>>> => {
  const db = kyselyOf(app.services.orm.em);
  await workDone(db);
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`.execute(db);
  const counts = tables.map(
    ({ name }) => sql`select ${name}::text as name, count(*)::int as rows from ${sql.table(name)}`,
  );
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
};

/** Every row of every table but the queue's, as text, once the worker rests. When a credential was used last is left out. */
export const contents = async ({ app }: TestApp): Promise<Readonly<Record<string, readonly string[]>>> => {
  const db = kyselyOf(app.services.orm.em);
  await workDone(db);
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`.execute(db);
  const texts = tables.map(
    ({ name }) =>
      sql`select ${name}::text as name, (to_jsonb(t) - 'last_used_at')::text as row from ${sql.table(name)} t`,
  );
  const { rows } = await sql<{ name: string; row: string }>`
    ${sql.join(texts, sql` union all `)} order by 1, 2`.execute(db);
  const byTable = Map.groupBy(rows, ({ name }) => name);
  return Object.fromEntries([...byTable].map(([name, found]) => [name, found.map(({ row }) => row)]));
};

/** What the audit log says about an organization, oldest first. */
export const organizationAudit = (gateway: TestApp, id: number) =>
  kyselyOf(gateway.app.services.orm.em)
    .selectFrom('audit_log')
    .where('target_type', '=', 'organization')
    .where('target_id', '=', String(id))
    .select(['action', 'changes', 'admin_id', 'tenant_id'])
    .orderBy('id')
    .execute();
