import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { listQuery, pageOf, rowsOf, statusIn, toPage } from './page.js';
import {
  CreatePartnerBody,
  fromBody,
  Partner,
  partnerFields as fields,
  PartnerFragment,
  toPartner,
  UpdatePartnerBody,
} from './partner.js';

const access = 'scaikey.super_admin';

const OnePartner = z.object({ partner_id: z.string() });

const partnerUnknown = (): AppError => new AppError('NOT_FOUND', 'Partner not found.', { reason: 'ADMIN_UNKNOWN' });

/** The schema takes a number as well; here a path that is no id leads nowhere. */
const byIdAlone = ({ params }: { params: z.output<typeof OnePartner> }): AppError | undefined =>
  /^prt_[0-9A-Za-z]{16}$/.test(params.partner_id) ? undefined : partnerUnknown();

const list = endpoint({
  route: 'GET /api/v1/admin/partners/',
  summary: 'List Partners',
  access,
  request: z.object({ query: z.object(listQuery) }),
  operation: graphql(
    `
      query ScaiKeyPartners($first: Int!, $offset: Int!, $filter: AdminFilter!) {
        admins(first: $first, offset: $offset, filter: $filter) {
          nodes {
            ...ScaiKeyPartner
          }
          totalCount
        }
      }
    `,
    [PartnerFragment],
  ),
  variables: ({ query }) => ({
    ...rowsOf(query),
    filter: given({ search: query.search, statusIn: statusIn(query.status) }),
  }),
  response: [200, pageOf(Partner)],
  respond: ({ admins: { nodes, totalCount } }, { input: { query } }) => toPage(nodes.map(toPartner), totalCount, query),
});

const create = endpoint({
  route: 'POST /api/v1/admin/partners/',
  summary: 'Create Partner',
  access,
  request: z.object({ body: CreatePartnerBody }),
  operation: graphql(
    `
      mutation ScaiKeyCreatePartner($input: CreateAdminInput!) {
        createAdmin(input: $input) {
          ...ScaiKeyPartner
        }
      }
    `,
    [PartnerFragment],
  ),
  variables: ({ body }) => ({ input: { ...fromBody(body), name: body.name } }),
  fields,
  response: [201, Partner],
  respond: ({ createAdmin }) => toPartner(createAdmin),
});

const read = endpoint({
  route: 'GET /api/v1/admin/partners/{partner_id}',
  summary: 'Get Partner',
  access,
  request: z.object({ params: OnePartner }),
  guard: byIdAlone,
  operation: graphql(
    `
      query ScaiKeyPartner($id: ID!) {
        admin(id: $id) {
          ...ScaiKeyPartner
        }
      }
    `,
    [PartnerFragment],
  ),
  variables: ({ params }) => ({ id: params.partner_id }),
  response: [200, Partner],
  respond: ({ admin }) => {
    if (!admin) throw partnerUnknown();
    return toPartner(admin);
  },
});

const update = endpoint({
  route: 'PATCH /api/v1/admin/partners/{partner_id}',
  summary: 'Update Partner',
  access,
  request: z.object({ params: OnePartner, body: UpdatePartnerBody }),
  guard: byIdAlone,
  operation: graphql(
    `
      mutation ScaiKeyUpdatePartner($id: ID!, $input: UpdateAdminInput!) {
        updateAdmin(admin: $id, input: $input) {
          ...ScaiKeyPartner
        }
      }
    `,
    [PartnerFragment],
  ),
  variables: ({ params, body }) => ({ id: params.partner_id, input: fromBody(body) }),
  fields,
  response: [200, Partner],
  respond: ({ updateAdmin }) => toPartner(updateAdmin),
});

const remove = endpoint({
  route: 'DELETE /api/v1/admin/partners/{partner_id}',
  summary: 'Delete Partner',
  access,
  request: z.object({ params: OnePartner }),
  guard: byIdAlone,
  operation: graphql(`
    mutation ScaiKeyDeletePartner($id: ID!) {
      deleteAdmin(admin: $id)
    }
  `),
  variables: ({ params }) => ({ id: params.partner_id }),
  response: [204],
});

/** The same five verbs as those of tenants; all of them for superadmins alone. */
export const partnerEndpoints: readonly Endpoint[] = [list, create, remove, read, update];
