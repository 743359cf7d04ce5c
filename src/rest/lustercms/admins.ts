import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  Admin,
  adminFields as fields,
  AdminDetail,
  AdminFragment,
  CreateAdminBody,
  exampleAdmin,
  fromAdmin,
  toAdmin,
  toAdminStatus,
  UpdateAdminBody,
} from './admin-codec.js';
import { listQuery, pathId } from './wire.js';

const OneAdmin = z.object({ id: pathId().meta({ description: 'The number of an admin.', examples: [1] }) });

const list = endpoint({
  route: 'GET /api/tenants/admins',
  id: 'listAdmins',
  summary: "List the admins; the platform's own account is none",
  description: 'Lists the resellers. For superadmins.',
  example: { response: [exampleAdmin] },
  sends: ['X-Total-Count'],
  access: 'lustercms.superadmin',
  request: z.object({ query: z.object(listQuery) }),
  operation: graphql(
    `
      query LusterCmsAdmins($first: Int!, $offset: Int!) {
        admins(first: $first, offset: $offset, filter: { platform: false }) {
          nodes {
            ...LusterCmsAdmin
          }
          totalCount
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ query }) => ({ first: query.limit, offset: query.offset }),
  response: [200, z.array(Admin).describe('Admins by their numbers.')],
  respond: ({ admins }) => admins.nodes.map(toAdmin),
  headers: ({ admins }) => ({ 'X-Total-Count': String(admins.totalCount) }),
});

const create = endpoint({
  route: 'POST /api/tenants/admins',
  id: 'createAdmin',
  summary: 'Create an admin',
  description: 'Makes a reseller. For superadmins.',
  example: {
    body: {
      name: 'Agency XYZ',
      contact_email: 'admin@agency.com',
      company_name: 'Agency XYZ Ltd',
      phone: '+1234567890',
      partner_group_id: 1,
    },
    response: exampleAdmin,
  },
  refusals: ['GROUP_UNKNOWN'],
  request: z.object({ body: CreateAdminBody }),
  operation: graphql(
    `
      mutation LusterCmsCreateAdmin($input: CreateAdminInput!) {
        createAdmin(input: $input) {
          ...LusterCmsAdmin
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ body }) => ({ input: { ...fromAdmin(body), name: body.name } }),
  fields,
  response: [201, Admin],
  respond: ({ createAdmin }) => toAdmin(createAdmin),
});

const detail = endpoint({
  route: 'GET /api/tenants/admins/{id}',
  id: 'getAdmin',
  summary: 'Get an admin with its organizations',
  description: 'Shows a reseller to superadmins and to its own owner.',
  example: {
    response: { ...exampleAdmin, organizations: [{ id: 1, name: 'Acme Corp', slug: 'acme-corp', status: 'active' }] },
  },
  refusals: ['ADMIN_UNKNOWN'],
  access: 'lustercms.admin',
  request: z.object({ params: OneAdmin }),
  operation: graphql(
    `
      query LusterCmsAdmin($id: ID!) {
        admin(id: $id) {
          ...LusterCmsAdmin
          organizations {
            id
            name
            slug
            status
          }
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ params }) => ({ id: String(params.id) }),
  response: [200, AdminDetail],
  respond: ({ admin }) => {
    if (!admin) throw new AppError('NOT_FOUND', 'Unknown.', { reason: 'ADMIN_UNKNOWN' });
    return {
      ...toAdmin(admin),
      organizations: admin.organizations.map(({ id, name, slug, status }) => ({
        id,
        name,
        slug,
        status: toAdminStatus(status),
      })),
    };
  },
});

const update = endpoint({
  route: 'PUT /api/tenants/admins/{id}',
  id: 'updateAdmin',
  summary: 'Change an admin',
  description: 'Changes what is given.',
  example: { body: { company_name: 'Agency XYZ Ltd', phone: '+1234567890' }, response: exampleAdmin },
  refusals: ['ADMIN_UNKNOWN', 'GROUP_UNKNOWN', 'STALE'],
  request: z.object({ params: OneAdmin, body: UpdateAdminBody }),
  operation: graphql(
    `
      mutation LusterCmsUpdateAdmin($id: ID!, $input: UpdateAdminInput!) {
        updateAdmin(admin: $id, input: $input) {
          ...LusterCmsAdmin
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ params, body }) => ({ id: String(params.id), input: fromAdmin(body) }),
  fields,
  response: [200, Admin],
  respond: ({ updateAdmin }) => toAdmin(updateAdmin),
});

/** B11 to B14: the resellers. */
export const adminEndpoints: readonly Endpoint[] = [list, create, detail, update];
