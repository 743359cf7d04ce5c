import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { text } from '../../violations.js';
import { given } from '../given.js';
import { graphql, maxInt } from '../graphql.js';
import { Admin } from './admin-codec.js';
import { Used } from './usage-codec.js';
import { pathId, Time, toTime } from './wire.js';

const statuses = { active: 'ACTIVE', suspended: 'SUSPENDED' } as const;

export const Status = z.enum(['active', 'suspended']);

export const fromStatus = (status: z.output<typeof Status>) => statuses[status];

const toStatus = (status: 'ACTIVE' | 'SUSPENDED'): z.output<typeof Status> =>
  status === 'ACTIVE' ? 'active' : 'suspended';

export const OrganizationPath = z.object({
  org_id: pathId().meta({ description: 'The number of an organization.', examples: [1] }),
});

const limits = {
  storage_limit_gb: z.int().min(0).max(maxInt).optional(),
  max_users: z.int().min(1).max(maxInt).optional(),
  bandwidth_limit_gb: z.int().min(0).max(maxInt).optional(),
};

/** What is left out stays as it is. */
export const LimitsBody = z
  .object(limits)
  .meta({ title: 'UpdateLimits', description: 'What is left out stays as it is.' });

/** What is left out stays as it is; null gives the domain back. */
export const EditBody = z
  .object({
    name: text(1, 255).optional(),
    custom_domain: text(1, 253).nullish(),
    enabled_plugins: z.array(text(1, 255)).max(100).optional(),
    credit_limit: z.int().min(0).optional(),
    ...limits,
  })
  .meta({ title: 'EditOrganization', description: 'What is left out stays as it is; null gives the domain back.' });

export const StatusBody = z
  .object({ status: Status })
  .meta({ title: 'OrganizationStatus', description: 'What the status shall be.' });

export const CreditLimitBody = z
  .object({ credit_limit: z.int().min(0), reason: text(1, 500).nullish() })
  .meta({ title: 'SetCreditLimit', description: 'The new limit, and why.' });

export const CreditsBody = z
  .object({ amount: z.int().min(1), reason: text(1, 500).nullish() })
  .meta({ title: 'AddCredits', description: 'How many credits, and what for.' });

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

const Fields = z.object({
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
  available_credits: z.int().describe('The limit and the balance, less what is used.'),
  storage_limit_gb: z.int(),
  max_users: z.int(),
  bandwidth_limit_gb: z.int(),
  created_at: Time,
  updated_at: Time,
});

export const Organization = Fields.meta({ title: 'Organization', description: 'An organization and its account.' });

export const OrganizationDetail = Fields.extend({
  admin: Admin.nullable().describe('For those who may see upwards.'),
  usage: Used,
}).meta({ title: 'OrganizationDetail', description: 'An organization with its admin and its usage.' });

export const exampleOrganization: z.output<typeof Organization> = {
  id: 1,
  name: 'Acme Corp',
  slug: 'acme-corp',
  status: 'active',
  admin_id: 1,
  custom_domain: 'app.example.com',
  database_name: 'tenant_acme_corp_20260501',
  enabled_plugins: ['ecommerce', 'linkedin', 'calendar'],
  credit_limit: 10000,
  credit_balance: 0,
  credit_used: 0,
  available_credits: 10000,
  storage_limit_gb: 50,
  max_users: 100,
  bandwidth_limit_gb: 500,
  created_at: '2026-05-01T10:00:00Z',
  updated_at: '2026-05-01T10:00:00Z',
};

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
