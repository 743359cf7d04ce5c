import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../src/entities/admin.js';
import { Tenant } from '../../src/entities/tenant.js';
import { permissions } from '../../src/permissions.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Answer, type Person } from '../support/clients.js';
import { byViewer, roles, type Role } from '../support/policy.js';
import { rowCounts } from '../support/rows.js';

const targets = ['own', 'foreign', 'missing', 'deleted'] as const;
type Target = (typeof targets)[number];
type Outcome = 'ok' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND';

let gateway: TestApp;
let people: Record<Role, Person>;
let reseller: Admin;
let home: Tenant;
let foreign: Tenant;
let deleted: Tenant;
const missingId = 'tnt_0000000000000000';
const userId = 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV';

beforeAll(async () => {
  gateway = await startTestApp();
  const { build } = gateway;
  const own = await build.reseller();
  const other = await build.reseller();
  reseller = own.admin;
  home = await build.tenant({ adminId: reseller.id });
  foreign = await build.tenant({ adminId: (await build.reseller()).admin.id });
  deleted = await build.tenant({ adminId: reseller.id });
  for (const tenant of [home, foreign, deleted]) await addOrganization(tenant);
  await addNamespaces(home);
  await build.grant(reseller, 100);
  people = {
    superadmin: gateway.superadmin,
    reseller: own.owner,
    'tenant admin': await build.member(home, 'TENANT_ADMIN'),
    editor: await build.member(home, 'EDITOR'),
    viewer: await build.member(home, 'VIEWER'),
    'foreign reseller': other.owner,
    anonymous: anybody(gateway.url),
  };
  await build.change(async (em) => {
    (await em.findOneOrFail(Tenant, deleted.id)).delete();
  });
});
afterAll(() => gateway.stop());

/** A tenant made for one call, so that what it does spoils nothing: with a grant to revoke, under the reseller or another. */
const fresh = async (target: 'own' | 'foreign'): Promise<Tenant> => {
  const tenant = await gateway.build.tenant({ adminId: target === 'own' ? reseller.id : foreign.admin });
  const user = await gateway.build.user();
  await gateway.build.join(tenant, user, 'TENANT_ADMIN');
  grants.set(tenant.id, user.publicId);
  await addOrganization(tenant);
  await addNamespaces(tenant);
  return tenant;
};
const addNamespaces = async (tenant: Tenant): Promise<void> => {
  for (const slug of ['flags', 'doomed']) await gateway.build.namespace(tenant, slug);
};
const grants = new Map<string, string>();
const organizations = new Map<string, number>();
const addOrganization = async (tenant: Tenant): Promise<void> => {
  organizations.set(tenant.id, (await gateway.build.organizationOf(tenant)).id);
};

interface Case {
  readonly document: string;
  readonly variables: (tenant: string) => Record<string, unknown>;
  /** Who may, of those who see what it is about. */
  readonly allowed: readonly Role[];
  /** Who sees the tenant and yet not this part of it. */
  readonly hiddenFrom?: readonly Role[];
}

const onOrganization = (document: string, ...more: Role[]): Case => ({
  document,
  variables: (tenant) => ({ id: organizations.get(tenant) ?? 2_147_483_647 }),
  allowed: ['superadmin', 'reseller', ...more],
  hiddenFrom: ['editor', 'viewer'],
});
const changeOrganization = (name: string, value: string): Case =>
  onOrganization(`mutation($id: Int!) { ${name}(organization: $id, ${value}) { id } }`);

