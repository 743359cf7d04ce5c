import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Admin } from '../../src/entities/admin.js';
import { AuditLog } from '../../src/entities/audit-log.js';
import type { Organization } from '../../src/entities/organization.js';
import type { Tenant } from '../../src/entities/tenant.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Person } from '../support/clients.js';

let gateway: TestApp;
let reseller: { admin: Admin; owner: Person };
let other: { admin: Admin; owner: Person };
let tenant: Tenant;
let organization: Organization;
let foreign: Tenant;
let tenantAdmin: Person;
let viewer: Person;

const dayMilliseconds = 86_400_000;

const row = (action: string, fields: { tenantId?: string; adminId?: number; daysAgo?: number } = {}) =>
  gateway.build.change(async (em) => {
    const { daysAgo = 0, ...scope } = fields;
    em.create(AuditLog, {
      action,
      targetType: action.split('.')[0] ?? '',
      targetId: '7',
      actorRole: 'SYSTEM',
      changes: {},
      requestId: 'test',
      api: 'test',
      createdAt: new Date(Date.now() - daysAgo * dayMilliseconds),
      ...scope,
    });
  });

beforeAll(async () => {
  gateway = await startTestApp();
  reseller = await gateway.build.reseller();
  other = await gateway.build.reseller();
  tenant = await gateway.build.tenant({ adminId: reseller.admin.id });
  organization = await gateway.build.account(tenant);
  foreign = await gateway.build.tenant({ adminId: other.admin.id });
  tenantAdmin = await gateway.build.member(tenant, 'TENANT_ADMIN');
  viewer = await gateway.build.member(tenant, 'VIEWER');
  await row('platform.changed');
  await row('tenant.changed', { tenantId: tenant.id });
  await row('admin.changed', { adminId: reseller.admin.id });
  await row('tenant.moved', { tenantId: foreign.id, adminId: reseller.admin.id });
  await row('tenant.hidden', { tenantId: foreign.id, adminId: other.admin.id });
});
afterAll(() => gateway.stop());

const list =
  'query($filter: AuditLogFilter, $first: Int, $offset: Int) { auditLogs(filter: $filter, first: $first, offset: $offset) { totalCount nodes { action } } }';

const actions = async (person: Person, filter: object = {}): Promise<string[]> => {
  const { nodes } = (await person.graphql(list, { filter })).json.data.auditLogs;
  return (nodes as { action: string }[]).map(({ action }) => action);
};

const stats = (person: Person, days?: number | null) =>
  person.graphql(
    `query($days: Int) { auditLogStats(days: $days) { days total byAction { key count } byTargetType { key count } byDay { date count } } }`,
    { days },
  );

