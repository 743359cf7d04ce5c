import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { endOf, tenantFields, toTenant } from './tenant-codec.js';
import { refuseNoId, sayNoTenant, sayUnknown, tenantPath } from './tenant-path.js';

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

const Status = z.object({
  id: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  validUpto: z.iso.datetime(),
  hasConnectionString: z.boolean(),
  adminEmail: z.string(),
  issuer: z.string().nullable(),
  plan: z.string().nullable(),
  expiryState: z.enum(Object.values(expiryWords)),
  graceEndsUtc: z.iso.datetime(),
});

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
  summary: "Show how the caller's own tenant stands",
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
  summary: 'Show how a tenant stands',
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
