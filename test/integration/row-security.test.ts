import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql, type RawBuilder } from 'kysely';
import { loadApiTokenViewer } from '../../src/auth/api-tokens.js';
import { anonymous, loadViewer, platform, type Viewer } from '../../src/auth/viewer.js';
import { Context } from '../../src/context.js';
import { fromDatabase } from '../../src/database-errors.js';
import { Namespace } from '../../src/entities/namespace.js';
import { TenantMembership } from '../../src/entities/tenant-membership.js';
import { Tenant } from '../../src/entities/tenant.js';
import { kyselyOf } from '../../src/orm.js';
import { write, type Write } from '../../src/write.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';
import { buildEstate, type Estate } from '../support/estate.js';
import { contents } from '../support/rows.js';
import { walls, writers, type Home, type Row, type Writer } from '../support/walls.js';

let gateway: TestApp;
let viewers: Readonly<Record<Writer, Viewer>>;
let home: Home;
let foreign: Estate;
beforeAll(async () => {
  gateway = await startTestApp();
  const estate = await buildEstate(gateway);
  foreign = await buildEstate(gateway);
  viewers = await viewersOf(estate);
  const users = Object.fromEntries(writers.map((writer) => [writer, viewers[writer].userId])) as Home['users'];
  const { id: session } = await db()
    .selectFrom('login_session')
    .where('user_id', '=', users.tenantAdmin)
    .select('id')
    .executeTakeFirstOrThrow();
  home = { ...estate, users, session };
});
afterAll(() => gateway.stop());

const db = () => kyselyOf(gateway.app.services.orm.em);

const viewersOf = async ({ reseller, tenantAdmin, editor, apiToken }: Estate): Promise<typeof viewers> => {
  const load = ({ userId }: Person) => loadViewer(db(), userId!);
  const superadmin = await load(gateway.superadmin);
  return {
    ...{ platform, superadmin, anonymous },
    readsOnly: { ...platform, readsOnly: true },
    reseller: await load(reseller),
    tenantAdmin: await load(tenantAdmin),
    apiToken: await loadApiTokenViewer(db(), apiToken.token!),
    editor: await load(editor),
  };
};

const contextOf = (writer: Writer): Context =>
  new Context(viewers[writer], { requestId: 'test', ip: null, api: 'test' }, gateway.app.services);

class TakenBack extends Error {}

/** Does something as a writer and takes it back. Answers its rows, or the code that the database refuses it with. */
const attempt = async (
  writer: Writer,
  work: (tx: Write) => Promise<readonly Row[]>,
): Promise<readonly Row[] | string> => {
  let rows: readonly Row[] = [];
  const attempted = write(contextOf(writer), async (tx) => {
    rows = await work(tx);
    throw new TakenBack();
  });
  return attempted.catch((error: unknown) =>
    error instanceof TakenBack ? rows : String((error as { code?: unknown }).code),
  );
};

const refused = '42501';

const rowsOf = async (table: string): Promise<readonly Row[]> => {
  const { rows } = await sql<{ row: Row }>`select to_jsonb(t) as row from ${sql.table(table)} t`.execute(db());
  return rows.map(({ row }) => row);
};

const run = async ({ db: inside }: Write, statement: RawBuilder<{ row: Row }>): Promise<readonly Row[]> =>
  (await statement.execute(inside)).rows.map(({ row }) => row);

const sorted = (rows: readonly Row[] | string) =>
  typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).sort();

const cases = Object.keys(walls).flatMap((table) => writers.map((writer) => ({ table, writer })));

describe('a statement without any predicate', () => {
  let columns: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const { rows } = await sql<{ name: string; first: string }>`
      select table_name as name, column_name as first from information_schema.columns
      where table_schema = 'public' and ordinal_position = 1`.execute(db());
    columns = new Map(rows.map(({ name, first }) => [name, first]));
  });

  test('is tried on every table of the database, and none of them but what is not tenants’ is empty', async () => {
    expect([...columns.keys()].sort()).toEqual(Object.keys(walls).sort());
    const empty: string[] = [];
    for (const table of columns.keys()) if ((await rowsOf(table)).length === 0) empty.push(table);
    expect(empty.sort()).toEqual(['expiry_notice', 'login_attempts']);
  });

  test.each(cases)('changes of $table what is in reach of $writer', async ({ table, writer }) => {
    const reach = walls[table]!.update;
    const rows = await rowsOf(table);
    const column = sql.ref(columns.get(table)!);
    const changed = await attempt(writer, (tx) =>
      run(tx, sql`update ${sql.table(table)} as t set ${column} = t.${column} returning to_jsonb(t) as row`),
    );
    // A member may lock their tenant, and so comes as far as to be told that they may not change it.
    const isMember = table === 'tenant' && writer === 'editor';
    const expected = reach && !isMember ? rows.filter((row) => reach(writer, row, home)) : refused;
    expect(sorted(changed)).toEqual(sorted(expected));
  });

  test.each(cases)('takes out of $table what is in reach of $writer', async ({ table, writer }) => {
    const reach = walls[table]!.delete;
    const rows = await rowsOf(table);
    const gone = await attempt(writer, (tx) =>
      run(tx, sql`delete from ${sql.table(table)} as t returning to_jsonb(t) as row`),
    );
    expect(sorted(gone)).toEqual(sorted(reach ? rows.filter((row) => reach(writer, row, home)) : refused));
  });

  test.each(cases)('puts into $table what is in reach of $writer', async ({ table, writer }) => {
    const reach = walls[table]!.insert ?? (() => false);
    const rows = await rowsOf(table);
    // A row that is there already comes past the wall to the unique key, or is stopped before.
    const copy = (row: Row | undefined) =>
      attempt(writer, (tx) =>
        run(
          tx,
          sql`insert into ${sql.table(table)} select * from ${sql.table(table)} as t
            where to_jsonb(t) = ${JSON.stringify(row ?? null)}::jsonb returning null as row`,
        ),
      );
    const reached = rows.find((row) => reach(writer, row, home));
    const walled = rows.find((row) => !reach(writer, row, home));
    if (reached) expect(await copy(reached)).toBe('23505');
    if (walled || rows.length === 0) expect(await copy(walled)).toBe(refused);
  });
});

