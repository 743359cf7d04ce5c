import { expressionBuilder, sql, type AliasedRawBuilder } from 'kysely';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Viewer } from '../../auth/viewer.js';
import type { Database } from '../../entities/index.js';
import type { Selection } from '../../selection.js';
import { bandwidthUsed, thisMonth, userCount } from '../../usage.js';
import { visibleOrganizations } from '../../visibility.js';
import { adminAbove, AdminType } from '../admin-type.js';
import { connectionOf } from '../connection.js';
import { OrganizationStatusEnum } from '../enums.js';
import { amount, computed, plain, project, related, type Column } from '../projection.js';
import { DateTime, SafeInt } from '../scalars.js';

@ObjectType('Organization', {
  simpleResolvers: true,
  description: 'The commercial account of one tenant. Name, slug and status are the tenant’s.',
})
export class OrganizationType {
  @Field(() => Int)
  id!: number;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  slug!: string;

  @Field(() => OrganizationStatusEnum)
  status!: keyof typeof OrganizationStatusEnum;

  @Field(() => ID, { description: 'The public id of the reseller above it.' })
  adminId!: string;

  @Field(() => Int, { description: 'The same reseller as LusterCMS numbers them.' })
  adminNumber!: number;

  @Field(() => String, {
    nullable: true,
    description: 'A host name of its own; no two organizations have one in common.',
  })
  customDomain!: string | null;

  @Field(() => String, { description: 'The schema that holds its data in the shared database.' })
  databaseName!: string;

  @Field(() => [String], { description: 'Keys of the catalogue of plugins.' })
  enabledPlugins!: string[];

  @Field(() => SafeInt, { description: 'Credits it may use beyond what it bought.' })
  creditLimit!: number;

  @Field(() => SafeInt, { description: 'Credits it bought.' })
  creditBalance!: number;

  @Field(() => SafeInt)
  creditUsed!: number;

  @Field(() => SafeInt, { description: 'creditLimit + creditBalance - creditUsed' })
  availableCredits!: number;

  @Field(() => Int)
  storageLimitGb!: number;

  @Field(() => Int)
  maxUsers!: number;

  @Field(() => Int, { description: 'A month.' })
  bandwidthLimitGb!: number;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime)
  updatedAt!: string;

  @Field(() => AdminType, { nullable: true, description: 'The reseller above it, for those who may see upwards.' })
  admin!: AdminType | null;

  /** Not fields: what the resolvers of `tenant` and `usage` need. */
  tenantKey!: string;
  storageUsedBytes!: number;
  userCount!: number;
  bandwidthUsedBytes!: number;
}

export const OrganizationConnection = connectionOf(OrganizationType, 'Organization');

/** Where each field comes from, as an expression over `organization as o` beside its `tenant as t`. */
const columns: Readonly<Record<string, Column>> = {
  id: plain('o.id'),
  name: plain('t.display_name'),
  slug: plain('t.slug'),
  status: plain('t.status'),
  adminId: computed(sql`(select a.public_id from admin a where a.id = t.admin_id)`),
  adminNumber: plain('t.admin_id'),
  admin: adminAbove,
  customDomain: plain('o.custom_domain'),
  databaseName: plain('t.database_name'),
  enabledPlugins: plain('o.enabled_plugins'),
  creditLimit: amount('o.credit_limit'),
  creditBalance: amount('o.credit_balance'),
  creditUsed: amount('o.credit_used'),
  availableCredits: computed(sql`(o.credit_limit + o.credit_balance - o.credit_used)::float8`),
  storageLimitGb: plain('o.storage_limit_gb'),
  maxUsers: plain('o.max_users'),
  bandwidthLimitGb: plain('o.bandwidth_limit_gb'),
  createdAt: plain('o.created_at'),
  updatedAt: computed(sql`greatest(o.updated_at, t.updated_at)`),
  tenantKey: plain('t.id'),
  storageUsedBytes: amount('o.storage_used_bytes'),
  userCount: computed(userCount),
  bandwidthUsedBytes: computed(bandwidthUsed(thisMonth)),
};

const usageColumns = [
  ...['storageLimitGb', 'maxUsers', 'bandwidthLimitGb', 'creditLimit', 'creditBalance', 'creditUsed'],
  ...['storageUsedBytes', 'userCount', 'bandwidthUsedBytes'],
];

const projection = {
  columns,
  derived: { tenant: ['tenantKey'], usage: usageColumns },
  always: ['id'],
};

/** The select list for what an operation asks of an organization. The id is always there. */
export const organizationColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, selection, viewer);

/** The organization of a tenant `t`, for those who may see its account. */
export const organizationOf: Column = (viewer, below) =>
  related(
    expressionBuilder<Database & { t: Database['tenant'] }, 't'>()
      .selectFrom('organization as o')
      .whereRef('o.tenant_id', '=', 't.id')
      .where(visibleOrganizations(viewer))
      .select(organizationColumns(below, viewer)),
  );