/** Every root field that acts on one tenant or on its organization. A new one without a line here, or in `elsewhere`, fails. */
const onTenant: Readonly<Record<string, Case>> = {
  tenant: {
    document: 'query($tenant: ID!) { tenant(id: $tenant) { id } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'reseller', 'tenant admin', 'editor', 'viewer'],
  },
  updateTenant: {
    document: 'mutation($tenant: ID!) { updateTenant(tenant: $tenant, input: { displayName: "Changed" }) { id } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin'],
  },
  deleteTenant: {
    document: 'mutation($tenant: ID!) { deleteTenant(tenant: $tenant) }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin'],
  },
  grantTenantAdmin: {
    document: 'mutation($tenant: ID!, $userId: ID!) { grantTenantAdmin(tenant: $tenant, userId: $userId) { role } }',
    variables: (tenant) => ({ tenant, userId }),
    allowed: ['superadmin', 'tenant admin'],
  },
  revokeTenantAdmin: {
    document: 'mutation($tenant: ID!, $userId: ID!) { revokeTenantAdmin(tenant: $tenant, userId: $userId) { role } }',
    variables: (tenant) => ({ tenant, userId: grants.get(tenant) ?? userId }),
    allowed: ['superadmin', 'tenant admin'],
  },
  organization: onOrganization('query($id: Int!) { organization(id: $id) { id } }', 'tenant admin'),
  namespace: {
    document: 'query($tenant: ID!) { namespace(tenant: $tenant, slug: "flags") { slug } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'reseller', 'tenant admin', 'editor', 'viewer'],
  },
  createNamespace: {
    document: 'mutation($tenant: ID!) { createNamespace(tenant: $tenant, input: { slug: "made" }) { slug } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'tenant admin'],
  },
  deleteNamespace: {
    document: 'mutation($tenant: ID!) { deleteNamespace(tenant: $tenant, slug: "doomed") }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'tenant admin'],
  },
  ...Object.fromEntries(
    ['activateTenant', 'suspendTenant', 'adjustTenantValidity'].map((field) => [
      field,
      {
        document: `mutation($tenant: ID!) { ${field}(tenant: $tenant${field.endsWith('Validity') ? ', validUntil: "2090-01-01T00:00:00Z"' : ''}) { id } }`,
        variables: (tenant: string) => ({ tenant }),
        allowed: ['superadmin' as const],
      },
    ]),
  ),
  createApiToken: {
    document:
      'mutation($tenant: ID!) { createApiToken(input: { type: TENANT, name: "x", tenant: $tenant }) { token { id } } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'tenant admin'],
  },
  updateTheme: {
    document: 'mutation($tenant: ID!) { updateTheme(tenant: $tenant, input: {}) { layout { borderRadius } } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'tenant admin'],
  },
  resetTheme: {
    document: 'mutation($tenant: ID!) { resetTheme(tenant: $tenant) { layout { borderRadius } } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin', 'tenant admin'],
  },
  renewTenant: {
    document: 'mutation($tenant: ID!) { renewTenant(tenant: $tenant) { planChanged } }',
    variables: (tenant) => ({ tenant }),
    allowed: ['superadmin'],
  },
  updateOrganization: changeOrganization('updateOrganization', 'input: { name: "Changed" }'),
  updateOrganizationLimits: changeOrganization('updateOrganizationLimits', 'input: { maxUsers: 3 }'),
  setOrganizationStatus: changeOrganization('setOrganizationStatus', 'status: SUSPENDED'),
  setOrganizationCreditLimit: changeOrganization('setOrganizationCreditLimit', 'input: { creditLimit: 1 }'),
  addOrganizationCredits: changeOrganization('addOrganizationCredits', 'input: { amount: 1 }'),
};

/** A mutation that somebody with a session may not call leaves a row in the audit log, and nothing else. */
const afterRefusal = (before: Awaited<ReturnType<typeof rowCounts>>, code: string, document: string) =>
  code === 'FORBIDDEN' && document.startsWith('mutation')
    ? { ...before, audit_log: (before['audit_log'] ?? 0) + 1 }
    : before;

const sees = (role: Role, target: Target): boolean =>
  role === 'superadmin' ? target === 'own' || target === 'foreign' : target === 'own' && role !== 'foreign reseller';

