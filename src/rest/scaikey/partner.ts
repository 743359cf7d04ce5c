import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { email, text } from '../../violations.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { integer, leftOut, Slug, Status, toTime } from './wire.js';

/** A partner as clients read it. A limit that is null is none. */
export const Partner = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  status: z.string(),
  contact_email: z.string().nullable(),
  max_tenants: z.int().nullable(),
  max_users_per_tenant: z.int().nullable(),
  max_applications_per_tenant: z.int().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

const limits = {
  max_tenants: integer(0).nullish(),
  max_users_per_tenant: integer(0).nullish(),
  max_applications_per_tenant: integer(0).nullish(),
};

export const CreatePartnerBody = z.object({
  name: text(1, 255),
  slug: leftOut(Slug),
  status: leftOut(Status),
  contact_email: leftOut(email()),
  ...limits,
});

/** What is left out stays as it is. Null removes the address or a limit; the other fields are never empty. */
export const UpdatePartnerBody = z.object({
  name: text(1, 255).optional(),
  slug: z.string().optional().meta({ description: 'Only as the slug that it has: slugs never change.' }),
  status: Status.optional(),
  contact_email: email().nullish(),
  ...limits,
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
