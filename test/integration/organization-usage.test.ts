import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Tenant } from '../../src/entities/tenant.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';
import { ProvisioningProbe } from '../support/provisioning.js';
import { change, dataOf, refusalOf, show } from '../support/organizations.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const gb = 1_073_741_824;
const usage = `usage {
  storage { usedBytes limitGb percent } users { current limit percent }
  bandwidth { usedBytes limitGb percent period } credits { limit balance used available percent } }`;
const period = new Date().toISOString().slice(0, 7);

/** An organization of 10 GB, 10 users, 100 GB a month and 100 credits, with one tenant admin and a reseller's owner. */
const setUp = async (fields: Parameters<typeof gateway.build.organization>[0] = {}) => {
  const { admin, owner } = await gateway.build.reseller();
  const given = { adminId: admin.id, displayName: 'Acme', creditLimit: 100, ...fields };
  const { organization, tenant } = await gateway.build.organization(given);
  const member = await gateway.build.member(tenant, 'TENANT_ADMIN');
  return { id: organization.id, tenant, owner, member };
};

const record = (id: number, input: unknown) => change(gateway.superadmin, 'recordUsage', id, input, usage);
const titles = async ({ userId }: Person) =>
  (
    await kyselyOf(gateway.app.services.orm.em)
      .selectFrom('notification as n')
      .innerJoin('user as u', 'u.id', 'n.user_id')
      .where('u.public_id', '=', userId ?? '')
      .select('n.title')
      .orderBy('n.id')
      .execute()
  ).map(({ title }) => title);

describe('usage', () => {
  test('storage is a new total, bandwidth and credits are added', async () => {
    const { id, member } = await setUp();
    dataOf(await record(id, { storageBytes: gb, bandwidthBytes: 5 * gb, creditsUsed: 10 }));
    dataOf(await record(id, { storageBytes: 2 * gb, bandwidthBytes: 5 * gb, creditsUsed: 1 }));
    dataOf(await record(id, {}));
    expect(dataOf(await show(member, id, usage))['usage']).toEqual({
      storage: { usedBytes: 2 * gb, limitGb: 10, percent: 20 },
      users: { current: 1, limit: 10, percent: 10 },
      bandwidth: { usedBytes: 10 * gb, limitGb: 100, percent: 10, period },
      credits: { limit: 100, balance: 0, used: 11, available: 89, percent: 11 },
    });
  });

  test('percents are rounded down, pass 100, and of a limit of nothing are all or nothing', async () => {
    const { id } = await setUp({ storageLimitGb: 3, bandwidthLimitGb: 0, creditLimit: 0 });
    const { usage: first } = dataOf(await record(id, { storageBytes: 3 * gb - 1 }));
    expect([first.storage.percent, first.bandwidth.percent, first.credits.percent]).toEqual([99, 0, 0]);
    const { usage: second } = dataOf(await record(id, { storageBytes: 4 * gb, bandwidthBytes: 1 }));
    expect([second.storage.percent, second.bandwidth.percent]).toEqual([133, 100]);
  });

  test('credits never go beyond what is available, and then nothing of the report counts', async () => {
    const { id } = await setUp();
    const before = (await show(gateway.superadmin, id, usage)).text;
    const answer = await record(id, { storageBytes: 5, bandwidthBytes: 5, creditsUsed: 101, idempotencyKey: 'k' });
    expect(refusalOf(answer)).toEqual({ code: 'INVALID', reason: 'CREDITS_INSUFFICIENT' });
    expect((await show(gateway.superadmin, id, usage)).text).toBe(before);
    expect(dataOf(await record(id, { creditsUsed: 100, idempotencyKey: 'k' }))['usage'].credits.available).toBe(0);
  });

  test('the month begins with nothing', async () => {
    const { id } = await setUp();
    dataOf(await record(id, { bandwidthBytes: 90 * gb }));
    await sql`update bandwidth_period set period = '2020-01' where organization_id = ${id}`.execute(
      kyselyOf(gateway.app.services.orm.em),
    );
    expect(dataOf(await record(id, { bandwidthBytes: 1 }))['usage'].bandwidth).toMatchObject({ usedBytes: 1, period });
  });

  test('a month counts no more than JSON carries exactly', async () => {
    const { id } = await setUp();
    dataOf(await record(id, { bandwidthBytes: Number.MAX_SAFE_INTEGER }));
    const over = await record(id, { bandwidthBytes: 1 });
    expect(over.json.errors[0].extensions.violations).toMatchObject([{ path: ['bandwidthBytes'], code: 'TOO_LARGE' }]);
  });

  test.each([29, 57, 58, 99])('%d of 100 is so many per cent', async (used) => {
    const { id } = await setUp();
    expect(dataOf(await record(id, { creditsUsed: used }))['usage'].credits.percent).toBe(used);
  });

  test('people who are not active, or of another tenant, are not counted', async () => {
    const { id, tenant } = await setUp();
    await setUp();
    const away = await gateway.build.member(tenant, 'EDITOR');
    await sql`update "user" set status = 'SUSPENDED' where public_id = ${away.userId}`.execute(
      kyselyOf(gateway.app.services.orm.em),
    );
    expect(dataOf(await show(gateway.superadmin, id, usage))['usage'].users.current).toBe(1);
  });
});