const expected = (role: Role, target: Target, { allowed, hiddenFrom = [] }: Case): Outcome => {
  if (role === 'anonymous') return 'UNAUTHENTICATED';
  if (!sees(role, target) || hiddenFrom.includes(role)) return 'NOT_FOUND';
  return allowed.includes(role) ? 'ok' : 'FORBIDDEN';
};

const outcomeOf = ({ json }: Answer): string => String(json.errors?.[0].extensions.code ?? 'ok');

/** The tenant of the people's own role for those who belong to one, a fresh one for those who see many. */
const tenantFor = async (role: Role, target: Target): Promise<string> => {
  if (target === 'missing') return missingId;
  if (target === 'deleted') return deleted.id;
  if (role === 'superadmin' || role === 'reseller') return (await fresh(target)).id;
  if (target === 'foreign') return foreign.id;
  return home.id;
};

const matrix = Object.keys(onTenant).flatMap((field) =>
  roles.flatMap((role) => targets.map((target) => ({ field, role, target }))),
);

describe('who may what', () => {
  test('every root field of the policy table is in the matrix', () => {
    const fields = [...Object.keys(permissions.Query), ...Object.keys(permissions.Mutation)];
    expect(fields.sort()).toEqual([...Object.keys(onTenant), ...Object.keys(byViewer)].sort());
  });

  test.each(matrix)('$field by $role on a tenant that is $target', async ({ field, role, target }) => {
    const rule = onTenant[field]!;
    const tenant = await tenantFor(role, target);
    if (field === 'revokeTenantAdmin' && role === 'tenant admin' && target === 'own') {
      await gateway.superadmin.graphql(onTenant['grantTenantAdmin']!.document, { tenant, userId });
    }
    if (field === 'activateTenant' && role === 'superadmin') {
      await gateway.superadmin.graphql(onTenant['suspendTenant']!.document, { tenant });
    }
    const before = await rowCounts(gateway);
    const answer = await people[role].graphql(rule.document, rule.variables(tenant));
    const outcome = expected(role, target, rule);
    expect(outcomeOf(answer)).toBe(outcome);
    if (outcome !== 'ok') expect(await rowCounts(gateway)).toEqual(afterRefusal(before, outcome, rule.document));
  });

  const callers = Object.keys(byViewer).flatMap((field) => roles.map((role) => ({ field, role })));
  test.each(callers)('$field by $role', async ({ field, role }) => {
    const { document, allowed } = byViewer[field]!;
    const before = await rowCounts(gateway);
    const { json } = await people[role].graphql(document);
    if (!allowed.includes(role)) {
      const code = role === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect(json.errors).toMatchObject([{ path: [field], extensions: { code } }]);
      expect(await rowCounts(gateway)).toEqual(afterRefusal(before, code, document));
      return;
    }
    // The door is open; what is behind it may still say no.
    const { code, reason } = json.errors?.[0].extensions ?? {};
    expect([code === 'FORBIDDEN', reason === 'CREDENTIALS_MISSING']).toEqual([false, false]);
  });
});

