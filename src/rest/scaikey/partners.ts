import { z } from 'zod';
import { AppError, invalid } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { listQuery, pageOf, rowsOf, statusIn, toPage } from './page.js';
import {
  CreatePartnerBody,
  examplePartner,
  fromBody,
  Partner,
  partnerFields as fields,
  PartnerFragment,
  toPartner,
  UpdatePartnerBody,
} from './partner.js';

const access = 'scaikey.super_admin';

const OnePartner = z.object({
  partner_id: z.string().meta({ description: 'The id of a partner.', examples: ['prt_7Hc2bWqL8Hn5pZa3'] }),
});

/** ScaiKey documents 422 wherever there is a parameter. */
const unprocessable = invalid({ path: ['params', 'partner_id'], code: 'REQUIRED', message: 'Field required' });

const partnerUnknown = (): AppError => new AppError('NOT_FOUND', 'Partner not found.', { reason: 'ADMIN_UNKNOWN' });

/** The schema takes a number as well; here a path that is no id leads nowhere. */
const byIdAlone = ({ params }: { params: z.output<typeof OnePartner> }): AppError | undefined =>
  /^prt_[0-9A-Za-z]{16}$/.test(params.partner_id) ? undefined : partnerUnknown();

const list = endpoint({
  route: 'GET /api/v1/admin/partners/',
  id: 'listPartners',
  summary: 'List Partners',
  description: "Lists the partners there are, the platform's own among them.",
  example: { response: toPage([examplePartner], 1, { page: 1, per_page: 20 }) },
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
  id: 'createPartner',
  summary: 'Create Partner',
  description: 'Makes a partner. The slug is made from the name unless it is given.',
  example: {
    body: { name: 'Agency XYZ', contact_email: 'admin@agency.example', max_tenants: 10 },
    response: examplePartner,
  },
  refusals: ['ADMIN_SLUG_TAKEN'],
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
  id: 'getPartner',
  summary: 'Get Partner',
  description: 'Shows one partner.',
  example: { response: examplePartner },
  refusals: ['ADMIN_UNKNOWN', unprocessable],
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
  id: 'updatePartner',
  summary: 'Update Partner',
  description:
    'Changes what is given. A limit below what the partner has takes nothing away; `SUSPENDED` shuts its owner out.',
  example: { body: { max_tenants: 10 }, response: examplePartner },
  refusals: ['ADMIN_UNKNOWN', 'PLATFORM_ADMIN', 'STALE'],
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
  id: 'deletePartner',
  summary: 'Delete Partner',
  description: 'Deletes a partner that has no tenants, and frees its slug.',
  refusals: ['ADMIN_UNKNOWN', 'ADMIN_HAS_TENANTS', 'PLATFORM_ADMIN', unprocessable],
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
