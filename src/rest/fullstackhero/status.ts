import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { endOf, tenantFields, toTenant } from './tenant-codec.js';
import { refuseNoId, sayNoTenant, sayUnknown, tenantPath } from './tenant-path.js';
import { TenantId, ValidUpto } from './wire.js';

const expiryWords = { ACTIVE: 'Active', IN_GRACE: 'InGrace', EXPIRED: 'Expired' } as const;

const statusFields = graphql(
  `
    fragment FullstackheroStatus on Tenant @_unmask {
      ...FullstackheroTenant
      hasConnectionString
      plan
      expiryState
      graceEndsAt
    }
  `,
  [tenantFields],
);

const Status = z
  .object({
    id: TenantId,
    name: z.string(),
    isActive: z.boolean(),
    validUpto: ValidUpto,
    hasConnectionString: z.boolean().describe('Whether it has a database of its own.'),
    adminEmail: z.string(),
    issuer: z.string().nullable(),
    plan: z.string().nullable(),
    expiryState: z.enum(Object.values(expiryWords)),
    graceEndsUtc: z.iso.datetime().describe('Until when it is served after its end.'),
  })
  .meta({ title: 'TenantStatus', description: 'How a tenant stands.' });

const exampleStatus: z.output<typeof Status> = {
  id: 'acme-corp',
  name: 'Acme Corporation',
  isActive: true,
  validUpto: '2026-06-30T23:59:59Z',
  hasConnectionString: false,
  adminEmail: 'admin@acme.example',
  issuer: 'https://acme.example.com',
  plan: 'starter',
  expiryState: 'Active',
  graceEndsUtc: '2026-07-07T23:59:59Z',
};

const toStatus = (tenant: ResultOf<typeof statusFields>): z.output<typeof Status> => {
  const { id, name, isActive, validUpto, adminEmail, issuer } = toTenant(tenant);
  return {
    id,
    name,
    isActive,
    validUpto,
    hasConnectionString: tenant.hasConnectionString,
    adminEmail,
    issuer,
    plan: tenant.plan,
    expiryState: expiryWords[tenant.expiryState],
    graceEndsUtc: endOf(tenant.graceEndsAt),
  };
};

const myStatus = endpoint({
  route: 'GET /api/v1/tenants/me/status',
  id: 'getMyStatus',
  summary: "Show how the caller's own tenant stands",
  description:
    'Shows how the tenant of the session stands, or the one that a superadmin has chosen with the header `tenant`.',
  example: { response: exampleStatus },
  refusals: ['TENANT_UNKNOWN'],
  request: z.object({}),
  operation: graphql(
    `
      query FullstackheroMyStatus {
        currentTenant {
          ...FullstackheroStatus
        }
      }
    `,
    [statusFields],
  ),
  variables: () => ({}),
  explain: sayNoTenant,
  response: [200, Status],
  respond: ({ currentTenant }) => {
    if (!currentTenant) throw new Error('Without an error there is a tenant.');
    return toStatus(currentTenant);
  },
});

const tenantStatus = endpoint({
  route: 'GET /api/v1/tenants/{id}/status',
  id: 'getStatus',
  summary: 'Show how a tenant stands',
  description: 'Shows whether a tenant is active, until when, and on which plan.',
  example: { response: exampleStatus },
  refusals: ['TENANT_UNKNOWN'],
  access: 'Permissions.Tenants.View',
  request: z.object({ params: tenantPath }),
  guard: refuseNoId,
  operation: graphql(
    `
      query FullstackheroStatus($slug: String!) {
        tenant(slug: $slug) {
          ...FullstackheroStatus
        }
      }
    `,
    [statusFields],
  ),
  variables: ({ params }) => ({ slug: params.id }),
  explain: sayUnknown,
  response: [200, Status],
  respond: ({ tenant }) => {
    if (!tenant) throw new Error('Without an error there is a tenant.');
    return toStatus(tenant);
  },
});

/** D6 and D5; the literal comes before the parameter. */
export const statusEndpoints = [myStatus, tenantStatus];
