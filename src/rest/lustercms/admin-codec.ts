import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { email, text } from '../../violations.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { Time, toTime } from './wire.js';

const shared = {
  contact_email: email().nullish(),
  company_name: text(0, 255).nullish(),
  phone: text(0, 50).nullish(),
  partner_group_id: z.int().nullish(),
};

export const CreateAdminBody = z
  .object({ name: text(1, 255), ...shared })
  .meta({ title: 'CreateAdmin', description: 'A new admin. Only the name is required.' });

/** What is left out stays as it is; null removes what may be absent. */
export const UpdateAdminBody = z.object({ name: text(1, 255).optional(), ...shared }).meta({
  title: 'UpdateAdmin',
  description: 'What is left out stays as it is; null removes what may be absent.',
});

export const GrantBody = z
  .object({
    admin_id: z.int().optional().meta({ description: 'The same as in the path, if it is there.' }),
    amount: z.int().min(1).describe('Whole credits.'),
    reason: text(0, 2000).nullish(),
  })
  .meta({ title: 'GrantCredits', description: 'How many credits, and what for.' });

export const SuspendBody = z
  .object({ reason: text(1, 2000).describe('Must not be blank.') })
  .meta({ title: 'SuspendAdmin', description: 'Why the admin is suspended.' });

export const OwnerBody = z
  .object({ user_id: z.int() })
  .meta({ title: 'AssignOwner', description: 'Who shall own the admin.' });

/** Where the schema's fields stand in a body. */
export const adminFields = {
  contactEmail: ['body', 'contact_email'],
  companyName: ['body', 'company_name'],
  partnerGroupId: ['body', 'partner_group_id'],
} as const;

/** No group has a number that the schema's integers cannot hold. */
const groupNumber = (id: number | null | undefined) => (id != null && Math.abs(id) > 2_147_483_647 ? 0 : id);

export const fromAdmin = (body: z.output<typeof UpdateAdminBody>) =>
  given({
    name: body.name,
    contactEmail: body.contact_email,
    companyName: body.company_name,
    phone: body.phone,
    partnerGroupId: groupNumber(body.partner_group_id),
  });

const Status = z.enum(['active', 'suspended']);

/** A reseller as clients read it. */
const Fields = z.object({
  id: z.int(),
  name: z.string(),
  contact_email: z.string().nullable(),
  company_name: z.string().nullable(),
  phone: z.string().nullable(),
  partner_group_id: z.int().nullable(),
  owner_user_id: z.int().nullable(),
  status: Status,
  suspension_reason: z.string().nullable(),
  credit_balance: z.int().describe('What is left of the pool.'),
  total_purchased: z.int(),
  total_granted_by_superadmin: z.int(),
  total_distributed_to_orgs: z.int(),
  created_at: Time,
  updated_at: Time,
});

export const Admin = Fields.meta({ title: 'Admin', description: 'A reseller and its pool of credits.' });

/** One of its organizations, as its page names it. */
const AdminOrganization = z
  .object({ id: z.int(), name: z.string(), slug: z.string(), status: Status })
  .meta({ title: 'AdminOrganization', description: 'One of the organizations of an admin.' });

export const AdminDetail = Fields.extend({ organizations: z.array(AdminOrganization) }).meta({
  title: 'AdminDetail',
  description: 'A reseller with its organizations.',
});

export const exampleAdmin: z.output<typeof Admin> = {
  id: 1,
  name: 'Agency XYZ',
  contact_email: 'admin@agency.com',
  company_name: 'Agency XYZ Ltd',
  phone: '+1234567890',
  partner_group_id: 1,
  owner_user_id: 123,
  status: 'active',
  suspension_reason: null,
  credit_balance: 10000,
  total_purchased: 0,
  total_granted_by_superadmin: 10000,
  total_distributed_to_orgs: 0,
  created_at: '2026-05-01T10:00:00Z',
  updated_at: '2026-05-01T10:00:00Z',
};

export const AdminFragment = graphql(`
  fragment LusterCmsAdmin on Admin @_unmask {
    number
    name
    contactEmail
    companyName
    phone
    partnerGroup {
      id
    }
    owner {
      number
    }
    status
    suspensionReason
    creditBalance
    totalPurchased
    totalGranted
    totalDistributed
    createdAt
    updatedAt
  }
`);

export const toAdminStatus = (status: 'ACTIVE' | 'SUSPENDED'): z.output<typeof Status> =>
  status === 'ACTIVE' ? 'active' : 'suspended';

/** What the schema answers, as the client reads it. */
export const toAdmin = (admin: ResultOf<typeof AdminFragment>): z.output<typeof Admin> => ({
  id: admin.number,
  name: admin.name,
  contact_email: admin.contactEmail,
  company_name: admin.companyName,
  phone: admin.phone,
  partner_group_id: admin.partnerGroup?.id ?? null,
  owner_user_id: admin.owner?.number ?? null,
  status: toAdminStatus(admin.status),
  suspension_reason: admin.suspensionReason,
  credit_balance: admin.creditBalance,
  total_purchased: admin.totalPurchased,
  total_granted_by_superadmin: admin.totalGranted,
  total_distributed_to_orgs: admin.totalDistributed,
  created_at: toTime(admin.createdAt),
  updated_at: toTime(admin.updatedAt),
});
