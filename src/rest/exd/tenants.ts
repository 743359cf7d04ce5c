import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { CreateTenantBody } from './create-tenant-body.js';
import { NextCursor, pageQuery } from './page.js';
import { exampleRequestId, RequestId } from './request-id.js';
import {
  exampleTenant,
  exampleTenantWithRoles,
  Tenant,
  tenantFields,
  TenantWithRoles,
  toTenant,
  toTenantWithRoles,
} from './tenant-codec.js';
import { refuseUnlikely, tenantParams, tenantUnknown } from './tenant-path.js';

const loginModes = { sso: 'SSO', email_domain: 'EMAIL_DOMAIN' } as const;

const createTenant = endpoint({
  route: 'POST /api/v1/tenants',
  id: 'createTenant',
  summary: 'Create a tenant',
  description:
    'Makes a tenant, which people enter through a provider of single sign-on or by their e-mail domain. For superadmins.',
  example: {
    body: {
      slug: 'acme',
      display_name: 'Acme Corp',
      login_mode: 'sso',
      sso_provider: 'acme-oidc',
      initial_admin_user_ids: ['usr_01HV5Z9R4Y0XJ7A2W8WJ9R7S3A'],
    },
    response: { tenant: exampleTenant, request_id: exampleRequestId },
  },
  refusals: ['SLUG_TAKEN', 'SLUG_RESERVED', 'EMAIL_DOMAIN_TAKEN', 'ADMIN_TENANT_LIMIT'],
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
  response: [
    201,
    z.object({ tenant: Tenant, request_id: RequestId }).meta({ title: 'TenantMade', description: 'The new tenant.' }),
  ],
  respond: (data, { requestId }) => ({ tenant: toTenant(data.createTenant), request_id: requestId }),
});

const listTenants = endpoint({
  route: 'GET /api/v1/tenants',
  id: 'listTenants',
  summary: 'List the tenants that the caller may see',
  description: 'Lists tenants by their slugs, as many as the caller may see.',
  example: { response: { tenants: [exampleTenantWithRoles], next_cursor: null, request_id: exampleRequestId } },
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
    z
      .object({ tenants: z.array(TenantWithRoles), next_cursor: NextCursor, request_id: RequestId })
      .meta({ title: 'TenantList', description: 'One page of tenants.' }),
  ],
  respond: ({ tenants: { nodes, pageInfo } }, { requestId }) => ({
    tenants: nodes.map(toTenantWithRoles),
    next_cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    request_id: requestId,
  }),
});

const getTenant = endpoint({
  route: 'GET /api/v1/tenants/{tenant}',
  id: 'getTenant',
  summary: 'Show one tenant',
  description: 'Shows one tenant to its members and to who administers it.',
  example: { response: { tenant: exampleTenantWithRoles, request_id: exampleRequestId } },
  refusals: ['TENANT_UNKNOWN'],
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
  response: [
    200,
    z
      .object({ tenant: TenantWithRoles, request_id: RequestId })
      .meta({ title: 'TenantAnswer', description: 'One tenant.' }),
  ],
  respond: ({ tenant }, { requestId }) => {
    if (!tenant) throw tenantUnknown();
    return { tenant: toTenantWithRoles(tenant), request_id: requestId };
  },
});

/** C1 to C3. */
export const tenantEndpoints = [createTenant, listTenants, getTenant];