describe('a report with an idempotency key', () => {
  const used = async (id: number) => dataOf(await show(gateway.superadmin, id, 'creditUsed'))['creditUsed'] as number;

  test('counts once, also when sent ten times at once', async () => {
    const { id } = await setUp();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => record(id, { creditsUsed: 60, idempotencyKey: 'job-1' })),
    );
    for (const answer of answers) expect(dataOf(answer)['usage'].credits.used).toBe(60);
    expect(await used(id)).toBe(60);
    const audited = await kyselyOf(gateway.app.services.orm.em)
      .selectFrom('audit_log')
      .where('action', '=', 'organization.usage_recorded')
      .where('target_id', '=', String(id))
      .select('changes')
      .execute();
    expect(audited).toEqual([{ changes: { after: { storageBytes: null, bandwidthBytes: null, creditsUsed: 60 } } }]);
  });

  test('is refused with other numbers, and means another organization nothing', async () => {
    const [{ id }, { id: other }] = [await setUp(), await setUp()];
    dataOf(await record(id, { creditsUsed: 1, idempotencyKey: 'job' }));
    expect(refusalOf(await record(id, { creditsUsed: 2, idempotencyKey: 'job' }))).toEqual({
      code: 'INVALID',
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
    dataOf(await record(other, { creditsUsed: 2, idempotencyKey: 'job' }));
    expect([await used(id), await used(other)]).toEqual([1, 2]);
  });
});

describe('a key', () => {
  const keys = async (id: number) =>
    (
      await kyselyOf(gateway.app.services.orm.em)
        .selectFrom('usage_report')
        .where('organization_id', '=', id)
        .select('idempotency_key as key')
        .orderBy('id')
        .execute()
    ).map(({ key }) => key);
  const age = (id: number, days: number) =>
    sql`update usage_report set created_at = now() - make_interval(days => ${days}) where organization_id = ${id}`.execute(
      kyselyOf(gateway.app.services.orm.em),
    );

  test('is remembered for 30 days, and not for ever', async () => {
    const [{ id }, { id: other }] = [await setUp(), await setUp()];
    dataOf(await record(id, { creditsUsed: 1, idempotencyKey: 'first' }));
    dataOf(await record(other, { creditsUsed: 1, idempotencyKey: 'theirs' }));
    await age(id, 29);
    dataOf(await record(id, { creditsUsed: 1, idempotencyKey: 'first' }));
    dataOf(await record(id, { creditsUsed: 1, idempotencyKey: 'second' }));
    expect(await keys(id)).toEqual(['first', 'second']);
    await age(id, 31);
    await age(other, 31);
    dataOf(await record(id, { creditsUsed: 1, idempotencyKey: 'third' }));
    expect([await keys(id), await keys(other)]).toEqual([['third'], ['theirs']]);
    expect(dataOf(await show(gateway.superadmin, id, 'creditUsed'))).toEqual({ creditUsed: 3 });
  });
});