describe('what is hidden', () => {
  const refusedTo = (role: Role): boolean => role !== 'superadmin' && role !== 'anonymous';

  test.each(Object.keys(onTenant).flatMap((field) => roles.filter(refusedTo).map((role) => ({ field, role }))))(
    'is answered to $role in the same bytes as what never was: $field',
    async ({ field, role }) => {
      const { document, variables } = onTenant[field]!;
      const texts = new Set<string>();
      for (const tenant of [foreign.id, missingId, deleted.id, 'tnt_', 'no tenant']) {
        const { status, text } = await people[role].graphql(document, { ...variables(tenant), userId });
        texts.add(`${status} ${text}`);
      }
      for (const slug of [foreign.slug, deleted.slug, 'never-was']) {
        if (field === 'tenant') continue;
        const { status, text } = await people[role].graphql(document, { ...variables(slug), userId });
        texts.add(`${status} ${text}`);
      }
      expect([...texts]).toHaveLength(1);
      expect([...texts][0]).toMatch(/"code":"NOT_FOUND","reason":"(TENANT|ORGANIZATION)_UNKNOWN"/);
    },
  );

  test('stays hidden beside what is not, under aliases in either order', async () => {
    const one = (own: string, other: string) => `{ a: tenant(id: "${own}") { id } b: tenant(id: "${other}") { id } }`;
    for (const role of roles.filter(refusedTo)) {
      if (role === 'foreign reseller') continue;
      const ahead = await people[role].graphql(one(home.id, foreign.id));
      expect([role, ahead.json.data]).toEqual([role, { a: { id: home.id }, b: null }]);
      const behind = await people[role].graphql(one(foreign.id, home.id));
      expect([role, behind.json.data]).toEqual([role, { a: null, b: { id: home.id } }]);
    }
  });

  test('is in no list, no count, no filter and no field', async () => {
    const document = 'query($filter: TenantFilter) { tenants(filter: $filter) { totalCount nodes { id } } }';
    for (const role of ['tenant admin', 'editor', 'viewer'] as const) {
      const mine = { data: { tenants: { totalCount: 1, nodes: [{ id: home.id }] } } };
      const none = { data: { tenants: { totalCount: 0, nodes: [] } } };
      expect((await people[role].graphql(document)).json).toEqual(mine);
      expect((await people[role].graphql(document, { filter: { search: foreign.id } })).json).toEqual(none);
      expect((await people[role].graphql(document, { filter: { statusIn: ['DELETED'] } })).json).toEqual(none);
    }
    expect((await people['foreign reseller'].graphql(document)).json).toEqual({
      data: { tenants: { totalCount: 0, nodes: [] } },
    });
  });

  test('includes what an organization has and uses, to members who are no admins of it: by no way around either', async () => {
    const ways = [
      'query($tenant: ID!) { tenant(id: $tenant) { organization { availableCredits } } }',
      '{ tenants { nodes { organization { availableCredits } } } }',
      '{ organizations { totalCount nodes { availableCredits } } }',
    ];
    const shown = async (role: Role) => {
      const answers = [];
      for (const way of ways) answers.push((await people[role].graphql(way, { tenant: home.id })).json.data);
      return answers as unknown[];
    };
    const account = { availableCredits: expect.any(Number) };
    expect(await shown('tenant admin')).toEqual([
      { tenant: { organization: account } },
      { tenants: { nodes: [{ organization: account }] } },
      { organizations: { totalCount: 1, nodes: [account] } },
    ]);
    for (const role of ['editor', 'viewer'] as const) {
      expect(await shown(role)).toEqual([
        { tenant: { organization: null } },
        { tenants: { nodes: [{ organization: null }] } },
        { organizations: { totalCount: 0, nodes: [] } },
      ]);
    }
  });

  test('upwards nothing is seen: only superadmins and its owner see a reseller, only superadmins the secrets', async () => {
    const document =
      'query($id: ID!) { tenant(id: $id) { admin { id } connectionString provisioning { status } viewerRoles } }';
    const held: Partial<Record<Role, string[]>> = {
      superadmin: ['SUPERADMIN'],
      reseller: ['ADMIN'],
      'tenant admin': ['TENANT_ADMIN'],
      editor: ['MEMBER'],
      viewer: ['MEMBER'],
    };
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, home.id)).maskedConnectionString = 'masked';
    });
    for (const [role, viewerRoles] of Object.entries(held)) {
      const { json } = await people[role as Role].graphql(document, { id: home.id });
      expect([role, json.data.tenant]).toEqual([
        role,
        {
          admin: role === 'superadmin' || role === 'reseller' ? { id: reseller.publicId } : null,
          connectionString: role === 'superadmin' ? 'masked' : null,
          provisioning: null,
          viewerRoles,
        },
      ]);
    }
  });
});
