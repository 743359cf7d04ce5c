import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  CreateGroupBody,
  exampleGroup,
  fromGroup,
  Group,
  groupFields as fields,
  GroupFragment,
  toGroup,
  UpdateGroupBody,
} from './partner-group-codec.js';
import { listQuery, pathId } from './wire.js';

const OneGroup = z.object({ id: pathId().meta({ description: 'The number of a group.', examples: [1] }) });

const list = endpoint({
  route: 'GET /api/tenants/partner-groups',
  id: 'listPartnerGroups',
  summary: 'List partner groups',
  description: 'Lists the tiers of resellers. For superadmins, as all of this chapter.',
  example: { response: [exampleGroup] },
  sends: ['X-Total-Count'],
  request: z.object({ query: z.object(listQuery) }),
  operation: graphql(
    `
      query LusterCmsGroups($first: Int!, $offset: Int!) {
        partnerGroups(first: $first, offset: $offset) {
          nodes {
            ...LusterCmsGroup
          }
          totalCount
        }
      }
    `,
    [GroupFragment],
  ),
  variables: ({ query }) => ({ first: query.limit, offset: query.offset }),
  response: [200, z.array(Group).describe('Groups by their numbers.')],
  respond: ({ partnerGroups }) => partnerGroups.nodes.map(toGroup),
  headers: ({ partnerGroups }) => ({ 'X-Total-Count': String(partnerGroups.totalCount) }),
});

const create = endpoint({
  route: 'POST /api/tenants/partner-groups',
  id: 'createPartnerGroup',
  summary: 'Create a partner group',
  description: 'Makes a tier, whose name is its own.',
  example: {
    body: { name: 'Gold Partners', description: 'Premium partner tier', credit_discount_percent: 20 },
    response: exampleGroup,
  },
  refusals: ['GROUP_NAME_TAKEN'],
  request: z.object({ body: CreateGroupBody }),
  operation: graphql(
    `
      mutation LusterCmsCreateGroup($input: CreatePartnerGroupInput!) {
        createPartnerGroup(input: $input) {
          ...LusterCmsGroup
        }
      }
    `,
    [GroupFragment],
  ),
  variables: ({ body }) => ({ input: { ...fromGroup(body), name: body.name } }),
  fields,
  response: [201, Group],
  respond: ({ createPartnerGroup }) => toGroup(createPartnerGroup),
});

const update = endpoint({
  route: 'PUT /api/tenants/partner-groups/{id}',
  id: 'updatePartnerGroup',
  summary: 'Change a partner group',
  description: 'Changes what is given.',
  example: { body: { credit_discount_percent: 20 }, response: exampleGroup },
  refusals: ['GROUP_UNKNOWN', 'GROUP_NAME_TAKEN', 'STALE'],
  request: z.object({ params: OneGroup, body: UpdateGroupBody }),
  operation: graphql(
    `
      mutation LusterCmsUpdateGroup($id: Int!, $input: UpdatePartnerGroupInput!) {
        updatePartnerGroup(id: $id, input: $input) {
          ...LusterCmsGroup
        }
      }
    `,
    [GroupFragment],
  ),
  variables: ({ params, body }) => ({ id: params.id, input: fromGroup(body) }),
  fields,
  response: [200, Group],
  respond: ({ updatePartnerGroup }) => toGroup(updatePartnerGroup),
});

const remove = endpoint({
  route: 'DELETE /api/tenants/partner-groups/{id}',
  id: 'deletePartnerGroup',
  summary: 'Delete a partner group; its admins are in none then',
  description: 'Deletes a tier. The admins that were in it stay.',
  example: { response: { message: 'Partner group deleted' } },
  refusals: ['GROUP_UNKNOWN'],
  request: z.object({ params: OneGroup }),
  operation: graphql(`
    mutation LusterCmsDeleteGroup($id: Int!) {
      deletePartnerGroup(id: $id)
    }
  `),
  variables: ({ params }) => ({ id: params.id }),
  response: [200, z.object({ message: z.string() }).meta({ title: 'Message', description: 'That it is done.' })],
  respond: () => ({ message: 'Partner group deleted' }),
});

/** B7 to B10: the tiers of resellers. */
export const partnerGroupEndpoints: readonly Endpoint[] = [list, create, update, remove];
