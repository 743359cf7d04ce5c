import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { TenantId, ValidUpto } from './wire.js';

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

export const Tenant = z
  .object({
    id: TenantId,
    name: z.string(),
    adminEmail: z.string(),
    isActive: z.boolean(),
    validUpto: ValidUpto,
    connectionString: z
      .string()
      .nullable()
      .describe('Its own database, every password in it as `***`; null for a store in the shared one.'),
    issuer: z.string().nullable(),
  })
  .meta({ title: 'Tenant', description: 'A tenant.' });

export const exampleTenant: z.output<typeof Tenant> = {
  id: 'acme-corp',
  name: 'Acme Corporation',
  adminEmail: 'admin@acme.example',
  isActive: true,
  validUpto: '2026-06-30T23:59:59Z',
  connectionString: 'Server=db.acme.com;Database=AcmeDb;',
  issuer: 'https://acme.example.com',
};

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

export const Status = z
  .enum(Object.values(statusWords))
  .meta({ title: 'ProvisioningStatus', description: 'How far provisioning is.' });
