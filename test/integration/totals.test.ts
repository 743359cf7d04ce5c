import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Admin } from '../../src/entities/admin.js';
import type { Tenant } from '../../src/entities/tenant.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';

let gateway: TestApp;
let resellers: { admin: Admin; owner: Person }[];
beforeAll(async () => {
  gateway = await startTestApp();
  resellers = [await gateway.build.reseller(), await gateway.build.reseller()];
});
afterAll(() => gateway.stop());

const statuses = [undefined, 'ACTIVE', 'SUSPENDED'] as const;

/** What triggers have kept count of, as somebody is told. */
const told = async (person: Person, status: (typeof statuses)[number]): Promise<unknown> => {
  const [tenants, organizations] = status
    ? [`(filter: { statusIn: [${status}] })`, `(filter: { status: ${status} })`]
    : ['', ''];
  const { json } = await person.graphql(
    `{ tenants${tenants} { totalCount } organizations${organizations} { totalCount } }`,
  );
  return { tenants: json.data.tenants.totalCount, organizations: json.data.organizations.totalCount };
};

/** What there is, one by one. */
const counted = async (adminId: number | undefined, status: (typeof statuses)[number]): Promise<unknown> => {
  const { rows } = await sql`
    select count(*)::int as tenants, count(o.id)::int as organizations
    from tenant t left join organization o on o.tenant_id = t.id
    where t.deleted_at is null and t.admin_id = coalesce(${adminId ?? null}::int, t.admin_id)
      and t.status = coalesce(${status ?? null}::text, t.status)`.execute(kyselyOf(gateway.app.services.orm.em));
  return rows[0];
};

const expectTrueTotals = async (): Promise<void> => {
  const people = [
    [gateway.superadmin, undefined] as const,
    ...resellers.map(({ admin, owner }) => [owner, admin.id] as const),
  ];
  for (const status of statuses) {
    for (const [person, adminId] of people) expect(await told(person, status)).toEqual(await counted(adminId, status));
  }
};

const act = async (mutation: string): Promise<void> => {
  const { json } = await gateway.superadmin.graphql(`mutation { ${mutation} }`);
  expect(json.errors).toBeUndefined();
};

/** Whatever changes how many there are, of one tenant. */
const changes: readonly ((tenant: Tenant) => Promise<unknown>)[] = [
  ({ id }) => act(`suspendTenant(tenant: "${id}") { id }`),
  ({ id }) => act(`deleteTenant(tenant: "${id}")`),
  ({ id }) => act(`updateTenant(tenant: "${id}", input: { adminId: "${resellers[1]!.admin.publicId}" }) { id }`),
  (tenant) => gateway.build.organizationOf(tenant),
  ({ id }) => act(`updateTenant(tenant: "${id}", input: { displayName: "Renamed" }) { id }`),
];

describe('totals', () => {
  test('are what there is, after changes one by one', async () => {
    await expectTrueTotals();
    for (const change of changes) {
      const { tenant } = await gateway.build.organization({ adminId: resellers[0]!.admin.id });
      await expectTrueTotals();
      const bare = await gateway.build.tenant({ adminId: resellers[0]!.admin.id });
      if (change !== changes[3]) await change(tenant);
      await change(bare);
      await expectTrueTotals();
    }
  });

  test('are what there is, after many changes at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 30 }, (_, index) => gateway.build.tenant({ adminId: resellers[index % 2]!.admin.id })),
    );
    await expectTrueTotals();
    await Promise.all(made.map((tenant, index) => changes[index % changes.length]!(tenant)));
    await expectTrueTotals();
  });

  test('do not change with what is rolled back', async () => {
    const before = await told(gateway.superadmin, undefined);
    const failing = gateway.build.change(async (em) => {
      await em.getConnection().execute(
        `insert into tenant (id, slug, display_name, status, admin_id, settings, branding, database_name, created_at, updated_at)
         values ('tnt_rolled', 'rolled', 'x', 'ACTIVE', 1, '{}', '{}', 'rolled', now(), now())`,
        [],
        'run',
        em.getTransactionContext(),
      );
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    expect(await told(gateway.superadmin, undefined)).toEqual(before);
  });

  test('are kept in few rows, however many changes there were', async () => {
    const { rows } = await sql<{ most: number }>`
      select max(held)::int as most from (
        select count(*) as held from tally group by list, admin_id, status) as lists`.execute(
      kyselyOf(gateway.app.services.orm.em),
    );
    expect(rows[0]!.most).toBeLessThan(30);
  });
});

test('a search is answered from an index', async () => {
  const plan: string[] = [];
  await gateway.build.change(async (em) => {
    const db = kyselyOf(em);
    await sql`set local enable_seqscan = off`.execute(db);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select id from tenant where display_name ilike '%acme%' or slug ilike '%acme%'`.execute(db);
    plan.push(...rows.map((row) => row['QUERY PLAN']));
  });
  expect(plan.join('\n')).toContain('tenant_trigrams');
});
