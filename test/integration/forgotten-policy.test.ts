import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { getNamedType, isLeafType } from 'graphql';
import { sql } from 'kysely';
import type { Permission } from '../../src/permissions.js';
import type { TestApp } from '../support/app.js';
import type { Answer, Person } from '../support/clients.js';
import type { Estate } from '../support/estate.js';

/*
 * Here everybody sees everything and may call everything: the policy and every predicate are forgotten at once. What still
 * stands is the database's own wall.
 */

const policy = await import('../../src/permissions.js');
const visibility = await import('../../src/visibility.js');

type Rows = Readonly<Record<string, Permission>>;

const open = (rows: Rows): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([field, { who, on }]) => [
      field,
      {
        who: { name: who.name, allows: () => true },
        ...(on === undefined ? {} : { on: { name: on.name, allows: () => true } }),
      },
    ]),
  );
const { Query, Mutation, Subscription } = policy.permissions;
jest.unstable_mockModule('../../src/permissions.js', () => ({
  ...policy,
  mayCall: () => true,
  assertMay: () => undefined,
  permissions: { Query: open(Query), Mutation: open(Mutation), Subscription: open(Subscription) },
}));
jest.unstable_mockModule('../../src/visibility.js', () =>
  Object.fromEntries(
    Object.keys(visibility).map((name) => [name, () => (eb: { lit: (value: boolean) => unknown }) => eb.lit(true)]),
  ),
);

const { buildGatewaySchema } = await import('../../src/schema.js');
const { kyselyOf } = await import('../../src/orm.js');
const { startTestApp } = await import('../support/app.js');
const { buildEstate } = await import('../support/estate.js');
const { everyField } = await import('../support/operations.js');
const { contents } = await import('../support/rows.js');

const schema = buildGatewaySchema();
const userId = 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV';
let names = 0;
const name = (): string => `Made ${(names += 1)}`;

/** How each mutation is aimed at an estate. One without a line here, or below, fails. */
const aimed: Readonly<Record<string, (estate: Estate) => Record<string, unknown>>> = {
  endSessions: ({ tenantAdmin }) => ({ user: tenantAdmin.userId }),
  approveRegistration: ({ pending }) => ({ id: pending.id }),
  rejectRegistration: ({ pending }) => ({ id: pending.id, reason: 'x' }),
  provisionRegistration: ({ approved }) => ({ id: approved.id }),
  createPartnerGroup: () => ({ input: { name: name() } }),
  updatePartnerGroup: ({ group }) => ({ id: group.id, input: { description: 'x' } }),
  deletePartnerGroup: ({ group }) => ({ id: group.id }),
  createAdmin: () => ({ input: { name: name() } }),
  updateAdmin: ({ admin }) => ({ admin: admin.publicId, input: { phone: '1' } }),
  grantAdminCredits: ({ admin }) => ({ admin: admin.publicId, amount: 5 }),
  suspendAdmin: ({ admin }) => ({ admin: admin.publicId, reason: 'x' }),
  reactivateAdmin: ({ suspendedAdmin }) => ({ admin: suspendedAdmin.publicId }),
  assignAdminOwner: ({ admin, editor }) => ({ admin: admin.publicId, user: editor.userId }),
  createApiToken: ({ tenant }) => ({ input: { type: 'TENANT', name: 'x', tenant: tenant.id } }),
  revokeApiToken: ({ apiToken }) => ({ id: apiToken.userId }),
  deleteAdmin: ({ suspendedAdmin }) => ({ admin: suspendedAdmin.publicId }),
  createOAuthClient: () => ({ input: { name: name(), scopes: ['ADMIN_READ'] } }),
  deleteOAuthClient: ({ client }) => ({ id: client.id }),
  createTenant: () => ({ input: { displayName: name() } }),
  updateTenant: ({ tenant }) => ({ tenant: tenant.id, input: { displayName: 'x' } }),
  deleteTenant: ({ tenant }) => ({ tenant: tenant.id }),
  activateTenant: ({ suspendedTenant }) => ({ tenant: suspendedTenant.id }),
  suspendTenant: ({ tenant }) => ({ tenant: tenant.id }),
  renewTenant: ({ tenant }) => ({ tenant: tenant.id }),
  adjustTenantValidity: ({ tenant }) => ({ tenant: tenant.id, validUntil: '2090-01-01T00:00:00Z' }),
  retryProvisioning: ({ tenant }) => ({ tenant: tenant.id }),
  grantTenantAdmin: ({ tenant }) => ({ tenant: tenant.id, userId }),
  revokeTenantAdmin: ({ tenant, tenantAdmin }) => ({ tenant: tenant.id, userId: tenantAdmin.userId }),
  updateTheme: ({ tenant }) => ({ tenant: tenant.id, input: { lightPalette: { primary: '#123456' } } }),
  resetTheme: ({ tenant }) => ({ tenant: tenant.id }),
  createNamespace: ({ tenant }) => ({
    tenant: tenant.id,
    input: { slug: 'made', displayName: 'x', description: 'x' },
  }),
  deleteNamespace: ({ tenant, namespace }) => ({ tenant: tenant.id, slug: namespace.slug }),
  updateAdminBranding: ({ admin }) => ({ admin: admin.publicId, input: { appName: 'x' } }),
  updatePlatformSettings: () => ({ input: { defaultMaxUsers: 4 } }),
  markNotificationRead: ({ notification }) => ({ id: notification.id }),
  createOrganization: ({ bareTenant }) => ({ tenant: bareTenant.id }),
  updateOrganization: ({ organization: { id } }) => ({ organization: id, input: { name: 'x' } }),
  updateOrganizationLimits: ({ organization: { id } }) => ({ organization: id, input: { maxUsers: 3 } }),
  setOrganizationStatus: ({ organization: { id } }) => ({ organization: id, status: 'SUSPENDED' }),
  setOrganizationCreditLimit: ({ organization: { id } }) => ({ organization: id, input: { creditLimit: 5 } }),
  addOrganizationCredits: ({ organization: { id } }) => ({ organization: id, input: { amount: 5 } }),
  recordUsage: ({ organization: { id } }) => ({ organization: id, input: { storageBytes: 5 } }),
};