describe('a flush whose row is out of reach', () => {
  const fault = (work: (tx: Write) => Promise<void>): Promise<unknown> =>
    write(contextOf('tenantAdmin'), async (tx) => {
      await work(tx);
      tx.audit({ action: 'test.done', targetType: 'test', targetId: 'x' });
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
  const left = async (work: (tx: Write) => Promise<void>): Promise<string> =>
    ((await fault(work)) as Error | undefined)?.message ?? 'done';

  test.each([
    [
      'removes',
      async ({ em }: Write, { tenant }: Estate) =>
        void em.remove(await em.findOneOrFail(Namespace, { tenant: tenant.id })),
    ],
    [
      'changes',
      async ({ em }: Write, { tenant }: Estate) => {
        (await em.findOneOrFail(TenantMembership, { tenant: tenant.id, role: 'EDITOR' })).role = 'VIEWER';
      },
    ],
    [
      'changes several',
      async ({ em }: Write, { tenant }: Estate) => {
        for (const held of await em.find(TenantMembership, { tenant: tenant.id })) held.role = 'VIEWER';
      },
    ],
  ])('%s it not, says so, and leaves nothing in the audit log', async (_verb, work) => {
    const before = await contents(gateway);
    expect(await left((tx) => work(tx, foreign))).toMatch(/^A flush was to touch \d rows? and touched 0/);
    expect(await contents(gateway)).toEqual(before);
    expect(await left((tx) => work(tx, home))).toBe('done');
  });

  test('of a versioned row is a conflict', async () => {
    const before = await contents(gateway);
    const change = ({ em }: Write) =>
      em.findOneOrFail(Tenant, foreign.tenant.id).then((tenant) => void (tenant.displayName = 'x'));
    expect(fromDatabase(await fault(change))).toMatchObject({ code: 'CONFLICT', reason: 'STALE' });
    expect(await contents(gateway)).toEqual(before);
  });
});

describe('nobody gives themselves more than they are:', () => {
  test.each(['reseller', 'tenantAdmin', 'editor'] as const)('the role of a superadmin, by %s', async (writer) => {
    const become = sql<{ row: Row }>`
      update "user" set platform_role = 'SUPERADMIN' where id = ${viewers[writer].userId} returning null as row`;
    expect(await attempt(writer, (tx) => run(tx, become))).toBe(refused);
  });

  test.each(['tenantAdmin', 'apiToken'] as const)('a token that may everything, by %s', async (writer) => {
    const make = sql<{ row: Row }>`
      insert into api_token (id, token_hash, type, name, tenant_id, created_at)
      values ('tok_x', 'x', 'ADMIN', 'x', ${home.tenant.id}, now()) returning null as row`;
    const turn = sql<{ row: Row }>`
      update api_token set type = 'ADMIN' where tenant_id = ${home.tenant.id} returning null as row`;
    expect(await attempt(writer, (tx) => run(tx, make))).toBe(refused);
    expect(await attempt(writer, (tx) => run(tx, turn))).toBe(refused);
  });
});

test('whoever writes can send jobs, and neither read nor change them', async () => {
  const tried = (statement: string) => attempt('platform', (tx) => run(tx, sql.raw(statement)));
  expect(await tried('delete from pgboss.job_common')).toBe(refused);
  expect(await tried('update pgboss.job_common set priority = 1')).toBe(refused);
  expect(await tried('delete from pgboss.queue')).toBe(refused);
});

test('a transaction leaves its connection as it was, whether it commits or not', async () => {
  const state = async () => {
    const { rows } = await sql<{ role: string; scope: string | null; path: string }>`
      select current_user as role, nullif(current_setting('tenantry.scope', true), '') as scope,
        current_setting('search_path') as path`.execute(db());
    return rows[0];
  };
  const before = await state();
  for (let round = 0; round < 20; round += 1) {
    await attempt('tenantAdmin', () => Promise.resolve([]));
    expect(await state()).toEqual(before);
  }
  expect(before).toMatchObject({ scope: null });
});
