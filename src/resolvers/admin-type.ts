import { expressionBuilder, sql, type AliasedRawBuilder, type Kysely } from 'kysely';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Viewer } from '../auth/viewer.js';
import type { AdminStatus } from '../entities/admin.js';
import type { Database } from '../entities/index.js';
import type { Selection } from '../selection.js';
import { visibleAdmins } from '../visibility.js';
import { connectionOf } from './connection.js';
import { AdminStatusEnum } from './enums.js';
import { amount, plain, project, related, type Column } from './projection.js';
import { runPrepared } from '../orm/prepared.js';
import { DateTime, SafeInt } from './scalars.js';

@ObjectType('Admin', {
  simpleResolvers: true,
  description: 'A reseller: LusterCMS calls it an admin, ScaiKey a partner.',
})
export class AdminType {
  @Field(() => ID, { description: '`prt_` and 16 characters.' })
  id!: string;

  @Field(() => Int, { description: 'The same reseller as LusterCMS numbers them.' })
  number!: number;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  slug!: string;

  @Field(() => String, { nullable: true })
  contactEmail!: string | null;

  @Field(() => String, { nullable: true })
  companyName!: string | null;

  @Field(() => String, { nullable: true })
  phone!: string | null;

  @Field(() => AdminStatusEnum)
  status!: AdminStatus;

  @Field(() => String, { nullable: true })
  suspensionReason!: string | null;

  @Field(() => Int, { nullable: true, description: 'How many tenants it may have; null is no limit.' })
  maxTenants!: number | null;

  @Field(() => Int, { nullable: true, description: 'Kept and shown; null is no limit.' })
  maxUsersPerTenant!: number | null;

  @Field(() => Int, { nullable: true, description: 'Kept and shown; null is no limit.' })
  maxApplicationsPerTenant!: number | null;

  @Field(() => SafeInt, { description: 'Credits in its pool.' })
  creditBalance!: number;

  @Field(() => SafeInt)
  totalPurchased!: number;

  @Field(() => SafeInt, { description: 'What superadmins have granted.' })
  totalGranted!: number;

  @Field(() => SafeInt, { description: 'What is with its organizations.' })
  totalDistributed!: number;

  @Field(() => Boolean, { description: 'Whether it is the account of the platform itself.' })
  platform!: boolean;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime)
  updatedAt!: string;

  /** Not fields: what the resolvers of `owner` and `partnerGroup` need. */
  ownerKey!: number | null;
  partnerGroupKey!: number | null;
}

export const AdminConnection = connectionOf(AdminType, 'Admin');

/** Where each field comes from, as an expression over `admin as a`. */
const columns: Readonly<Record<string, Column>> = {
  id: plain('a.public_id'),
  number: plain('a.id'),
  name: plain('a.name'),
  slug: plain('a.slug'),
  contactEmail: plain('a.contact_email'),
  companyName: plain('a.company_name'),
  phone: plain('a.phone'),
  status: plain('a.status'),
  suspensionReason: plain('a.suspension_reason'),
  maxTenants: plain('a.max_tenants'),
  maxUsersPerTenant: plain('a.max_users_per_tenant'),
  maxApplicationsPerTenant: plain('a.max_applications_per_tenant'),
  creditBalance: amount('a.credit_balance'),
  totalPurchased: amount('a.total_purchased'),
  totalGranted: amount('a.total_granted'),
  totalDistributed: amount('a.total_distributed'),
  platform: plain('a.platform'),
  createdAt: plain('a.created_at'),
  updatedAt: plain('a.updated_at'),
  ownerKey: plain('a.owner_id'),
  partnerGroupKey: plain('a.partner_group_id'),
};

const projection = {
  columns,
  derived: { owner: ['ownerKey'], partnerGroup: ['partnerGroupKey'], organizations: ['number'], branding: [] },
  always: ['id'],
};

/** The select list for what an operation asks of a reseller. The id is always there. */
export const adminColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, selection, viewer);

/** The reseller above a tenant `t`, for those who may see upwards. */
export const adminAbove: Column = (viewer, below) =>
  related(
    expressionBuilder<Database & { t: Database['tenant'] }, 't'>()
      .selectFrom('admin as a')
      .whereRef('a.id', '=', 't.admin_id')
      .where(visibleAdmins(viewer))
      .select(adminColumns(below, viewer)),
  );

/** Resellers by their number, those that the viewer may see. */
export const adminsByKey = async (
  db: Kysely<Database>,
  keys: readonly number[],
  viewer: Viewer,
  selection: Selection,
): Promise<ReadonlyMap<number, AdminType>> => {
  const rows = await runPrepared<AdminType & { key: number }, { keys: readonly number[] }>(
    { db, viewer },
    selection,
    'by key',
    { keys },
    (slot) =>
      db
        .selectFrom('admin as a')
        .where(sql<boolean>`a.id = any(${sql.val(slot('keys'))}::int[])`)
        .where(visibleAdmins(viewer))
        .select([...adminColumns(selection, viewer), sql.ref('a.id').as('key')]),
  );
  return new Map(rows.map((row) => [row.key, row]));
};
