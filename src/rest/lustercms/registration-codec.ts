import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { email, text } from '../../violations.js';
import { given } from '../given.js';
import { graphql, maxInt } from '../graphql.js';
import { leftOut, toOptionalTime, toTime } from './wire.js';

const statuses = {
  pending_approval: 'PENDING_APPROVAL',
  approved: 'APPROVED',
  rejected: 'REJECTED',
  active: 'ACTIVE',
} as const;

export const Status = z.enum(['pending_approval', 'approved', 'rejected', 'active']);

type WireStatus = z.output<typeof Status>;
type SchemaStatus = (typeof statuses)[WireStatus];

export const fromStatus = (status: WireStatus): SchemaStatus => statuses[status];

export const toStatus = (status: SchemaStatus) => status.toLowerCase() as WireStatus;

const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

export const RegisterBody = z.object({
  email: email(),
  password: text(8, 128),
  company_name: text(1, 255),
  contact_name: leftOut(text(0, 255)),
  phone: leftOut(text(0, 50)),
  desired_org_name: leftOut(text(0, 255)),
  desired_org_slug: leftOut(Slug),
  utm_source: leftOut(text(0, 255)),
  utm_medium: leftOut(text(0, 255)),
  utm_campaign: leftOut(text(0, 255)),
});

/** What the approver decides otherwise; there need not be a body at all. */
export const ApproveBody = leftOut(
  z.object({
    org_name: leftOut(text(1, 255)),
    org_slug: leftOut(Slug),
    initial_credit_limit: leftOut(z.int().min(0)),
    storage_limit_gb: leftOut(z.int().min(0).max(maxInt)),
    max_users: leftOut(z.int().min(1).max(maxInt)),
  }),
);

export const RejectBody = z.object({ reason: text(1, 2000) });

/** Where the schema's fields stand in a body. */
export const registrationFields = {
  companyName: ['body', 'company_name'],
  contactName: ['body', 'contact_name'],
  desiredOrgName: ['body', 'desired_org_name'],
  desiredOrgSlug: ['body', 'desired_org_slug'],
  utmSource: ['body', 'utm_source'],
  utmMedium: ['body', 'utm_medium'],
  utmCampaign: ['body', 'utm_campaign'],
  orgName: ['body', 'org_name'],
  orgSlug: ['body', 'org_slug'],
  initialCreditLimit: ['body', 'initial_credit_limit'],
  storageLimitGb: ['body', 'storage_limit_gb'],
  maxUsers: ['body', 'max_users'],
} as const;

export const fromRegister = (body: z.output<typeof RegisterBody>) => ({
  email: body.email,
  password: body.password,
  companyName: body.company_name,
  ...given({
    contactName: body.contact_name,
    phone: body.phone,
    desiredOrgName: body.desired_org_name,
    desiredOrgSlug: body.desired_org_slug,
    utmSource: body.utm_source,
    utmMedium: body.utm_medium,
    utmCampaign: body.utm_campaign,
  }),
});

export const fromApprove = (body: z.output<typeof ApproveBody>) =>
  given({
    orgName: body?.org_name,
    orgSlug: body?.org_slug,
    initialCreditLimit: body?.initial_credit_limit,
    storageLimitGb: body?.storage_limit_gb,
    maxUsers: body?.max_users,
  });

const word = z.string().nullable();
const count = z.int().nullable();

/** A request as clients read it. */
export const Request = z.object({
  id: z.int(),
  email: z.string(),
  company_name: z.string(),
  contact_name: word,
  phone: word,
  desired_org_name: z.string(),
  desired_org_slug: z.string(),
  utm_source: word,
  utm_medium: word,
  utm_campaign: word,
  status: Status,
  org_name: word,
  org_slug: word,
  initial_credit_limit: count,
  storage_limit_gb: count,
  max_users: count,
  rejection_reason: word,
  reviewed_by: count,
  reviewed_at: word,
  organization_id: count,
  provisioned_at: word,
  created_at: z.string(),
  updated_at: z.string(),
});

export const RequestFragment = graphql(`
  fragment LusterCmsRequest on RegistrationRequest @_unmask {
    id
    email
    companyName
    contactName
    phone
    desiredOrgName
    desiredOrgSlug
    utmSource
    utmMedium
    utmCampaign
    status
    orgName
    orgSlug
    initialCreditLimit
    storageLimitGb
    maxUsers
    rejectionReason
    reviewedBy {
      number
    }
    reviewedAt
    organizationId
    provisionedAt
    createdAt
    updatedAt
  }
`);

/** What the schema answers, as the client reads it. */
export const toRequest = (request: ResultOf<typeof RequestFragment>): z.output<typeof Request> => ({
  id: request.id,
  email: request.email,
  company_name: request.companyName,
  contact_name: request.contactName,
  phone: request.phone,
  desired_org_name: request.desiredOrgName,
  desired_org_slug: request.desiredOrgSlug,
  utm_source: request.utmSource,
  utm_medium: request.utmMedium,
  utm_campaign: request.utmCampaign,
  status: toStatus(request.status),
  org_name: request.orgName,
  org_slug: request.orgSlug,
  initial_credit_limit: request.initialCreditLimit,
  storage_limit_gb: request.storageLimitGb,
  max_users: request.maxUsers,
  rejection_reason: request.rejectionReason,
  reviewed_by: request.reviewedBy?.number ?? null,
  reviewed_at: toOptionalTime(request.reviewedAt),
  organization_id: request.organizationId,
  provisioned_at: toOptionalTime(request.provisionedAt),
  created_at: toTime(request.createdAt),
  updated_at: toTime(request.updatedAt),
});
