import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { CreateTenantBody } from './create-tenant-body.js';
import { listQuery, offsetOf } from './list-query.js';
import { exampleTenant, Status, statusWords, Tenant, tenantFields, toTenant } from './tenant-codec.js';
import { TenantId } from './wire.js';

const listTenants = endpoint({
  route: 'GET /api/v1/tenants',
  id: 'listTenants',
  summary: 'List tenants',
  description: 'Lists all tenants, page by page.',
  example: { response: { data: [exampleTenant], pageNumber: 1, pageSize: 10, totalCount: 1, totalPages: 1 } },
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
    z
      .object({
        data: z.array(Tenant),
        pageNumber: z.int(),
        pageSize: z.int(),
        totalCount: z.int().describe('Tenants on all pages.'),
        totalPages: z.int(),
      })
      .meta({ title: 'TenantList', description: 'One page of tenants.' }),
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
  id: 'createTenant',
  summary: 'Create a tenant and start its provisioning',
  description:
    'Makes a tenant, which is active at once, and starts to provision its store. `Location` says where to ask how it stands.',
  example: {
    body: {
      id: 'new-tenant',
      name: 'New Tenant',
      connectionString: null,
      adminEmail: 'admin@newtenant.example',
      issuer: 'https://newtenant.example.com',
    },
    response: {
      id: 'new-tenant',
      provisioningCorrelationId: '550e8400-e29b-41d4-a716-446655440000',
      status: 'InProgress',
    },
  },
  refusals: ['SLUG_TAKEN', 'SLUG_RESERVED', 'NAME_TAKEN', 'PLAN_UNKNOWN', 'ADMIN_TENANT_LIMIT'],
  sends: ['Location'],
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
  response: [
    201,
    z
      .object({
        id: TenantId,
        provisioningCorrelationId: z.uuid().describe('Names the attempt to provision it.'),
        status: Status,
      })
      .meta({ title: 'TenantMade', description: 'The new tenant, and how far its provisioning is.' }),
  ],
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
