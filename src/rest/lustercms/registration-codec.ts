import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { email, text } from '../../violations.js';
import { given } from '../given.js';
import { graphql, maxInt } from '../graphql.js';
import { leftOut, Time, toOptionalTime, toTime } from './wire.js';

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

export const RegisterBody = z
  .object({
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
  })
  .meta({ title: 'Register', description: 'The form of a company that wants an organization.' });

/** What the approver decides otherwise; there need not be a body at all. */
export const ApproveBody = leftOut(
  z.object({
    org_name: leftOut(text(1, 255)),
    org_slug: leftOut(Slug),
    initial_credit_limit: leftOut(z.int().min(0)),
    storage_limit_gb: leftOut(z.int().min(0).max(maxInt)),
    max_users: leftOut(z.int().min(1).max(maxInt)),
  }),
).meta({ title: 'Approve', description: 'What the approver decides otherwise than the form and the defaults.' });

export const RejectBody = z
  .object({ reason: text(1, 2000).describe('Must not be blank.') })
  .meta({ title: 'Reject', description: 'Why the request is rejected.' });

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
const time = Time.nullable();
const count = z.int().nullable();

/** A request as clients read it. */
export const Request = z
  .object({
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
    reviewed_at: time,
    organization_id: count,
    provisioned_at: time,
    created_at: Time,
    updated_at: Time,
  })
  .meta({ title: 'Request', description: 'A request for an organization, and what became of it.' });

export const exampleForm = {
  email: 'user@example.com',
  company_name: 'Acme Corp',
  contact_name: 'John Doe',
  phone: '+1234567890',
  desired_org_name: 'Acme Corp',
  desired_org_slug: 'acme-corp',
  utm_source: 'google',
  utm_medium: 'cpc',
  utm_campaign: 'summer',
};

export const exampleRequest: z.output<typeof Request> = {
  id: 1,
  ...exampleForm,
  status: 'pending_approval',
  org_name: null,
  org_slug: null,
  initial_credit_limit: null,
  storage_limit_gb: null,
  max_users: null,
  rejection_reason: null,
  reviewed_by: null,
  reviewed_at: null,
  organization_id: null,
  provisioned_at: null,
  created_at: '2026-05-01T10:00:00Z',
  updated_at: '2026-05-01T10:00:00Z',
};

const exampleDecision = {
  org_name: 'Custom Name',
  org_slug: 'custom-slug',
  initial_credit_limit: 5000,
  storage_limit_gb: 20,
  max_users: 25,
};

export const exampleApproval = {
  body: exampleDecision,
  response: {
    ...exampleRequest,
    ...exampleDecision,
    status: 'approved' as const,
    reviewed_by: 1,
    reviewed_at: '2026-05-01T11:00:00Z',
  },
};

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
