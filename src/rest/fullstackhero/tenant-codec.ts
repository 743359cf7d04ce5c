import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';

/** What fullstackhero shows of a tenant. */
export const tenantFields = graphql(`
  fragment FullstackheroTenant on Tenant @_unmask {
    slug
    displayName
    adminEmail
    contactEmail
    status
    validUntil
    connectionString
    issuer
  }
`);

export const Tenant = z.object({
  id: z.string(),
  name: z.string(),
  adminEmail: z.string(),
  isActive: z.boolean(),
  validUpto: z.iso.datetime(),
  connectionString: z.string().nullable(),
  issuer: z.string().nullable(),
});

/** Its clients expect a point in time where the gateway knows of no end: .NET's last second stands for never. */
const never = '9999-12-31T23:59:59Z';

/** The end of a subscription, or of its grace. */
export const endOf = (end: string | null): string => end ?? never;

/** Members in the documented order. The connection string comes masked from the schema. */
export const toTenant = (tenant: ResultOf<typeof tenantFields>): z.output<typeof Tenant> => ({
  id: tenant.slug,
  name: tenant.displayName,
  adminEmail: tenant.adminEmail ?? tenant.contactEmail ?? '',
  isActive: tenant.status === 'ACTIVE',
  validUpto: endOf(tenant.validUntil),
  connectionString: tenant.connectionString,
  issuer: tenant.issuer,
});

/** The documented words for how provisioning stands. */
export const statusWords = {
  PENDING: 'Pending',
  RUNNING: 'InProgress',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
} as const;

export const Status = z.enum(Object.values(statusWords));
