import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Admin } from '../../src/entities/admin.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';
import { booksOf, entriesOf, poolOf } from '../support/ledger.js';
import { change, credits, dataOf, refusalOf, show } from '../support/organizations.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterEach(async () => {
  expect(await booksOf(gateway.app)).toEqual([]);
});
afterAll(() => gateway.stop());

/** A reseller with 100 credits, and an organization of theirs with nothing. */
const setUp = async (fields: Parameters<typeof gateway.build.organization>[0] = {}) => {
  const { admin, owner } = await gateway.build.reseller();
  await gateway.build.grant(admin, 100);
  const { organization, tenant } = await gateway.build.organization({ adminId: admin.id, ...fields });
  return { admin, owner, tenant, id: organization.id };
};

const limit = (person: Person, id: number, creditLimit: number, reason?: string) =>
  change(person, 'setOrganizationCreditLimit', id, { creditLimit, reason }, credits);
const add = (person: Person, id: number, amount: number, reason?: string) =>
  change(person, 'addOrganizationCredits', id, { amount, reason }, credits);
const use = (id: number, creditsUsed: number) =>
  change(gateway.superadmin, 'recordUsage', id, { creditsUsed }, credits);
const pool = (admin: Admin) => poolOf(gateway.app, admin.id);

describe('a reseller', () => {
  test('raises a limit out of the pool, and a lowering gives back what came from there', async () => {
    const { admin, owner, id } = await setUp();
    expect(dataOf(await limit(owner, id, 60, 'Campaign'))).toEqual({
      creditLimit: 60,
      creditBalance: 0,
      creditUsed: 0,
      availableCredits: 60,
    });
    expect(await pool(admin)).toEqual({ balance: 40, granted: 100, distributed: 60 });
    dataOf(await limit(owner, id, 25));
    expect(await pool(admin)).toEqual({ balance: 75, granted: 100, distributed: 25 });
    expect(await entriesOf(gateway.app, { admin: admin.id })).toEqual([
      'ADMIN_POOL GRANT 100 → 100',
      'ADMIN_POOL ALLOCATION -60 → 40 (Campaign)',
      'ADMIN_POOL RETURN 35 → 75',
    ]);
    expect(await entriesOf(gateway.app, { organization: id })).toEqual([
      'ORGANIZATION_LIMIT ALLOCATION 60 → 60 (Campaign)',
      'ORGANIZATION_LIMIT RETURN -35 → 25',
    ]);
  });

  test('gets nothing back of what the platform gave', async () => {
    const { admin, owner, id } = await setUp({ creditLimit: 50 });
    dataOf(await limit(owner, id, 70));
    dataOf(await limit(owner, id, 0));
    expect(await pool(admin)).toEqual({ balance: 100, granted: 100, distributed: 0 });
  });

  test('gets nothing back of what another reseller has paid', async () => {
    const { admin: first, owner, id, tenant } = await setUp();
    dataOf(await limit(owner, id, 80));
    const { admin: second, owner: heir } = await gateway.build.reseller();
    await gateway.superadmin.graphql(
      'mutation($t: ID!, $a: ID!) { updateTenant(tenant: $t, input: { adminId: $a }) { id } }',
      { t: tenant.id, a: second.publicId },
    );
    expect(refusalOf(await limit(owner, id, 0)).code).toBe('NOT_FOUND');
    dataOf(await limit(heir, id, 30));
    expect(await pool(first)).toEqual({ balance: 20, granted: 100, distributed: 80 });
    expect(await pool(second)).toEqual({ balance: 0, granted: 0, distributed: 0 });
  });

  test('pays for added credits, which never come back', async () => {
    const { admin, owner, id } = await setUp();
    expect(dataOf(await add(owner, id, 30, 'Credit purchase'))).toMatchObject({ creditBalance: 30, creditLimit: 0 });
    dataOf(await limit(owner, id, 10));
    dataOf(await limit(owner, id, 0));
    expect(await pool(admin)).toEqual({ balance: 70, granted: 100, distributed: 30 });
    expect(await entriesOf(gateway.app, { organization: id })).toEqual([
      'ORGANIZATION_BALANCE PURCHASE 30 → 30 (Credit purchase)',
      'ORGANIZATION_LIMIT ALLOCATION 10 → 10',
      'ORGANIZATION_LIMIT RETURN -10 → 0',
    ]);
  });

  test.each([
    ['a limit', (owner: Person, id: number) => limit(owner, id, 101)],
    ['added credits', (owner: Person, id: number) => add(owner, id, 101)],
    [
      'an edit',
      (owner: Person, id: number) =>
        change(owner, 'updateOrganization', id, { creditLimit: 101, maxUsers: 1 }, credits),
    ],
  ])('without enough in the pool for %s hears so, and nothing changes', async (_, act) => {
    const { admin, owner, id } = await setUp();
    const before = await show(owner, id);
    const answer = await act(owner, id);
    expect(refusalOf(answer)).toEqual({ code: 'INVALID', reason: 'POOL_INSUFFICIENT' });
    expect(answer.json.errors[0].message).toBe('Insufficient admin credits');
    expect((await show(owner, id)).text).toBe(before.text);
    expect(await pool(admin)).toEqual({ balance: 100, granted: 100, distributed: 0 });
  });

  test('spends the pool once, however many raise at the same time', async () => {
    const { admin, owner } = await setUp();
    const made = await Promise.all(Array.from({ length: 8 }, () => gateway.build.organization({ adminId: admin.id })));
    const answers = await Promise.all(made.map(({ organization }) => add(owner, organization.id, 30)));
    const refused = answers.filter(({ json }) => json.errors).map((answer) => refusalOf(answer).reason);
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'POOL_INSUFFICIENT'));
    expect(await pool(admin)).toEqual({ balance: 10, granted: 100, distributed: 90 });
  });
});

