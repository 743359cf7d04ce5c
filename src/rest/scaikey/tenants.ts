import { z } from 'zod';
import { AppError } from '../../errors.js';
import { text } from '../../violations.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { listQuery, pageOf, rowsOf, statusIn, toPage } from './page.js';
import {
  CreateTenantBody,
  fromBody,
  Tenant,
  tenantFields,
  TenantFragment,
  toTenant,
  UpdateTenantBody,
} from './tenant.js';

const access = 'scaikey.admin';

const OneTenant = z.object({ tenant_id: z.string() });

const tenantUnknown = (): AppError => new AppError('NOT_FOUND', 'Tenant not found.', { reason: 'TENANT_UNKNOWN' });

/** The schema takes a slug as well; here a path that is no id leads nowhere. */
const byIdAlone = ({ params }: { params: z.output<typeof OneTenant> }): AppError | undefined =>
  /^tnt_[0-9A-Za-z]{16}$/.test(params.tenant_id) ? undefined : tenantUnknown();

const list = endpoint({
  route: 'GET /api/v1/admin/tenants/',
  summary: 'List Tenants',
  access,
  request: z.object({ query: z.object({ ...listQuery, partner_id: text(0, 255).optional() }) }),
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
  summary: 'Create Tenant',
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
  summary: 'Get Tenant',
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
  summary: 'Update Tenant',
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
  summary: 'Delete Tenant',
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