describe('what is seen', () => {
  test('everything by superadmins, newest first', async () => {
    expect((await actions(gateway.superadmin)).slice(0, 5)).toEqual([
      'tenant.hidden',
      'tenant.moved',
      'admin.changed',
      'tenant.changed',
      'platform.changed',
    ]);
  });

  test('by a reseller’s owner, what concerns the account and its tenants', async () => {
    expect(await actions(reseller.owner)).toEqual(['tenant.moved', 'admin.changed', 'tenant.changed']);
    expect(await actions(other.owner)).toEqual(['tenant.hidden', 'tenant.moved']);
  });

  test('by a tenant admin, what concerns the tenant', async () => {
    expect(await actions(tenantAdmin)).toEqual(['tenant.changed']);
  });

  test('by members and nobody in particular, nothing', async () => {
    for (const query of ['{ auditLogs { totalCount } }', '{ auditLogStats { total } }']) {
      expect((await viewer.graphql(query)).json.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
      expect((await anybody(gateway.url).graphql(query)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  test('totals and pages count what is seen, no more', async () => {
    const answer = await reseller.owner.graphql(list, { first: 1, offset: 1 });
    expect(answer.json.data.auditLogs).toEqual({ totalCount: 3, nodes: [{ action: 'admin.changed' }] });
  });
});

describe('a row', () => {
  test('names its organization and reseller by both kinds of id', async () => {
    const answer = await gateway.superadmin.graphql(
      `query($filter: AuditLogFilter) { auditLogs(filter: $filter) { nodes {
        action targetType targetId actorId actorNumber actorEmail actorRole tenantId organizationId adminId adminNumber changes ip requestId api
      } } }`,
      { filter: { action: 'tenant.changed' } },
    );
    const nobody = { actorId: null, actorNumber: null, actorEmail: null, actorRole: 'SYSTEM', ip: null };
    const made = { requestId: 'test', api: 'test', changes: {} };
    expect(answer.json.data.auditLogs.nodes).toEqual([
      {
        ...nobody,
        ...made,
        action: 'tenant.changed',
        targetType: 'tenant',
        targetId: '7',
        tenantId: tenant.id,
        organizationId: organization.id,
        adminId: null,
        adminNumber: null,
      },
    ]);
  });

  test('of a mutation names who did it, from where, by which request', async () => {
    const made = await gateway.superadmin.graphql(
      'mutation { createTenant(input: { displayName: "Audited" }) { id adminId } }',
    );
    const { id, adminId } = made.json.data.createTenant;
    const answer = await gateway.superadmin.graphql(
      `query($id: String) { auditLogs(filter: { targetType: "tenant", targetId: $id }) { nodes {
        action actorId actorEmail actorRole tenantId adminId ip requestId api } } }`,
      { id },
    );
    expect(answer.json.data.auditLogs.nodes).toEqual([
      {
        action: 'tenant.created',
        actorId: gateway.superadmin.userId,
        actorEmail: 'root@example.com',
        actorRole: 'SUPERADMIN',
        tenantId: id,
        adminId,
        ip: expect.stringMatching(/127\.0\.0\.1$/),
        requestId: made.headers.get('x-request-id'),
        api: 'graphql',
      },
    ]);
  });
});

describe('the filter', () => {
  test.each([
    [{ action: 'tenant.changed' }, ['tenant.changed']],
    [{ targetType: 'admin', targetId: '7' }, ['admin.changed']],
    [{ targetType: 'admin', targetId: '8' }, []],
    [{ action: 'tenant.hidden' }, []],
    [{ action: 'nothing', targetType: null, since: null }, []],
    [{ actorId: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, []],
    [{ actorId: '99999999999999999999' }, []],
    [{ actorId: 'no id at all' }, []],
    [{ since: '2100-01-01T00:00:00Z' }, []],
    [{ until: '2000-01-01T00:00:00Z' }, []],
    [{ since: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', targetType: 'admin' }, ['admin.changed']],
  ])('%j', async (filter, expected) => {
    expect(await actions(reseller.owner, filter)).toEqual(expected);
  });

  test('takes an actor by public id or by number', async () => {
    const { json } = await gateway.superadmin.graphql(
      '{ auditLogs(filter: { action: "tenant.created" }, first: 1) { nodes { actorId actorNumber } } }',
    );
    const { actorId, actorNumber } = json.data.auditLogs.nodes[0];
    const byId = await actions(gateway.superadmin, { actorId });
    expect(byId).toContain('tenant.created');
    expect(await actions(gateway.superadmin, { actorId: String(actorNumber) })).toEqual(byId);
  });

  test.each([[{ action: '' }], [{ action: 'x'.repeat(256) }], [{ since: 'yesterday' }], [{ action: 'a\0' }]])(
    '%j is refused',
    async (filter) => {
      const answer = await gateway.superadmin.graphql(list, { filter });
      expect(answer.json.errors[0].extensions.code).toBe('INVALID');
    },
  );
});

describe('the statistics', () => {
  const today = (offset = 0) => new Date(Date.now() - offset * dayMilliseconds).toISOString().slice(0, 10);

  test('count what the viewer sees, each day there, by UTC’s calendar', async () => {
    await row('old.enough', { adminId: other.admin.id, daysAgo: 2 });
    await row('too.old', { adminId: other.admin.id, daysAgo: 3 });
    const answer = await stats(other.owner, 3);
    expect(answer.json.data.auditLogStats).toEqual({
      days: 3,
      total: 3,
      byAction: [
        { key: 'old.enough', count: 1 },
        { key: 'tenant.hidden', count: 1 },
        { key: 'tenant.moved', count: 1 },
      ],
      byTargetType: [
        { key: 'old', count: 1 },
        { key: 'tenant', count: 2 },
      ],
      byDay: [
        { date: today(2), count: 1 },
        { date: today(1), count: 0 },
        { date: today(), count: 2 },
      ],
    });
  });

  test('go back thirty days unless told otherwise', async () => {
    for (const days of [undefined, null, 30]) {
      const { byDay } = (await stats(other.owner, days)).json.data.auditLogStats;
      expect(byDay).toHaveLength(30);
      expect([byDay[0].date, byDay[29].date]).toEqual([today(29), today()]);
    }
  });

  test.each([0, -1, 366])('of %i days are refused', async (days) => {
    const { extensions } = (await stats(gateway.superadmin, days)).json.errors[0];
    expect([extensions.code, extensions.violations[0].path]).toEqual(['INVALID', ['days']]);
  });
});

describe('the table', () => {
  test.each([
    ['an update', sql`update audit_log set action = 'forged'`],
    ['a deletion', sql`delete from audit_log`],
    ['an update of no row', sql`update audit_log set action = 'forged' where false`],
    ['a truncation', sql`truncate audit_log`],
    ['a truncation that cascades', sql`truncate audit_log cascade`],
  ])('refuses %s', async (_name, statement) => {
    const before = await actions(gateway.superadmin);
    await expect(statement.execute(kyselyOf(gateway.app.services.orm.em))).rejects.toThrow('audit_log is append-only');
    // A store that is being made meanwhile adds lines on top.
    expect((await actions(gateway.superadmin)).slice(-before.length)).toEqual(before);
  });
});
