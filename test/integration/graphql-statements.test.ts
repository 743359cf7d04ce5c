import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventSubscriber } from '@mikro-orm/core';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { PartnerGroup } from '../../src/entities/partner-group.js';
import { RegistrationRequest } from '../../src/entities/registration-request.js';
import { Provisioning, ProvisioningStep, provisioningSteps } from '../../src/entities/provisioning.js';
import { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { everyField } from '../support/operations.js';

let gateway: TestApp;
const hydrated: string[] = [];
/** The newest one. */
const reseller = { id: '' };

/** A group that a reseller is in, and the request that its organization was. */
const addAccount = (name: string, adminId: number, organizationId: number): Promise<void> =>
  gateway.build.change(async (em) => {
    const email = `${name}@example.com`;
    const user = User.create({ email });
    const group = PartnerGroup.create({ name, description: null, creditDiscountPercent: 0 });
    await em.persist([user, group]).flush();
    await kyselyOf(em).updateTable('admin').set({ partner_group_id: group.id }).where('id', '=', adminId).execute();
    const absent = { contactName: null, phone: null, utmSource: null, utmMedium: null, utmCampaign: null };
    const request = RegistrationRequest.submit({
      ...absent,
      ...{ email, passwordHash: 'none', companyName: name, desiredOrgName: name, desiredOrgSlug: name, adminId },
    });
    request.approve(1, {});
    request.activate(organizationId, adminId);
    em.persist(request);
  });

/** Tenants with all that a query can show of them, each under a reseller of its own. */
const addTenants = async (count: number, prefix: string): Promise<void> => {
  for (let made = 0; made < count; made += 1) {
    const { admin } = await gateway.build.reseller();
    reseller.id = admin.publicId;
    const tenant = await gateway.build.tenant({ adminId: admin.id, slug: `${prefix}-${made}` });
    await gateway.build.namespace(tenant, 'flags');
    await gateway.build.apiToken('TENANT', tenant);
    await gateway.build.client('admin:read');
    const organization = await gateway.build.organizationOf(tenant);
    await addAccount(`${prefix}-${made}`, admin.id, organization.id);
    await gateway.build.change(async (em) => {
      const attempt = Provisioning.create(tenant.id, null);
      // Nothing is left to do for the worker, whose statements would be counted.
      attempt.status = 'COMPLETED';
      await em.persist(attempt).flush();
      for (const step of provisioningSteps) em.persist(ProvisioningStep.create(attempt.id, step));
    });
  }
};

const schema: GraphQLSchema = buildGatewaySchema();

const counted = { kind: 'TENANT', id: 'counted-0' };
/** The superadmin about themselves. */
const explained = { user: '', action: 'tenant', target: counted };

/** One operation per query, asking for every field there is. A query without a line here fails the test. */
const operations: Readonly<Record<string, { operation: string; variables?: Record<string, unknown> }>> = {
  viewer: { operation: everyField(schema, 'viewer') },
  can: { operation: everyField(schema, 'can'), variables: { action: 'tenant', target: counted } },
  explainAccess: { operation: everyField(schema, 'explainAccess'), variables: explained },
  tenant: { operation: everyField(schema, 'tenant'), variables: { slug: 'counted-0' } },
  currentTenant: { operation: everyField(schema, 'currentTenant') },
  tenants: { operation: everyField(schema, 'tenants'), variables: { first: 22 } },
  apiTokens: { operation: everyField(schema, 'apiTokens'), variables: { first: 22 } },
  oauthClients: { operation: everyField(schema, 'oauthClients'), variables: { first: 22 } },
  provisioning: { operation: everyField(schema, 'provisioning'), variables: { tenant: 'counted-0' } },
  namespace: { operation: everyField(schema, 'namespace'), variables: { tenant: 'counted-0', slug: 'flags' } },
  tenantMigrations: { operation: everyField(schema, 'tenantMigrations'), variables: { first: 22 } },
  users: { operation: everyField(schema, 'users'), variables: { first: 22 } },
  registrationRequest: { operation: everyField(schema, 'registrationRequest'), variables: { id: 1 } },
  registrationRequests: { operation: everyField(schema, 'registrationRequests'), variables: { first: 25 } },
  partnerGroups: { operation: everyField(schema, 'partnerGroups'), variables: { first: 22 } },
  admin: { operation: everyField(schema, 'admin'), variables: reseller },
  admins: { operation: everyField(schema, 'admins'), variables: { first: 25 } },
  organization: { operation: everyField(schema, 'organization'), variables: { id: 1 } },
  organizations: { operation: everyField(schema, 'organizations'), variables: { first: 22 } },
  currentBranding: { operation: everyField(schema, 'currentBranding') },
  availablePlugins: { operation: everyField(schema, 'availablePlugins') },
  myPlugins: { operation: everyField(schema, 'myPlugins') },
  platformSettings: { operation: everyField(schema, 'platformSettings') },
  auditLogs: { operation: everyField(schema, 'auditLogs'), variables: { first: 22 } },
  auditLogStats: { operation: everyField(schema, 'auditLogStats'), variables: { days: 365 } },
  notifications: { operation: everyField(schema, 'notifications'), variables: { first: 22 } },
  unreadNotificationCount: { operation: everyField(schema, 'unreadNotificationCount') },
};

/** The statements from then on, without the one that reads the viewer: requests of one moment have it in common. */
const statementsSince = (before: number): readonly string[] =>
  gateway.statements.slice(before).filter((text) => !text.includes('as session_age'));

/** How many statements an operation costs. */
const costOf = async (name: string): Promise<number> => {
  const before = gateway.statements.length;
  const { operation, variables } = operations[name]!;
  const answer = await gateway.superadmin.graphql(operation, variables);
  expect(answer.json.errors).toBeUndefined();
  return statementsSince(before).length;
};

const onHydration: EventSubscriber = { onInit: ({ meta }) => void hydrated.push(meta.className) };

beforeAll(async () => {
  gateway = await startTestApp();
  gateway.app.services.orm.em.getEventManager().registerSubscriber(onHydration);
  explained.user = gateway.superadmin.userId ?? '';
  await addTenants(1, 'counted');
});
afterAll(() => gateway.stop());

describe('statements', () => {
  test('every query of the schema is counted', () => {
    const query = schema.getQueryType();
    expect(isObjectType(query) && Object.keys(query.getFields()).sort()).toEqual(Object.keys(operations).sort());
  });

  test('a query costs as many statements for many rows as for few, and no entity is hydrated', async () => {
    await gateway.build.change(async (em) => {
      await em.findOneOrFail(User, { platformRole: 'SUPERADMIN' });
    });
    expect(hydrated).toEqual(['User']);
    hydrated.length = 0;
    const names = Object.keys(operations);
    const few = new Map<string, number>();
    for (const name of names) few.set(name, await costOf(name));
    expect(Object.fromEntries(few)).toEqual({
      ...{ viewer: 0, can: 1, explainAccess: 2, tenant: 8, currentTenant: 6, tenants: 10 },
      ...{ namespace: 1, provisioning: 2, apiTokens: 2, oauthClients: 2 },
      ...{ organization: 8, organizations: 9, tenantMigrations: 11 },
      ...{ users: 2, partnerGroups: 2, admin: 9, admins: 11, registrationRequest: 12, registrationRequests: 14 },
      ...{ currentBranding: 1, availablePlugins: 1, myPlugins: 1, platformSettings: 1 },
      ...{ auditLogs: 2, auditLogStats: 1, notifications: 2, unreadNotificationCount: 1 },
    });
    expect(hydrated).toEqual([]);

    await addTenants(20, 'more');
    hydrated.length = 0;
    for (const name of names) expect([name, await costOf(name)]).toEqual([name, few.get(name)]);
    expect(hydrated).toEqual([]);
  });

  test.each([
    ['nodes { id }', false],
    ['edges { node { id } }', false],
    ['pageInfo { hasNextPage }', false],
    ['edges { cursor }', true],
    ['pageInfo { startCursor }', true],
    ['pageInfo { endCursor }', true],
  ])('the order of a list is read where a cursor is asked for: %s', async (asked, isRead) => {
    const before = gateway.statements.length;
    await gateway.superadmin.graphql(`{ tenants(first: 3) { ${asked} } }`);
    const lists = statementsSince(before).filter((text) => text.includes('order by t.created_at'));
    expect(lists.map((text) => text.includes('"order0"'))).toEqual([isRead]);
  });

  test('a statement that is built once knows no month', async () => {
    for (const name of ['tenant', 'tenants', 'organization', 'organizations', 'registrationRequest']) {
      const before = gateway.statements.length;
      await costOf(name);
      const about = statementsSince(before).filter((text) => text.includes('bandwidth_period'));
      expect([name, about.length > 0, about.every((text) => text.includes('to_char(now()'))]).toEqual([
        name,
        true,
        true,
      ]);
    }
  });

  test('a list is counted only where its total is asked for', async () => {
    const isCount = (text: string) => text.includes('as "total"');
    const countsOf = async (selection: string): Promise<number> => {
      const before = gateway.statements.length;
      const answer = await gateway.superadmin.graphql(`{ tenants(first: 2) { ${selection} } }`);
      expect(answer.json.errors).toBeUndefined();
      return gateway.statements.slice(before).filter(isCount).length;
    };
    expect(await countsOf('nodes { id } pageInfo { hasNextPage endCursor } offset')).toBe(0);
    expect(await countsOf('nodes { id } a: totalCount b: totalCount')).toBe(1);
  });

  test('a total alone reads no rows', async () => {
    const before = gateway.statements.length;
    const answer = await gateway.superadmin.graphql('{ tenants { totalCount } }');
    expect(answer.status).toBe(200);
    expect(statementsSince(before)).toEqual([expect.stringContaining('as "total"')]);
  });
});
