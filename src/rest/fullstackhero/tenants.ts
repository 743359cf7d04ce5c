import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { CreateTenantBody } from './create-tenant-body.js';
import { listQuery, offsetOf } from './list-query.js';
import { Status, statusWords, Tenant, tenantFields, toTenant } from './tenant-codec.js';

const listTenants = endpoint({
  route: 'GET /api/v1/tenants',
  summary: 'List tenants',
  access: 'Permissions.Tenants.View',
  request: z.object({ query: listQuery }),
  operation: graphql(
    `
      query FullstackheroTenants($first: Int!, $offset: Int!, $orderBy: [TenantOrder!]) {
        tenants(first: $first, offset: $offset, clampToLastPage: true, orderBy: $orderBy) {
          nodes {
            ...FullstackheroTenant
          }
          offset
          totalCount
        }
      }
    `,
    [tenantFields],
  ),
  variables: ({ query }) => ({ first: query.pagesize, offset: offsetOf(query), orderBy: query.sort }),
  response: [
    200,
    z.object({
      data: z.array(Tenant),
      pageNumber: z.int(),
      pageSize: z.int(),
      totalCount: z.int(),
      totalPages: z.int(),
    }),
  ],
  respond: ({ tenants }, { input: { query } }) => ({
    data: tenants.nodes.map(toTenant),
    pageNumber: Math.floor(tenants.offset / query.pagesize) + 1,
    pageSize: query.pagesize,
    totalCount: tenants.totalCount,
    totalPages: Math.ceil(tenants.totalCount / query.pagesize),
  }),
});

const createTenant = endpoint({
  route: 'POST /api/v1/tenants',
  summary: 'Create a tenant and start its provisioning',
  access: 'Permissions.Tenants.Create',
  request: z.object({ body: CreateTenantBody }),
  operation: graphql(`
    mutation FullstackheroCreateTenant($input: CreateTenantInput!) {
      createTenant(input: $input) {
        slug
        provisioning {
          correlationId
          status
        }
      }
    }
  `),
  variables: ({ body }) => ({
    input: {
      slug: body.id,
      displayName: body.name,
      distinctName: true,
      adminEmail: body.adminemail,
      adminPassword: body.adminpassword ?? null,
      connectionString: body.connectionstring,
      issuer: body.issuer,
      plan: body.plankey ?? null,
      endsAfterTerm: true,
    },
  }),
  fields: {
    slug: ['body', 'id'],
    displayName: ['body', 'name'],
    adminEmail: ['body', 'adminemail'],
    adminPassword: ['body', 'adminpassword'],
    connectionString: ['body', 'connectionstring'],
  },
  response: [201, z.object({ id: z.string(), provisioningCorrelationId: z.uuid(), status: Status })],
  respond: ({ createTenant: { slug, provisioning } }) => {
    if (!provisioning) throw new Error('A new tenant has an attempt to provision it.');
    return {
      id: slug,
      provisioningCorrelationId: provisioning.correlationId,
      status: statusWords[provisioning.status],
    };
  },
  headers: ({ createTenant: { slug } }) => ({ Location: `/api/v1/tenants/${slug}/status` }),
});

/** D1 and D2. */
export const tenantEndpoints = [listTenants, createTenant];
