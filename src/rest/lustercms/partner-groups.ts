import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  CreateGroupBody,
  fromGroup,
  Group,
  groupFields as fields,
  GroupFragment,
  toGroup,
  UpdateGroupBody,
} from './partner-group-codec.js';
import { listQuery, pathId } from './wire.js';

const OneGroup = z.object({ id: pathId() });

const list = endpoint({
  route: 'GET /api/tenants/partner-groups',
  summary: 'List partner groups',
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
  response: [200, z.array(Group)],
  respond: ({ partnerGroups }) => partnerGroups.nodes.map(toGroup),
  headers: ({ partnerGroups }) => ({ 'X-Total-Count': String(partnerGroups.totalCount) }),
});

const create = endpoint({
  route: 'POST /api/tenants/partner-groups',
  summary: 'Create a partner group',
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
  summary: 'Change a partner group',
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
  summary: 'Delete a partner group; its admins are in none then',
  request: z.object({ params: OneGroup }),
  operation: graphql(`
    mutation LusterCmsDeleteGroup($id: Int!) {
      deletePartnerGroup(id: $id)
    }
  `),
  variables: ({ params }) => ({ id: params.id }),
  response: [200, z.object({ message: z.string() })],
  respond: () => ({ message: 'Partner group deleted' }),
});

/** B7 to B10: the tiers of resellers. */
export const partnerGroupEndpoints: readonly Endpoint[] = [list, create, update, remove];
