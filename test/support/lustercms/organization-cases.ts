import type { Case } from './case.js';
import { choice, hostName, integer, limit, list, optionalText, queryChoice, queryInteger, text } from './values.js';
import type { World } from './world.js';

const above = ['superadmin', 'admin'] as const;
const aboveAndWithin = ['superadmin', 'admin', 'client_admin'] as const;

const organizationKeys = [
  ...['id', 'name', 'slug', 'status', 'admin_id', 'custom_domain', 'database_name', 'enabled_plugins'],
  ...['credit_limit', 'credit_balance', 'credit_used', 'available_credits', 'storage_limit_gb', 'max_users'],
  ...['bandwidth_limit_gb', 'created_at', 'updated_at'],
];

/** The seed's own. */
const edit = {
  name: 'New Name',
  custom_domain: 'app.example.com',
  enabled_plugins: ['ecommerce', 'linkedin', 'calendar'],
  credit_limit: 10000,
  storage_limit_gb: 50,
  max_users: 100,
  bandwidth_limit_gb: 500,
};

const limits = { storage_limit_gb: limit(0), max_users: limit(1), bandwidth_limit_gb: limit(0) };
const fresh = (world: World) => world.organization();
const change = { who: above, status: 200, keys: organizationKeys, fresh } as const;

/** More than the pool of the reseller holds; the platform would pay it. */
const beyondPool = (body: object) => () => ({ as: 'admin', body }) as const;
const tooMuch = 1_000_000_000;
const used = async (world: World) => {
  const { organization } = await world.organization({ creditLimit: 10 });
  await world.gateway.superadmin.graphql(
    'mutation($id: Int!) { recordUsage(organization: $id, input: { creditsUsed: 6 }) { id } }',
    { id: organization },
  );
  return { things: { organization }, body: { credit_limit: 5 } };
};

/** B19 to B27 of the page: organizations. */
export const organizationCases: Readonly<Record<string, Case>> = {
  'GET /api/tenants/organizations': {
    who: above,
    status: 200,
    keys: organizationKeys,
    isList: true,
    query: {
      status: queryChoice(['active'], "'active' or 'suspended'"),
      limit: queryInteger(1, 1000),
      offset: queryInteger(0, 2_147_483_647),
    },
  },
  'GET /api/tenants/organizations/{org_id}/detail': {
    who: aboveAndWithin,
    status: 200,
    keys: [...organizationKeys, 'admin', 'usage'],
  },
  'PUT /api/tenants/organizations/{org_id}/edit': {
    ...change,
    body: ({ organization }) => ({ ...edit, custom_domain: `app${organization}.example.com` }),
    fields: {
      name: text(1, 255),
      custom_domain: hostName,
      enabled_plugins: list,
      credit_limit: integer(0),
      ...limits,
    },
    refusals: {
      '409 Custom domain already taken': async (world) => {
        const tenant = await world.gateway.build.tenant();
        await world.gateway.build.account(tenant, { customDomain: 'taken.example.com' });
        return { body: { custom_domain: 'Taken.example.com' } };
      },
      '400 Insufficient admin credits': beyondPool({ credit_limit: tooMuch }),
      '400 Credit limit is below the credits already used': used,
    },
  },
  'PUT /api/tenants/organizations/{org_id}/status': {
    ...change,
    body: () => ({ status: 'suspended' }),
    fields: { status: choice('active', 'suspended') },
    needs: ['status'],
    refusals: {
      '409 Organization is already active': () => ({ body: { status: 'active' } }),
      '409 Organization is already suspended': async (world) => ({
        things: await world.organization({ status: 'SUSPENDED' }),
      }),
      '409 The platform organization cannot be suspended': async (world) => {
        const made = await world.gateway.superadmin.graphql('mutation { createOrganization(tenant: "root") { id } }');
        return { things: { organization: made.json.data.createOrganization.id as number } };
      },
    },
  },
  'GET /api/tenants/organizations/{org_id}/usage': {
    who: aboveAndWithin,
    status: 200,
    keys: ['organization_id', 'storage', 'users', 'bandwidth', 'credits'],
  },
  'PUT /api/tenants/organizations/{org_id}/limits': {
    ...change,
    body: () => ({ storage_limit_gb: 50, max_users: 100, bandwidth_limit_gb: 500 }),
    fields: limits,
  },
  'PUT /api/tenants/organizations/{org_id}/credit-limit': {
    ...change,
    body: () => ({ credit_limit: 5000 }),
    fields: { credit_limit: integer(0), reason: optionalText(1, 500) },
    needs: ['credit_limit'],
    refusals: {
      '400 Insufficient admin credits': beyondPool({ credit_limit: tooMuch }),
      '400 Credit limit is below the credits already used': used,
    },
  },
  'POST /api/tenants/organizations/{org_id}/credits/add': {
    ...change,
    body: () => ({ amount: 1000, reason: 'Credit purchase' }),
    fields: { amount: integer(1), reason: optionalText(1, 500) },
    needs: ['amount'],
    refusals: { '400 Insufficient admin credits': beyondPool({ amount: tooMuch }) },
  },
  'GET /api/tenants/organizations/{org_id}/plugins': {
    who: aboveAndWithin,
    status: 200,
    keys: ['organization_id', 'enabled_plugins'],
  },
};