/** What acts on nothing but the viewer, or on what their words or secrets open. */
const ofTheViewer = ['changePassword', 'issueClientToken', 'login', 'logout', 'refreshToken', 'registerOrganization'];

/** How nobody in particular, and everybody who is somebody elsewhere, calls a mutation. */
const attackers = ['reseller', 'tenantAdmin', 'editor', 'apiToken', 'anonymous'] as const;

let gateway: TestApp;
let theirs: Estate;
let attacking: Record<(typeof attackers)[number], Person>;
beforeAll(async () => {
  gateway = await startTestApp();
  theirs = await buildEstate(gateway);
  const { anybody } = await import('../support/clients.js');
  const { reseller, tenantAdmin, editor, apiToken } = await buildEstate(gateway);
  attacking = { reseller, tenantAdmin, editor, apiToken, anonymous: anybody(gateway.url) };
});
afterAll(() => gateway.stop());

const call = (who: Person, mutation: string, estate: Estate): Promise<Answer> => {
  const type = getNamedType(schema.getMutationType()!.getFields()[mutation]!.type);
  const document = everyField(schema, mutation, 'mutation', isLeafType(type) ? '' : '{ __typename }');
  return who.graphql(document, aimed[mutation]!(estate));
};

describe('with no policy and no predicate', () => {
  test('every mutation of the schema is tried', () => {
    const unknown = Object.keys(Mutation).filter((field) => !ofTheViewer.includes(field));
    expect(unknown.sort()).toEqual([...Object.keys(aimed), 'markAllNotificationsRead'].sort());
  });

  test.each(Object.keys(aimed))('%s changes nothing of others, and does not say that it has', async (mutation) => {
    const before = await contents(gateway);
    const { target }: Permission = Mutation[mutation as keyof typeof Mutation];
    for (const attacker of attackers) {
      const { json } = await call(attacking[attacker], mutation, theirs);
      // What is to be changed is not found; that something cannot be made is a fault of the mutation.
      const codes = target === undefined ? ['NOT_FOUND', 'INTERNAL'] : ['NOT_FOUND'];
      expect(codes).toContain(json.errors?.[0].extensions.code);
    }
    expect(await contents(gateway)).toEqual(before);
  });

  test('markAllNotificationsRead reads nobody else’s', async () => {
    const { notification: before } = await contents(gateway);
    const { tenantAdmin, ...others } = attacking;
    for (const person of Object.values(others)) await person.graphql('mutation { markAllNotificationsRead }');
    const { notification: after } = await contents(gateway);
    expect(after).toEqual(before);
    expect(before).not.toEqual([]);
  });
});

describe('without the wall', () => {
  beforeAll(async () => {
    await sql`do $$
      declare name text;
      begin
        for name in select relname from pg_class where relrowsecurity loop
          execute format('alter table %I disable row level security', name);
        end loop;
      end
    $$`.execute(kyselyOf(gateway.app.services.orm.em));
  });

  test.each(Object.keys(aimed))('%s would do it', async (mutation) => {
    const estate = await buildEstate(gateway);
    const { json } = await call(attacking.reseller, mutation, estate);
    expect(json.errors).toBeUndefined();
  });
});
