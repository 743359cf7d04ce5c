import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { email, text } from '../../violations.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { integer, leftOut, Slug, Status, Time, toTime } from './wire.js';

/** A partner as clients read it. A limit that is null is none. */
export const Partner = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    status: z.enum(['ACTIVE', 'SUSPENDED']),
    contact_email: z.string().nullable(),
    max_tenants: z.int().nullable().describe('How many tenants it may have; null is no limit.'),
    max_users_per_tenant: z.int().nullable().describe('Kept and shown; nothing enforces it.'),
    max_applications_per_tenant: z.int().nullable().describe('Kept and shown; nothing enforces it.'),
    created_at: Time,
    updated_at: Time,
  })
  .meta({ title: 'Partner', description: 'A partner, to whom tenants belong.' });

export const examplePartner: z.output<typeof Partner> = {
  id: 'prt_7Hc2bWqL8Hn5pZa3',
  name: 'Agency XYZ',
  slug: 'agency-xyz',
  status: 'ACTIVE',
  contact_email: 'admin@agency.example',
  max_tenants: 10,
  max_users_per_tenant: null,
  max_applications_per_tenant: null,
  created_at: '2026-05-17T12:20:47Z',
  updated_at: '2026-05-17T12:20:47Z',
};

const limits = {
  max_tenants: integer(0).nullish(),
  max_users_per_tenant: integer(0).nullish(),
  max_applications_per_tenant: integer(0).nullish(),
};

export const CreatePartnerBody = z
  .object({
    name: text(1, 255),
    slug: leftOut(Slug),
    status: leftOut(Status),
    contact_email: leftOut(email()),
    ...limits,
  })
  .meta({ title: 'CreatePartner', description: 'A new partner. Only its name is required.' });

/** What is left out stays as it is. Null removes the address or a limit; the other fields are never empty. */
export const UpdatePartnerBody = z
  .object({
    name: text(1, 255).optional(),
    slug: z.string().optional().meta({ description: 'Only as the slug that it has: slugs never change.' }),
    status: Status.optional(),
    contact_email: email().nullish(),
    ...limits,
  })
  .meta({
    title: 'UpdatePartner',
    description: 'What is left out stays as it is. Null removes the address or a limit.',
  });

/** Where the schema's fields stand in a body. */
export const partnerFields = {
  contactEmail: ['body', 'contact_email'],
  maxTenants: ['body', 'max_tenants'],
  maxUsersPerTenant: ['body', 'max_users_per_tenant'],
  maxApplicationsPerTenant: ['body', 'max_applications_per_tenant'],
} as const;

/** What the client wrote, as the schema takes it. */
export const fromBody = (body: z.output<typeof UpdatePartnerBody>) =>
  given({
    name: body.name,
    slug: body.slug,
    status: body.status,
    contactEmail: body.contact_email,
    maxTenants: body.max_tenants,
    maxUsersPerTenant: body.max_users_per_tenant,
    maxApplicationsPerTenant: body.max_applications_per_tenant,
  });

export const PartnerFragment = graphql(`
  fragment ScaiKeyPartner on Admin @_unmask {
    id
    name
    slug
    status
    contactEmail
    maxTenants
    maxUsersPerTenant
    maxApplicationsPerTenant
    createdAt
    updatedAt
  }
`);

/** What the schema answers, as the client reads it. */
export const toPartner = (partner: ResultOf<typeof PartnerFragment>): z.output<typeof Partner> => ({
  id: partner.id,
  name: partner.name,
  slug: partner.slug,
  status: partner.status,
  contact_email: partner.contactEmail,
  max_tenants: partner.maxTenants,
  max_users_per_tenant: partner.maxUsersPerTenant,
  max_applications_per_tenant: partner.maxApplicationsPerTenant,
  created_at: toTime(partner.createdAt),
  updated_at: toTime(partner.updatedAt),
});
