import { sql, type AliasedRawBuilder } from 'kysely';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Viewer } from '../../auth/viewer.js';
import type { RegistrationStatus } from '../../entities/registration-request.js';
import type { Selection } from '../../selection.js';
import { connectionOf } from '../connection.js';
import { RegistrationStatusEnum } from '../enums.js';
import { computed, plain, project, type Column } from '../projection.js';
import { DateTime, SafeInt } from '../scalars.js';

@ObjectType('RegistrationRequest', {
  simpleResolvers: true,
  description: 'A company asking for an organization. Its password is in no answer.',
})
export class RegistrationType {
  @Field(() => Int)
  id!: number;

  @Field(() => String)
  email!: string;

  @Field(() => String)
  companyName!: string;

  @Field(() => String, { nullable: true })
  contactName!: string | null;

  @Field(() => String, { nullable: true })
  phone!: string | null;

  @Field(() => String)
  desiredOrgName!: string;

  @Field(() => String)
  desiredOrgSlug!: string;

  @Field(() => String, { nullable: true })
  utmSource!: string | null;

  @Field(() => String, { nullable: true })
  utmMedium!: string | null;

  @Field(() => String, { nullable: true })
  utmCampaign!: string | null;

  @Field(() => RegistrationStatusEnum)
  status!: RegistrationStatus;

  @Field(() => String, { nullable: true, description: 'As the approver decided otherwise; so are the next four.' })
  orgName!: string | null;

  @Field(() => String, { nullable: true })
  orgSlug!: string | null;

  @Field(() => SafeInt, { nullable: true })
  initialCreditLimit!: number | null;

  @Field(() => Int, { nullable: true })
  storageLimitGb!: number | null;

  @Field(() => Int, { nullable: true })
  maxUsers!: number | null;

  @Field(() => String, { nullable: true })
  rejectionReason!: string | null;

  @Field(() => DateTime, { nullable: true })
  reviewedAt!: string | null;

  @Field(() => Int, { nullable: true, description: 'What it has become.' })
  organizationId!: number | null;

  @Field(() => DateTime, { nullable: true })
  provisionedAt!: string | null;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime)
  updatedAt!: string;

  /** Not fields: what the resolvers of its relations need. */
  reviewerKey!: number | null;
  adminKey!: number | null;
  tenantKey!: string | null;
  userKey!: number | null;
}

export const RegistrationConnection = connectionOf(RegistrationType, 'RegistrationRequest');

@ObjectType({
  simpleResolvers: true,
  description: 'What whoever asked gets to know; the same whether the address was known already or not.',
})
export class RegistrationReceipt {
  @Field(() => Int)
  id!: number;

  @Field(() => RegistrationStatusEnum)
  status!: RegistrationStatus;
}

/** Where each field comes from, as an expression over `registration_request as r`. The password is not among them. */
const columns: Readonly<Record<string, Column>> = {
  id: plain('r.id'),
  email: plain('r.email'),
  companyName: plain('r.company_name'),
  contactName: plain('r.contact_name'),
  phone: plain('r.phone'),
  desiredOrgName: plain('r.desired_org_name'),
  desiredOrgSlug: plain('r.desired_org_slug'),
  utmSource: plain('r.utm_source'),
  utmMedium: plain('r.utm_medium'),
  utmCampaign: plain('r.utm_campaign'),
  status: plain('r.status'),
  orgName: plain('r.org_name'),
  orgSlug: plain('r.org_slug'),
  initialCreditLimit: computed(sql`r.initial_credit_limit::float8`),
  storageLimitGb: plain('r.storage_limit_gb'),
  maxUsers: plain('r.max_users'),
  rejectionReason: plain('r.rejection_reason'),
  reviewedAt: plain('r.reviewed_at'),
  organizationId: plain('r.organization_id'),
  provisionedAt: plain('r.provisioned_at'),
  createdAt: plain('r.created_at'),
  updatedAt: plain('r.updated_at'),
  reviewerKey: plain('r.reviewed_by_id'),
  adminKey: plain('r.admin_id'),
  tenantKey: computed(sql`(select o.tenant_id from organization o where o.id = r.organization_id)`),
  userKey: computed(sql`(select u.id from "user" u where u.email = r.email and r.status = 'ACTIVE')`),
};

const projection = {
  columns,
  derived: { reviewedBy: ['reviewerKey'], admin: ['adminKey'], organization: ['tenantKey'], user: ['userKey'] },
  always: ['id'],
};

/** The select list for what an operation asks of a request. */
export const registrationColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, selection, viewer);
