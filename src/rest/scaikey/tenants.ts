import { z } from 'zod';
import { AppError, invalid } from '../../errors.js';
import { text } from '../../violations.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { listQuery, pageOf, rowsOf, statusIn, toPage } from './page.js';
import {
  CreateTenantBody,
  exampleTenant,
  fromBody,
  Tenant,
  tenantFields,
  TenantFragment,
  toTenant,
  UpdateTenantBody,
} from './tenant.js';

const access = 'scaikey.admin';

const OneTenant = z.object({
  tenant_id: z.string().meta({ description: 'The id of a tenant.', examples: ['tnt_V1StGXR8Z5jdHi6B'] }),
});

/** ScaiKey documents 422 wherever there is a parameter. */
const unprocessable = invalid({ path: ['params', 'tenant_id'], code: 'REQUIRED', message: 'Field required' });

const tenantUnknown = (): AppError => new AppError('NOT_FOUND', 'Tenant not found.', { reason: 'TENANT_UNKNOWN' });

/** The schema takes a slug as well; here a path that is no id leads nowhere. */
const byIdAlone = ({ params }: { params: z.output<typeof OneTenant> }): AppError | undefined =>
  /^tnt_[0-9A-Za-z]{16}$/.test(params.tenant_id) ? undefined : tenantUnknown();

const list = endpoint({
  route: 'GET /api/v1/admin/tenants/',
  id: 'listTenants',
  summary: 'List Tenants',
  description: 'Lists the tenants that the caller may see: all of them, those of a partner, or their own.',
  example: { response: toPage([exampleTenant], 1, { page: 1, per_page: 20 }) },
  access,
  request: z.object({
    query: z.object({
      ...listQuery,
      partner_id: text(0, 255)
        .optional()
        .meta({ description: 'The partner whose tenants are wanted.', examples: ['prt_7Hc2bWqL8Hn5pZa3'] }),
    }),
  }),
  operation: graphql(
    `
      query ScaiKeyTenants($first: Int!, $offset: Int!, $filter: TenantFilter!) {
        tenants(first: $first, offset: $offset, filter: $filter, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
          nodes {
            ...ScaiKeyTenant
          }
          totalCount
        }
      }
    `,
    [TenantFragment],
  ),
  variables: ({ query }) => ({
    ...rowsOf(query),
    filter: given({ search: query.search, adminId: query.partner_id, statusIn: statusIn(query.status) }),
  }),
  response: [200, pageOf(Tenant)],
  respond: ({ tenants: { nodes, totalCount } }, { input: { query } }) => toPage(nodes.map(toTenant), totalCount, query),
});

const create = endpoint({
  route: 'POST /api/v1/admin/tenants/',
  id: 'createTenant',
  summary: 'Create Tenant',
  description: 'Makes a tenant; its store is provisioned meanwhile.',
  example: {
    body: { name: 'Acme Corp', slug: 'acme', contact_email: 'it@acme.example', settings: { mfa_required: true } },
    response: exampleTenant,
  },
  refusals: ['ADMIN_UNKNOWN', 'SLUG_TAKEN', 'SLUG_RESERVED', 'ADMIN_TENANT_LIMIT'],
  access,
  request: z.object({ body: CreateTenantBody }),
  operation: graphql(
    `
      mutation ScaiKeyCreateTenant($input: CreateTenantInput!) {
        createTenant(input: $input) {
          ...ScaiKeyTenant
        }
      }
    `,
    [TenantFragment],
  ),
  variables: ({ body }) => ({ input: { ...fromBody(body), displayName: body.name } }),
  fields: tenantFields,
  response: [201, Tenant],
  respond: ({ createTenant }) => toTenant(createTenant),
});

const read = endpoint({
  route: 'GET /api/v1/admin/tenants/{tenant_id}',
  id: 'getTenant',
  summary: 'Get Tenant',
  description: 'Shows one tenant, by its id alone.',
  example: { response: exampleTenant },
  refusals: ['TENANT_UNKNOWN', unprocessable],
  access,
  request: z.object({ params: OneTenant }),
  guard: byIdAlone,
  operation: graphql(
    `
      query ScaiKeyTenant($id: ID!) {
        tenant(id: $id) {
          ...ScaiKeyTenant
        }
      }
    `,
    [TenantFragment],
  ),
  variables: ({ params }) => ({ id: params.tenant_id }),
  response: [200, Tenant],
  respond: ({ tenant }) => {
    if (!tenant) throw tenantUnknown();
    return toTenant(tenant);
  },
});

const update = endpoint({
  route: 'PATCH /api/v1/admin/tenants/{tenant_id}',
  id: 'updateTenant',
  summary: 'Update Tenant',
  description: 'Changes what is given. Another `partner_id` hands the tenant over.',
  example: {
    body: { settings: { session_timeout: 60, password_policy: { min_length: 12 } } },
    response: exampleTenant,
  },
  refusals: ['TENANT_UNKNOWN', 'ADMIN_UNKNOWN', 'ADMIN_TENANT_LIMIT', 'ROOT_TENANT', 'STALE'],
  access,
  request: z.object({ params: OneTenant, body: UpdateTenantBody }),
  guard: byIdAlone,
  operation: graphql(
    `
      mutation ScaiKeyUpdateTenant($id: ID!, $input: UpdateTenantInput!) {
        updateTenant(tenant: $id, input: $input) {
          ...ScaiKeyTenant
        }
      }
    `,
    [TenantFragment],
  ),
  variables: ({ params, body }) => ({
    id: params.tenant_id,
    input: fromBody(body),
  }),
  fields: tenantFields,
  response: [200, Tenant],
  respond: ({ updateTenant }) => toTenant(updateTenant),
});

const remove = endpoint({
  route: 'DELETE /api/v1/admin/tenants/{tenant_id}',
  id: 'deleteTenant',
  summary: 'Delete Tenant',
  description: 'Deletes a tenant softly: its row is kept, its slug may be had again.',
  refusals: ['TENANT_UNKNOWN', 'ROOT_TENANT', unprocessable],
  access,
  request: z.object({ params: OneTenant }),
  guard: byIdAlone,
  operation: graphql(`
    mutation ScaiKeyDeleteTenant($id: ID!) {
      deleteTenant(tenant: $id)
    }
  `),
  variables: ({ params }) => ({ id: params.tenant_id }),
  response: [204],
});

/** The five verbs of the documented page, in its order. */
export const tenantEndpoints: readonly Endpoint[] = [list, create, remove, read, update];