describe('warnings', () => {
  const metrics = [
    ['storage', (id: number, percent: number) => record(id, { storageBytes: Math.ceil((10 * gb * percent) / 100) })],
    [
      'monthly bandwidth',
      (id: number, percent: number) => record(id, { bandwidthBytes: Math.ceil((100 * gb * percent) / 100) }),
    ],
    ['credits', (id: number, percent: number) => record(id, { creditsUsed: percent })],
  ] as const;

  test.each(metrics)('%s: at 80 and at 100 per cent, once each, to tenant admins and the owner', async (noun, act) => {
    const { id, tenant, owner, member } = await setUp();
    const editor = await gateway.build.member(tenant, 'EDITOR');
    const bystander = (await setUp()).member;
    const isTotal = noun === 'storage';
    const told: number[] = [];
    for (const percent of isTotal ? [79, 80, 95, 100, 101] : [79, 1, 15, 5, 0]) {
      dataOf(await act(id, percent));
      told.push((await titles(member)).length);
    }
    expect(told).toEqual([0, 1, 1, 2, 2]);
    const expected = [`80 % of ${noun} used`, `100 % of ${noun} used`];
    expect(await titles(member)).toEqual(expected);
    expect(await titles(owner)).toEqual(expected);
    expect([await titles(editor), await titles(bystander)]).toEqual([[], []]);
  });

  test('a jump over both tells of the higher', async () => {
    const { id, member } = await setUp();
    dataOf(await record(id, { storageBytes: 11 * gb }));
    expect(await titles(member)).toEqual(['100 % of storage used']);
  });

  test('falling below arms the warning again', async () => {
    const { id, member } = await setUp();
    for (const used of [8, 10, 9, 10, 7, 8]) dataOf(await record(id, { storageBytes: used * gb }));
    expect(await titles(member)).toEqual([
      '80 % of storage used',
      '100 % of storage used',
      '100 % of storage used',
      '80 % of storage used',
    ]);
  });

  test('a new month warns anew', async () => {
    const { id, member } = await setUp();
    dataOf(await record(id, { bandwidthBytes: 85 * gb }));
    const db = kyselyOf(gateway.app.services.orm.em);
    await sql`update bandwidth_period set period = '2020-01' where organization_id = ${id}`.execute(db);
    await sql`update organization set alerts = jsonb_set(alerts, '{bandwidth,period}', '"2020-01"') where id = ${id}`.execute(
      db,
    );
    dataOf(await record(id, { bandwidthBytes: 79 * gb }));
    dataOf(await record(id, { bandwidthBytes: gb }));
    expect(await titles(member)).toEqual(['80 % of monthly bandwidth used', '80 % of monthly bandwidth used']);
  });

  test('users are counted when somebody joins, and limits when they are lowered', async () => {
    const { id, tenant, member } = await setUp({ maxUsers: 3 });
    const join = async (to: Tenant, role: 'grant' | 'revoke', userId: string) =>
      dataOf(
        await gateway.superadmin.graphql(
          `mutation($t: ID!, $u: ID!) { ${role}TenantAdmin(tenant: $t, userId: $u) { userId } }`,
          { t: to.id, u: userId },
        ),
      );
    const [second, third] = [await gateway.build.user(), await gateway.build.user()];
    await join(tenant, 'grant', second.publicId);
    expect(await titles(member)).toEqual([]);
    await join(tenant, 'grant', third.publicId);
    await join(tenant, 'revoke', third.publicId);
    await join(tenant, 'grant', third.publicId);
    expect(await titles(member)).toEqual(['100 % of users used', '100 % of users used']);
    dataOf(await record(id, { storageBytes: 4 * gb, creditsUsed: 50 }));
    dataOf(await change(gateway.superadmin, 'updateOrganizationLimits', id, { storageLimitGb: 5 }));
    dataOf(await change(gateway.superadmin, 'setOrganizationCreditLimit', id, { creditLimit: 50 }));
    dataOf(await change(gateway.superadmin, 'addOrganizationCredits', id, { amount: 50 }));
    dataOf(await change(gateway.superadmin, 'updateOrganization', id, { creditLimit: 0 }));
    expect((await titles(member)).slice(2)).toEqual([
      '80 % of storage used',
      '100 % of credits used',
      '100 % of credits used',
    ]);
  });

  test('users are counted when provisioning makes one', async () => {
    const { tenant, owner, member } = await setUp({ maxUsers: 2, adminEmail: 'made-by-provisioning@example.com' });
    const probe = new ProvisioningProbe(gateway);
    expect((await probe.ended(await probe.leave(tenant)))['status']).toBe('COMPLETED');
    expect([await titles(owner), await titles(member)]).toEqual([['100 % of users used'], ['100 % of users used']]);
  });

  test('say what they are about', async () => {
    const { id, owner } = await setUp();
    dataOf(await record(id, { creditsUsed: 80 }));
    const rows = await kyselyOf(gateway.app.services.orm.em)
      .selectFrom('notification as n')
      .innerJoin('user as u', 'u.id', 'n.user_id')
      .where('u.public_id', '=', owner.userId ?? '')
      .select(['n.type', 'n.title', 'n.message', 'n.data'])
      .execute();
    expect(rows).toEqual([
      {
        type: 'organization.limit_near',
        title: '80 % of credits used',
        message: 'Acme has used 80 % of its credits',
        data: { organization_id: id, metric: 'credits', percent: 80 },
      },
    ]);
  });
});