describe('a superadmin', () => {
  test('gives and takes without moving a pool', async () => {
    const { admin, owner, id } = await setUp();
    dataOf(await limit(owner, id, 50));
    dataOf(await limit(gateway.superadmin, id, 500));
    dataOf(await limit(gateway.superadmin, id, 20));
    dataOf(await add(gateway.superadmin, id, 5));
    expect(await pool(admin)).toEqual({ balance: 50, granted: 100, distributed: 50 });
    expect((await entriesOf(gateway.app, { organization: id })).slice(1)).toEqual([
      'ORGANIZATION_LIMIT PLATFORM_LIMIT 450 → 500',
      'ORGANIZATION_LIMIT PLATFORM_LIMIT -480 → 20',
      'ORGANIZATION_BALANCE PURCHASE 5 → 5',
    ]);
  });
});

describe('whoever sets a limit', () => {
  test('cannot set it below what is used beyond what was bought', async () => {
    const { owner, id } = await setUp({ creditLimit: 50 });
    dataOf(await add(owner, id, 10));
    dataOf(await use(id, 40));
    for (const person of [owner, gateway.superadmin]) {
      expect(refusalOf(await limit(person, id, 29))).toEqual({ code: 'INVALID', reason: 'LIMIT_BELOW_USE' });
    }
    expect(dataOf(await limit(owner, id, 30))).toMatchObject({ creditLimit: 30, availableCredits: 0 });
  });

  test('to what it is moves nothing', async () => {
    const { admin, owner, id } = await setUp({ creditLimit: 50 });
    dataOf(await limit(owner, id, 50));
    expect(await entriesOf(gateway.app, { organization: id })).toEqual(['ORGANIZATION_LIMIT PLATFORM_LIMIT 50 → 50']);
    expect(await pool(admin)).toMatchObject({ balance: 100 });
  });

  test('keeps every sum within what JSON carries exactly', async () => {
    const { admin, id } = await setUp();
    const most = Number.MAX_SAFE_INTEGER;
    expect(dataOf(await limit(gateway.superadmin, id, most))).toMatchObject({ availableCredits: most });
    const over = await add(gateway.superadmin, id, 1);
    expect(over.json.errors[0].extensions.violations).toMatchObject([{ path: ['amount'], code: 'TOO_LARGE' }]);
    dataOf(await limit(gateway.superadmin, id, most - 1));
    dataOf(await add(gateway.superadmin, id, 1));
    const again = await limit(gateway.superadmin, id, most);
    expect(again.json.errors[0].extensions.violations).toMatchObject([{ path: ['creditLimit'], code: 'TOO_LARGE' }]);
    await expect(gateway.build.grant(admin, most)).rejects.toThrow('at most');
  });

  test.each([
    ['addOrganizationCredits', { amount: 0 }],
    ['addOrganizationCredits', { amount: -5 }],
    ['addOrganizationCredits', { amount: 1.5 }],
    ['addOrganizationCredits', { amount: '5' }],
    ['addOrganizationCredits', { amount: 2 ** 53 }],
    ['addOrganizationCredits', { amount: { $ne: null } }],
    ['addOrganizationCredits', { amount: [5] }],
    ['addOrganizationCredits', { amount: 5, reason: 'x'.repeat(501) }],
    ['addOrganizationCredits', { amount: 5, reason: '\ud800' }],
    ['setOrganizationCreditLimit', { creditLimit: -1 }],
    ['setOrganizationCreditLimit', { creditLimit: null }],
    ['setOrganizationCreditLimit', {}],
    ['recordUsage', { creditsUsed: -1 }],
    ['recordUsage', { storageBytes: -1 }],
    ['recordUsage', { bandwidthBytes: 0.5 }],
  ] as const)('%s refuses %j and moves nothing', async (mutation, input) => {
    const { id } = await setUp({ creditLimit: 7 });
    const answer = await change(gateway.superadmin, mutation, id, input, credits);
    expect(refusalOf(answer).code).toBe('INVALID');
    expect(dataOf(await show(gateway.superadmin, id, credits))).toEqual({
      creditLimit: 7,
      creditBalance: 0,
      creditUsed: 0,
      availableCredits: 7,
    });
  });
});

describe('entries', () => {
  test.each([
    ['update', sql`update credit_entry set amount = amount + 1`],
    ['delete', sql`delete from credit_entry`],
    ['truncate', sql`truncate credit_entry`],
    ['cascade', sql`truncate organization cascade`],
  ])('are refused %s by the database', async (_, statement) => {
    await setUp();
    await expect(statement.execute(kyselyOf(gateway.app.services.orm.em))).rejects.toThrow('append-only');
  });

  test.each([
    ['more used than there is', sql`update organization set credit_used = credit_limit + credit_balance + 1`],
    ['a negative balance', sql`update organization set credit_balance = -1`],
    ['a negative limit', sql`update organization set credit_limit = -1`],
    ['a negative pool', sql`update admin set credit_balance = -1`],
  ])('are not all that holds: the database refuses %s', async (_, statement) => {
    await setUp();
    await expect(statement.execute(kyselyOf(gateway.app.services.orm.em))).rejects.toThrow('check constraint');
  });

  test('name who moved the credits', async () => {
    const { owner, id } = await setUp();
    dataOf(await limit(owner, id, 1));
    const rows = await kyselyOf(gateway.app.services.orm.em)
      .selectFrom('credit_entry as c')
      .innerJoin('user as u', 'u.id', 'c.actor_id')
      .where('c.organization_id', '=', id)
      .select('u.public_id')
      .execute();
    expect(rows.map((row) => row.public_id)).toEqual([owner.userId, owner.userId]);
  });
});
