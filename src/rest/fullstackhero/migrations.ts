import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { offsetOf, wholeListQuery } from './list-query.js';
import { tenantFields, toTenant } from './tenant-codec.js';

const MigrationStatus = z.object({
  tenantId: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  validUpto: z.iso.datetime(),
  hasPendingMigrations: z.boolean(),
  provider: z.string(),
  lastAppliedMigration: z.string().nullable(),
  pendingMigrations: z.array(z.string()),
  error: z.string().nullable(),
});

const listMigrations = endpoint({
  route: 'GET /api/v1/tenants/migrations',
  summary: "Show which migrations every tenant's store has got",
  access: 'Permissions.Tenants.View',
  request: z.object({ query: wholeListQuery }),
  operation: graphql(
    `
      query FullstackheroMigrations($first: Int!, $offset: Int!) {
        tenantMigrations(first: $first, offset: $offset) {
          nodes {
            tenant {
              ...FullstackheroTenant
            }
            provider
            lastApplied
            pending
            hasPending
            error
          }
          totalCount
        }
      }
    `,
    [tenantFields],
  ),
  variables: ({ query }) => ({ first: query.pagesize, offset: offsetOf(query) }),
  response: [200, z.array(MigrationStatus)],
  respond: ({ tenantMigrations: { nodes } }) =>
    nodes.map(({ tenant, provider, lastApplied, pending, hasPending, error }) => {
      const { id, name, isActive, validUpto } = toTenant(tenant);
      return {
        ...{ tenantId: id, name, isActive, validUpto },
        ...{
          hasPendingMigrations: hasPending,
          provider,
          lastAppliedMigration: lastApplied,
          pendingMigrations: pending,
        },
        error,
      };
    }),
  headers: ({ tenantMigrations: { totalCount } }) => ({ 'X-Total-Count': String(totalCount) }),
});

/** D11. */
export const migrationEndpoints = [listMigrations];
