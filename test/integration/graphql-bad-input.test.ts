import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, isLeafType, type GraphQLField } from 'graphql';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { asLiterals, asVariables, marker, placesOf, type BadValue, type Place } from '../support/bad-values.js';
import type { Answer } from '../support/clients.js';
import { everyField, rootFields } from '../support/operations.js';
import { platformAdmin } from '../support/people.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
  await gateway.build.organization({ slug: 'acme' });
});
afterAll(() => gateway.stop());

const schema = buildGatewaySchema();
const { email, password } = platformAdmin;
const userId = 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** Arguments that each root field accepts; one value of them at a time is then made bad. A field without a line fails. */
const accepted: Readonly<Record<string, object>> = {
  viewer: {},
  tenant: {},
  tenants: {},
  currentTenant: {},
  provisioning: { tenant: 'acme' },
  namespace: { tenant: 'acme', slug: 'none' },
  createNamespace: { tenant: 'acme', input: { slug: 'never-made' } },
  deleteNamespace: { tenant: 'acme', slug: 'none' },
  tenantMigrations: {},
  login: { email, password },
  refreshToken: { token: 'unknown' },
  can: { action: 'tenant', target: { kind: 'TENANT', id: 'acme' } },
  explainAccess: { user: userId, action: 'tenant', target: { kind: 'TENANT', id: 'acme' } },
  logout: {},
  endSessions: { user: userId },
  changePassword: { current: 'wrong', new: 'x' },
  createTenant: { input: { displayName: 'Never Made' } },
  apiTokens: {},
  oauthClients: {},
  createOAuthClient: { input: { name: 'Never Made', scopes: ['ADMIN_READ'] } },
  deleteOAuthClient: { id: 'app_0000000000000000' },
  issueClientToken: { client: { id: 'app_0000000000000000', secret: 'unknown' } },
  createApiToken: { input: { type: 'TENANT', name: 'Never Made', tenant: 'never-made' } },
  revokeApiToken: { id: 'tok_0000000000000000' },
  updateTenant: { tenant: 'acme', input: {} },
  deleteTenant: { tenant: 'acme' },
  updateTheme: { tenant: 'acme', input: {} },
  resetTheme: { tenant: 'acme' },
  retryProvisioning: { tenant: 'acme' },
  activateTenant: { tenant: 'acme' },
  suspendTenant: { tenant: 'acme' },
  renewTenant: { tenant: 'acme' },
  adjustTenantValidity: { tenant: 'acme', validUntil: '2090-01-01T00:00:00Z' },
  grantTenantAdmin: { tenant: 'acme', userId },
  revokeTenantAdmin: { tenant: 'acme', userId },
  users: {},
  registrationRequest: { id: 999_999 },
  registrationRequests: {},
  partnerGroups: {},
  admin: { id: '999999' },
  admins: {},
  registerOrganization: { input: { email, password, companyName: 'Never Made', adminId: 'prt_0000000000000000' } },
  approveRegistration: { id: 999_999, input: {} },
  rejectRegistration: { id: 999_999, reason: 'x' },
  provisionRegistration: { id: 999_999 },
  createPartnerGroup: { input: { name: 'Never Made' } },
  updatePartnerGroup: { id: 999_999, input: {} },
  deletePartnerGroup: { id: 999_999 },
  createAdmin: { input: { name: 'Never Made', partnerGroupId: 999_999 } },
  updateAdmin: { admin: '999999', input: {} },
  grantAdminCredits: { admin: '999999', amount: 1 },
  suspendAdmin: { admin: '999999', reason: 'x' },
  reactivateAdmin: { admin: '999999' },
  deleteAdmin: { admin: '999999' },
  assignAdminOwner: { admin: '999999', user: '999999' },
  organization: { id: 1 },
  organizations: {},
  createOrganization: { tenant: 'root' },
  updateOrganization: { organization: 1, input: {} },
  updateOrganizationLimits: { organization: 1, input: {} },
  setOrganizationStatus: { organization: 1, status: 'SUSPENDED' },
  setOrganizationCreditLimit: { organization: 1, input: { creditLimit: 5 } },
  addOrganizationCredits: { organization: 1, input: { amount: 5 } },
  recordUsage: { organization: 1, input: { storageBytes: 5 } },
  currentBranding: {},
  availablePlugins: {},
  myPlugins: {},
  platformSettings: {},
  auditLogs: {},
  auditLogStats: {},
  notifications: {},
  unreadNotificationCount: {},
  updateAdminBranding: { admin: 'prt_0000000000000000', input: {} },
  updatePlatformSettings: { input: {} },
  markNotificationRead: { id: 2_147_483_647 },
  markAllNotificationsRead: {},
};

