import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { exampleRequestId, RequestId } from './request-id.js';
import { refuseUnlikely, tenantParams } from './tenant-path.js';

const request = z.object({
  params: tenantParams.extend({
    user_id: z
      .string()
      .regex(/^usr_[0-9A-HJKMNP-TV-Z]{26}$/, 'must be usr_ and a ULID')
      .meta({ description: 'The id of a user.', examples: ['usr_01HV5Z9R4Y0XJ7A2W8WJ9R7S3A'] }),
  }),
});

const fields = { tenant: ['params', 'tenant'], userId: ['params', 'user_id'] };

const grantAdmin = endpoint({
  route: 'PUT /api/v1/tenants/{tenant}/admins/{user_id}',
  id: 'grantTenantAdmin',
  summary: 'Make a user an admin of a tenant',
  description:
    'Grants once, however often it is asked for. In an email-domain tenant everybody is an admin without a grant.',
  example: {
    response: {
      tenant: 'acme',
      user_id: 'usr_01HV5Z9R4Y0XJ7A2W8WJ9R7S3A',
      role: 'tenant_admin',
      request_id: exampleRequestId,
    },
  },
  refusals: ['TENANT_UNKNOWN', 'ADMINS_IMPLIED'],
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
    z
      .object({
        tenant: z.string(),
        user_id: z.string(),
        role: z.literal('tenant_admin'),
        request_id: RequestId,
      })
      .meta({ title: 'Grant', description: 'What the user is now.' }),
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
  id: 'revokeTenantAdmin',
  summary: 'Take the admin role in a tenant from a user',
  description: 'Takes an explicit grant back. The last admin of a tenant stays.',
  refusals: ['TENANT_UNKNOWN', 'GRANT_UNKNOWN', 'ADMINS_IMPLIED', 'LAST_TENANT_ADMIN'],
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
