import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { text } from '../../violations.js';
import { given } from '../given.js';
import { graphql, maxInt } from '../graphql.js';
import { pathId, toTime } from './wire.js';

const statuses = { active: 'ACTIVE', suspended: 'SUSPENDED' } as const;

export const Status = z.enum(['active', 'suspended']);

export const fromStatus = (status: z.output<typeof Status>) => statuses[status];

const toStatus = (status: 'ACTIVE' | 'SUSPENDED'): z.output<typeof Status> =>
  status === 'ACTIVE' ? 'active' : 'suspended';

export const OrganizationPath = z.object({ org_id: pathId() });

const limits = {
  storage_limit_gb: z.int().min(0).max(maxInt).optional(),
  max_users: z.int().min(1).max(maxInt).optional(),
  bandwidth_limit_gb: z.int().min(0).max(maxInt).optional(),
};

/** What is left out stays as it is. */
export const LimitsBody = z.object(limits);

/** What is left out stays as it is; null gives the domain back. */
export const EditBody = z.object({
  name: text(1, 255).optional(),
  custom_domain: text(1, 253).nullish(),
  enabled_plugins: z.array(text(1, 255)).max(100).optional(),
  credit_limit: z.int().min(0).optional(),
  ...limits,
});

export const CreditLimitBody = z.object({ credit_limit: z.int().min(0), reason: text(1, 500).nullish() });

export const CreditsBody = z.object({ amount: z.int().min(1), reason: text(1, 500).nullish() });

/** Where the schema's fields stand in a body. */
export const organizationFields = {
  customDomain: ['body', 'custom_domain'],
  enabledPlugins: ['body', 'enabled_plugins'],
  creditLimit: ['body', 'credit_limit'],
  storageLimitGb: ['body', 'storage_limit_gb'],
  maxUsers: ['body', 'max_users'],
  bandwidthLimitGb: ['body', 'bandwidth_limit_gb'],
} as const;

export const fromLimits = (body: z.output<typeof LimitsBody>) =>
  given({
    storageLimitGb: body.storage_limit_gb,
    maxUsers: body.max_users,
    bandwidthLimitGb: body.bandwidth_limit_gb,
  });

export const fromEdit = (body: z.output<typeof EditBody>) => ({
  ...fromLimits(body),
  ...given({
    name: body.name,
    customDomain: body.custom_domain,
    enabledPlugins: body.enabled_plugins,
    creditLimit: body.credit_limit,
  }),
});

export const Organization = z.object({
  id: z.int(),
  name: z.string(),
  slug: z.string(),
  status: Status,
  admin_id: z.int(),
  custom_domain: z.string().nullable(),
  database_name: z.string(),
  enabled_plugins: z.array(z.string()),
  credit_limit: z.int(),
  credit_balance: z.int(),
  credit_used: z.int(),
  available_credits: z.int(),
  storage_limit_gb: z.int(),
  max_users: z.int(),
  bandwidth_limit_gb: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
});

export const OrganizationFragment = graphql(`
  fragment LusterCmsOrganization on Organization @_unmask {
    id
    name
    slug
    status
    adminNumber
    customDomain
    databaseName
    enabledPlugins
    creditLimit
    creditBalance
    creditUsed
    availableCredits
    storageLimitGb
    maxUsers
    bandwidthLimitGb
    createdAt
    updatedAt
  }
`);

export const toOrganization = (organization: ResultOf<typeof OrganizationFragment>): z.output<typeof Organization> => ({
  id: organization.id,
  name: organization.name,
  slug: organization.slug,
  status: toStatus(organization.status),
  admin_id: organization.adminNumber,
  custom_domain: organization.customDomain,
  database_name: organization.databaseName,
  enabled_plugins: organization.enabledPlugins,
  credit_limit: organization.creditLimit,
  credit_balance: organization.creditBalance,
  credit_used: organization.creditUsed,
  available_credits: organization.availableCredits,
  storage_limit_gb: organization.storageLimitGb,
  max_users: organization.maxUsers,
  bandwidth_limit_gb: organization.bandwidthLimitGb,
  created_at: toTime(organization.createdAt),
  updated_at: toTime(organization.updatedAt),
});
