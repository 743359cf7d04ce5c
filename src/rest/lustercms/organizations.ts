import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { AdminFragment, exampleAdmin, toAdmin } from './admin-codec.js';
import {
  exampleOrganization,
  fromStatus,
  Organization,
  OrganizationDetail,
  OrganizationFragment,
  OrganizationPath,
  Status,
  toOrganization,
} from './organization-codec.js';
import { exampleUsed, toUsage, Usage, UsageFragment } from './usage-codec.js';
import { listQuery } from './wire.js';

const unknown = (): AppError => new AppError('NOT_FOUND', 'Organization not found', { reason: 'ORGANIZATION_UNKNOWN' });

const list = endpoint({
  route: 'GET /api/tenants/organizations',
  id: 'listOrganizations',
  summary: 'List the organizations that the caller may see',
  description: 'Lists all organizations to superadmins, and to resellers their own.',
  example: { response: [exampleOrganization] },
  sends: ['X-Total-Count'],
  access: 'lustercms.admin',
  request: z.object({
    query: z.object({
      status: Status.optional().meta({ description: 'Only those of this status.', examples: ['active'] }),
      ...listQuery,
    }),
  }),
  operation: graphql(
    `
      query LusterCmsOrganizations($first: Int!, $offset: Int!, $filter: OrganizationFilter!) {
        organizations(first: $first, offset: $offset, filter: $filter) {
          nodes {
            ...LusterCmsOrganization
          }
          totalCount
        }
      }
    `,
    [OrganizationFragment],
  ),
  variables: ({ query: { status, limit, offset } }) => ({
    first: limit,
    offset,
    filter: given({ status: status && fromStatus(status) }),
  }),
  response: [200, z.array(Organization).describe('Organizations by their numbers.')],
  respond: ({ organizations }) => organizations.nodes.map(toOrganization),
  headers: ({ organizations }) => ({ 'X-Total-Count': String(organizations.totalCount) }),
});

const detail = endpoint({
  route: 'GET /api/tenants/organizations/{org_id}/detail',
  id: 'getOrganization',
  summary: 'One organization with its admin and its usage',
  description: 'Shows an organization to those above it and to its own admins, who do not see upwards.',
  example: { response: { ...exampleOrganization, admin: exampleAdmin, usage: exampleUsed } },
  refusals: ['ORGANIZATION_UNKNOWN'],
  access: 'lustercms.client_admin',
  request: z.object({ params: OrganizationPath }),
  operation: graphql(
    `
      query LusterCmsOrganization($id: Int!) {
        organization(id: $id) {
          ...LusterCmsOrganization
          ...LusterCmsUsage
          admin {
            ...LusterCmsAdmin
          }
        }
      }
    `,
    [OrganizationFragment, UsageFragment, AdminFragment],
  ),
  variables: ({ params }) => ({ id: params.org_id }),
  response: [200, OrganizationDetail],
  respond: ({ organization }) => {
    if (!organization) throw unknown();
    const { organization_id: _, ...usage } = toUsage(organization);
    return { ...toOrganization(organization), admin: organization.admin && toAdmin(organization.admin), usage };
  },
});

const usage = endpoint({
  route: 'GET /api/tenants/organizations/{org_id}/usage',
  id: 'getUsage',
  summary: 'How much of its limits an organization uses',
  description: 'Storage, people, the bandwidth of this month, and credits.',
  example: { response: { organization_id: 1, ...exampleUsed } },
  refusals: ['ORGANIZATION_UNKNOWN'],
  access: 'lustercms.client_admin',
  request: z.object({ params: OrganizationPath }),
  operation: graphql(
    `
      query LusterCmsUsage($id: Int!) {
        organization(id: $id) {
          ...LusterCmsUsage
        }
      }
    `,
    [UsageFragment],
  ),
  variables: ({ params }) => ({ id: params.org_id }),
  response: [200, Usage],
  respond: ({ organization }) => {
    if (!organization) throw unknown();
    return toUsage(organization);
  },
});

const plugins = endpoint({
  route: 'GET /api/tenants/organizations/{org_id}/plugins',
  id: 'getOrganizationPlugins',
  summary: 'The plugins that are enabled for an organization',
  description: 'Lists their keys.',
  example: { response: { organization_id: 1, enabled_plugins: ['ecommerce'] } },
  refusals: ['ORGANIZATION_UNKNOWN'],
  access: 'lustercms.client_admin',
  request: z.object({ params: OrganizationPath }),
  operation: graphql(`
    query LusterCmsOrganizationPlugins($id: Int!) {
      organization(id: $id) {
        id
        enabledPlugins
      }
    }
  `),
  variables: ({ params }) => ({ id: params.org_id }),
  response: [
    200,
    z
      .object({ organization_id: z.int(), enabled_plugins: z.array(z.string()) })
      .meta({ title: 'OrganizationPlugins', description: 'The plugins of an organization.' }),
  ],
  respond: ({ organization }) => {
    if (!organization) throw unknown();
    return { organization_id: organization.id, enabled_plugins: organization.enabledPlugins };
  },
});

/** B19, B20, B23 and B27: what is read of organizations. */
export const organizationEndpoints: readonly Endpoint[] = [list, detail, usage, plugins];
