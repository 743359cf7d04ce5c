import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventSubscriber } from '@mikro-orm/core';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { Provisioning, ProvisioningStep, provisioningSteps } from '../../src/entities/provisioning.js';
import { User } from '../../src/entities/user.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { everyField } from '../support/operations.js';

let gateway: TestApp;
const hydrated: string[] = [];

/** Tenants with all that a query can show of them, each under a reseller of its own. */
const addTenants = async (count: number, prefix: string): Promise<void> => {
  for (let made = 0; made < count; made += 1) {
    const { admin } = await gateway.build.reseller();
    const tenant = await gateway.build.tenant({ adminId: admin.id, slug: `${prefix}-${made}` });
    await gateway.build.namespace(tenant);
    await gateway.build.organizationOf(tenant);
    await gateway.build.change(async (em) => {
      const attempt = Provisioning.create(tenant.id, null);
      await em.persist(attempt).flush();
      for (const step of provisioningSteps) em.persist(ProvisioningStep.create(attempt.id, step));
    });
  }
};

const schema: GraphQLSchema = buildGatewaySchema();

/** One operation per query, asking for every field there is. A query without a line here fails the test. */
const operations: Readonly<Record<string, { operation: string; variables?: Record<string, unknown> }>> = {
  viewer: { operation: everyField(schema, 'viewer') },
  tenant: { operation: everyField(schema, 'tenant'), variables: { slug: 'counted-0' } },
  tenants: { operation: everyField(schema, 'tenants'), variables: { first: 40 } },
  provisioning: { operation: everyField(schema, 'provisioning'), variables: { tenant: 'counted-0' } },
  organization: { operation: everyField(schema, 'organization'), variables: { id: 1 } },
  organizations: { operation: everyField(schema, 'organizations'), variables: { first: 50 } },
  currentBranding: { operation: everyField(schema, 'currentBranding') },
  availablePlugins: { operation: everyField(schema, 'availablePlugins') },
  myPlugins: { operation: everyField(schema, 'myPlugins') },
  platformSettings: { operation: everyField(schema, 'platformSettings') },
  auditLogs: { operation: everyField(schema, 'auditLogs'), variables: { first: 50 } },
  auditLogStats: { operation: everyField(schema, 'auditLogStats'), variables: { days: 365 } },
  notifications: { operation: everyField(schema, 'notifications'), variables: { first: 50 } },
  unreadNotificationCount: { operation: everyField(schema, 'unreadNotificationCount') },
};

/** How many statements an operation costs, the one that reads the viewer among them. */
const costOf = async (name: string): Promise<number> => {
  const before = gateway.statements.length;
  const { operation, variables } = operations[name]!;
  const answer = await gateway.superadmin.graphql(operation, variables);
  expect(answer.json.errors).toBeUndefined();
  return gateway.statements.length - before;
};

const onHydration: EventSubscriber = { onInit: ({ meta }) => void hydrated.push(meta.className) };

beforeAll(async () => {
  gateway = await startTestApp();
  gateway.app.services.orm.em.getEventManager().registerSubscriber(onHydration);
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
      ...{ viewer: 1, tenant: 8, tenants: 10, provisioning: 3 },
      ...{ organization: 7, organizations: 8 },
      ...{ currentBranding: 2, availablePlugins: 2, myPlugins: 2, platformSettings: 2 },
      ...{ auditLogs: 3, auditLogStats: 2, notifications: 3, unreadNotificationCount: 2 },
    });
    expect(hydrated).toEqual([]);

    await addTenants(20, 'more');
    hydrated.length = 0;
    for (const name of names) expect([name, await costOf(name)]).toEqual([name, few.get(name)]);
    expect(hydrated).toEqual([]);
  });

  test('a list is counted only where its total is asked for', async () => {
    const isCount = (text: string) => text.includes('count(*)::int as "total"');
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
    // The viewer and the total.
    expect(gateway.statements.length - before).toBe(2);
  });
});