/** Texts of 300 characters that are welcome: nothing else is longer than 255. */
const longTexts = [
  'createPartnerGroup input.description',
  'createNamespace input.description',
  ...['createTenant input.issuer', 'updateTenant input.issuer', 'createTenant input.connectionString'],
  ...['setOrganizationCreditLimit', 'addOrganizationCredits', 'recordUsage'].map((name) => `${name} input.reason`),
];

const codes = ['INVALID', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT'];

const fields = (['query', 'mutation'] as const).flatMap((kind) =>
  rootFields(schema, kind).map((field) => ({ kind, field })),
);
const places = fields.flatMap(({ kind, field }) =>
  field.args.flatMap((argument) =>
    placesOf([argument.name], argument.type).map((place) => ({
      kind,
      field,
      place,
      at: `${field.name} ${place.path.join('.')}`,
    })),
  ),
);

/** A list reads its page, and so looks at its cursor, only if something of the page is asked for. */
const selection = ({ type }: GraphQLField<unknown, unknown>): string => {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  return named.name.endsWith('Connection') ? '{ nodes { __typename } }' : '{ __typename }';
};

/** What is wrong with an answer that should be a refusal, or nothing. */
const faultsOf = (answer: Answer, { name, byType }: BadValue, way: string): string[] => {
  const code = String(answer.json.errors?.[0]?.extensions.code);
  const expected = byType ? code === 'INVALID' : codes.includes(code);
  if (expected && !answer.text.includes(marker)) return [];
  return [`${name} as ${way}: ${answer.status} ${answer.text.slice(0, 300)}`];
};

const byVariables = (
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  place: Place,
  value: BadValue,
): Promise<Answer> => {
  const query = JSON.stringify(everyField(schema, field.name, kind, selection(field)));
  const raw = `{"query": ${query}, "variables": ${asVariables(accepted[field.name]!, place, value)}}`;
  return gateway.superadmin.post('/graphql', undefined, { raw, headers: { 'Content-Type': 'application/json' } });
};

const byLiterals = (
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  place: Place,
  literal: string,
): Promise<Answer> => {
  const types = Object.fromEntries(field.args.map((argument) => [argument.name, argument.type]));
  const written = asLiterals(accepted[field.name]!, types, place, literal);
  return gateway.superadmin.graphql(`${kind} { ${field.name}(${written}) ${selection(field)} }`);
};

describe('bad input', () => {
  test('every root field is covered', () => {
    expect(fields.map(({ field }) => field.name).sort()).toEqual(Object.keys(accepted).sort());
  });

  test.each(places)('is refused and not stored: $at', async ({ kind, field, place, at }) => {
    const before = await rowCounts(gateway);
    const faults: string[] = [];
    for (const value of place.values) {
      if (value.name === '300 characters' && longTexts.includes(at)) continue;
      faults.push(...faultsOf(await byVariables(kind, field, place, value), value, 'a variable'));
      if (value.literal === undefined) continue;
      faults.push(...faultsOf(await byLiterals(kind, field, place, value.literal), value, 'a literal'));
    }
    expect(faults).toEqual([]);
    expect(await rowCounts(gateway)).toEqual(before);
  });
});
