import type { TestApp } from './app.js';
import type { Answer } from './clients.js';

const createDocument =
  'mutation($input: CreateTenantInput!) { createTenant(input: $input) { id slug status settings { mfaRequired mfaMethods passwordPolicy sessionTimeout extra } branding connectionString loginMode ssoProvider emailDomain } }';
const updateDocument =
  'mutation($tenant: ID!, $input: UpdateTenantInput!) { updateTenant(tenant: $tenant, input: $input) { displayName contactEmail status issuer settings { mfaRequired mfaMethods passwordPolicy sessionTimeout extra } branding } }';

let made = 0;

/** Creates a tenant as a superadmin, under a name of its own unless given one. */
export const createTenant = ({ superadmin }: TestApp, input: Record<string, unknown>): Promise<Answer> =>
  superadmin.graphql(createDocument, { input: { displayName: `Made ${(made += 1)}`, ...input } });

/** Changes a tenant as a superadmin. */
export const updateTenant = (
  { superadmin }: TestApp,
  tenant: string,
  input: Record<string, unknown>,
): Promise<Answer> => superadmin.graphql(updateDocument, { tenant, input });

/** A mutation that gives or takes the role of a tenant's admin. */
export const onAdmin = (field: 'grantTenantAdmin' | 'revokeTenantAdmin'): string =>
  `mutation($tenant: ID!, $userId: ID!) { ${field}(tenant: $tenant, userId: $userId) { userId role tenantSlug } }`;

/** The extensions of the first error: its code, reason and violations. */
export const errorOf = ({ json }: Answer): Record<string, unknown> | undefined =>
  json.errors?.[0].extensions as Record<string, unknown> | undefined;

/** Public ids of users whom nobody has seen. */
export const strangers = ['usr_01ARZ3NDEKTSV4RRFFQ69G5FAV', 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAW'] as const;
