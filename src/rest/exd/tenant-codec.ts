import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { tenantUnknown } from './tenant-path.js';
import { toTime } from './time.js';

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

export const Tenant = z.object({
  slug: z.string(),
  display_name: z.string(),
  login_mode: z.enum(['sso', 'email_domain']),
  sso_provider: z.string().nullable(),
  email_domain: z.string().nullable(),
  created_at: z.iso.datetime(),
  namespace_count: z.int(),
});

export const TenantWithRoles = Tenant.extend({ current_user_roles: z.array(z.enum(Object.values(roleWords))) });

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
  tenant: TenantFields & { readonly viewerRoles: readonly (keyof typeof roleWords | 'ANONYMOUS')[] },
): z.output<typeof TenantWithRoles> => ({
  ...toTenant(tenant),
  current_user_roles: tenant.viewerRoles.filter((role) => role !== 'ANONYMOUS').map((role) => roleWords[role]),
});
