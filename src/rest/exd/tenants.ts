import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { CreateTenantBody } from './create-tenant-body.js';
import { pageQuery } from './page.js';
import { Tenant, tenantFields, TenantWithRoles, toTenant, toTenantWithRoles } from './tenant-codec.js';
import { refuseUnlikely, tenantParams, tenantUnknown } from './tenant-path.js';

const loginModes = { sso: 'SSO', email_domain: 'EMAIL_DOMAIN' } as const;

const createTenant = endpoint({
  route: 'POST /api/v1/tenants',
  summary: 'Create a tenant',
  request: z.object({ body: CreateTenantBody }),
  operation: graphql(
    `
      mutation ExdCreateTenant($input: CreateTenantInput!) {
        createTenant(input: $input) {
          ...ExdTenant
        }
      }
    `,
    [tenantFields],
  ),
  variables: ({ body }) => ({
    input: {
      slug: body.slug,
      displayName: body.display_name ?? body.slug,
      loginMode: loginModes[body.login_mode],
      ssoProvider: body.sso_provider ?? null,
      emailDomain: body.email_domain ?? null,
      initialAdmins: body.initial_admin_user_ids ?? null,
    },
  }),
  fields: {
    displayName: ['body', 'display_name'],
    loginMode: ['body', 'login_mode'],
    ssoProvider: ['body', 'sso_provider'],
    emailDomain: ['body', 'email_domain'],
    initialAdmins: ['body', 'initial_admin_user_ids'],
  },
  response: [201, z.object({ tenant: Tenant, request_id: z.string() })],
  respond: (data, { requestId }) => ({ tenant: toTenant(data.createTenant), request_id: requestId }),
});

const listTenants = endpoint({
  route: 'GET /api/v1/tenants',
  summary: 'List the tenants that the caller may see',
  request: z.object({ query: pageQuery }),
  operation: graphql(
    `
      query ExdTenants($first: Int!, $after: String) {
        tenants(first: $first, after: $after, filter: { hasLoginMode: true }, orderBy: [{ field: SLUG }]) {
          nodes {
            ...ExdTenant
            viewerRoles
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    `,
    [tenantFields],
  ),
  variables: ({ query }) => ({ first: query.limit, after: query.after ?? null }),
  fields: { first: ['query', 'limit'], after: ['query', 'after'] },
  response: [
    200,
    z.object({ tenants: z.array(TenantWithRoles), next_cursor: z.string().nullable(), request_id: z.string() }),
  ],
  respond: ({ tenants: { nodes, pageInfo } }, { requestId }) => ({
    tenants: nodes.map(toTenantWithRoles),
    next_cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    request_id: requestId,
  }),
});

const getTenant = endpoint({
  route: 'GET /api/v1/tenants/{tenant}',
  summary: 'Show one tenant',
  request: z.object({ params: tenantParams }),
  guard: refuseUnlikely,
  operation: graphql(
    `
      query ExdTenantBySlug($slug: String!) {
        tenant(slug: $slug) {
          ...ExdTenant
          viewerRoles
        }
      }
    `,
    [tenantFields],
  ),
  variables: ({ params }) => ({ slug: params.tenant }),
  response: [200, z.object({ tenant: TenantWithRoles, request_id: z.string() })],
  respond: ({ tenant }, { requestId }) => {
    if (!tenant) throw tenantUnknown();
    return { tenant: toTenantWithRoles(tenant), request_id: requestId };
  },
});

/** C1 to C3. */
export const tenantEndpoints = [createTenant, listTenants, getTenant];
