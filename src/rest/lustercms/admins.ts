import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  Admin,
  adminFields as fields,
  AdminFragment,
  AdminOrganization,
  CreateAdminBody,
  fromAdmin,
  toAdmin,
  toAdminStatus,
  UpdateAdminBody,
} from './admin-codec.js';
import { listQuery, pathId } from './wire.js';

const OneAdmin = z.object({ id: pathId() });

const list = endpoint({
  route: 'GET /api/tenants/admins',
  summary: "List the admins; the platform's own account is none",
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
  response: [200, z.array(Admin)],
  respond: ({ admins }) => admins.nodes.map(toAdmin),
  headers: ({ admins }) => ({ 'X-Total-Count': String(admins.totalCount) }),
});

const create = endpoint({
  route: 'POST /api/tenants/admins',
  summary: 'Create an admin',
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
  summary: 'Get an admin with its organizations',
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
  response: [200, Admin.extend({ organizations: z.array(AdminOrganization) })],
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
  summary: 'Change an admin',
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
