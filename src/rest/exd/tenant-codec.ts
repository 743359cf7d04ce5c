import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { tenantUnknown } from './tenant-path.js';
import { Time, toTime } from './time.js';

/** What exd shows of a tenant. */
export const tenantFields = graphql(`
  fragment ExdTenant on Tenant @_unmask {
    slug
    displayName
    loginMode
    ssoProvider
    emailDomain
    createdAt
    namespaceCount
  }
`);

type TenantFields = ResultOf<typeof tenantFields>;

const loginModes = { SSO: 'sso', EMAIL_DOMAIN: 'email_domain' } as const;

const roleWords = {
  SUPERADMIN: 'superadmin',
  ADMIN: 'reseller',
  TENANT_ADMIN: 'tenant_admin',
  MEMBER: 'member',
} as const;

const Fields = z.object({
  slug: z.string(),
  display_name: z.string(),
  login_mode: z.enum(['sso', 'email_domain']),
  sso_provider: z.string().nullable().describe('Null for `email_domain`.'),
  email_domain: z.string().nullable().describe('Null for `sso`.'),
  created_at: Time,
  namespace_count: z.int().min(0),
});

export const Tenant = Fields.meta({ title: 'Tenant', description: 'A tenant.' });

export const TenantWithRoles = Fields.extend({
  current_user_roles: z.array(z.enum(Object.values(roleWords))).describe('What the caller is in this tenant.'),
}).meta({ title: 'TenantWithRoles', description: 'A tenant, and what the caller is in it.' });

export const exampleTenant: z.output<typeof Tenant> = {
  slug: 'acme',
  display_name: 'Acme Corp',
  login_mode: 'sso',
  sso_provider: 'acme-oidc',
  email_domain: null,
  created_at: '2026-04-25T09:00:00Z',
  namespace_count: 0,
};

export const exampleTenantWithRoles: z.output<typeof TenantWithRoles> = {
  ...exampleTenant,
  namespace_count: 2,
  current_user_roles: ['tenant_admin'],
};

/**
 * Members in the documented order; points in time without a fraction.
 * @throws NOT_FOUND for a tenant that nobody has chosen a login mode for: in exd's terms there is none
 */
export const toTenant = (tenant: TenantFields): z.output<typeof Tenant> => {
  if (tenant.loginMode === null) throw tenantUnknown();
  return {
    slug: tenant.slug,
    display_name: tenant.displayName,
    login_mode: loginModes[tenant.loginMode],
    sso_provider: tenant.ssoProvider,
    email_domain: tenant.emailDomain,
    created_at: toTime(tenant.createdAt),
    namespace_count: tenant.namespaceCount,
  };
};

export const toTenantWithRoles = (
  tenant: TenantFields & { readonly viewerRoles: readonly (keyof typeof roleWords | 'ANONYMOUS' | 'NONE')[] },
): z.output<typeof TenantWithRoles> => ({
  ...toTenant(tenant),
  current_user_roles: tenant.viewerRoles
    .filter((role) => role !== 'ANONYMOUS' && role !== 'NONE')
    .map((role) => roleWords[role]),
});
