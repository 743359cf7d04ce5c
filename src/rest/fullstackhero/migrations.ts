import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { offsetOf, wholeListQuery } from './list-query.js';
import { tenantFields, toTenant } from './tenant-codec.js';
import { TenantId, ValidUpto } from './wire.js';

const MigrationStatus = z
  .object({
    tenantId: TenantId,
    name: z.string(),
    isActive: z.boolean(),
    validUpto: ValidUpto,
    hasPendingMigrations: z.boolean(),
    provider: z.string(),
    lastAppliedMigration: z.string().nullable(),
    pendingMigrations: z.array(z.string()),
    error: z.string().nullable().describe('Why the store could not be asked.'),
  })
  .meta({ title: 'MigrationStatus', description: "Which migrations a tenant's store has got." });

const listMigrations = endpoint({
  route: 'GET /api/v1/tenants/migrations',
  id: 'listMigrations',
  summary: "Show which migrations every tenant's store has got",
  description:
    'Shows for every tenant which migrations its store has got and which it lacks. A store that cannot be asked says so in `error`.',
  example: {
    response: [
      {
        tenantId: 'acme-corp',
        name: 'Acme Corporation',
        isActive: true,
        validUpto: '2026-06-30T23:59:59Z',
        hasPendingMigrations: true,
        provider: 'postgresql',
        lastAppliedMigration: '0001_orders.sql',
        pendingMigrations: ['0002_invoices.sql'],
        error: null,
      },
    ],
  },
  sends: ['X-Total-Count'],
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
  response: [200, z.array(MigrationStatus).describe('Tenants by their ids.')],
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
