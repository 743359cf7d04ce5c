import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { refuseUnlikely, tenantParams } from './tenant-path.js';

const request = z.object({
  params: tenantParams.extend({
    user_id: z.string().regex(/^usr_[0-9A-HJKMNP-TV-Z]{26}$/, 'must be usr_ and a ULID'),
  }),
});

const fields = { tenant: ['params', 'tenant'], userId: ['params', 'user_id'] };

const grantAdmin = endpoint({
  route: 'PUT /api/v1/tenants/{tenant}/admins/{user_id}',
  summary: 'Make a user an admin of a tenant',
  request,
  guard: refuseUnlikely,
  operation: graphql(`
    mutation ExdGrantTenantAdmin($tenant: ID!, $userId: ID!) {
      grantTenantAdmin(tenant: $tenant, userId: $userId, mustHaveLoginMode: true) {
        tenantSlug
        userId
      }
    }
  `),
  variables: ({ params }) => ({ tenant: params.tenant, userId: params.user_id }),
  fields,
  response: [
    200,
    z.object({
      tenant: z.string(),
      user_id: z.string(),
      role: z.literal('tenant_admin'),
      request_id: z.string(),
    }),
  ],
  respond: ({ grantTenantAdmin: grant }, { requestId }) => ({
    tenant: grant.tenantSlug,
    user_id: grant.userId,
    role: 'tenant_admin' as const,
    request_id: requestId,
  }),
});

const revokeAdmin = endpoint({
  route: 'DELETE /api/v1/tenants/{tenant}/admins/{user_id}',
  summary: 'Take the admin role in a tenant from a user',
  request,
  guard: refuseUnlikely,
  operation: graphql(`
    mutation ExdRevokeTenantAdmin($tenant: ID!, $userId: ID!) {
      revokeTenantAdmin(tenant: $tenant, userId: $userId, mustHaveLoginMode: true) {
        userId
      }
    }
  `),
  variables: ({ params }) => ({ tenant: params.tenant, userId: params.user_id }),
  fields,
  response: [204],
});

/** C4 and C5. */
export const tenantAdminEndpoints = [grantAdmin, revokeAdmin];
