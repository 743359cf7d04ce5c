import { z } from 'zod';
import { text } from '../../violations.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql, maxInt } from '../graphql.js';
import { queryInteger } from '../query.js';
import { AuditLog, AuditLogFragment, AuditStats, AuditStatsFragment, toAuditLog, toAuditStats } from './audit-codec.js';

/** An empty one asks for everything, as a form does that was not filled in. */
const filter = text(0, 255)
  .optional()
  .transform((word) => word || undefined);

const list = endpoint({
  route: 'GET /api/tenants/audit-logs',
  summary: 'List Audit Logs',
  request: z.object({
    query: z.object({
      action: filter,
      target_type: filter,
      limit: queryInteger({ min: 1, max: 200, default: 50 }),
      offset: queryInteger({ min: 0, max: maxInt, default: 0 }),
    }),
  }),
  operation: graphql(
    `
      query LusterCmsAuditLogs($first: Int!, $offset: Int!, $filter: AuditLogFilter!) {
        auditLogs(first: $first, offset: $offset, filter: $filter) {
          nodes {
            ...LusterCmsAuditLog
          }
          totalCount
        }
      }
    `,
    [AuditLogFragment],
  ),
  variables: ({ query: { action, target_type, limit, offset } }) => ({
    first: limit,
    offset,
    filter: given({ action, targetType: target_type }),
  }),
  response: [200, z.object({ items: z.array(AuditLog), total: z.int(), limit: z.int(), offset: z.int() })],
  respond: ({ auditLogs }, { input: { query } }) => ({
    items: auditLogs.nodes.map(toAuditLog),
    total: auditLogs.totalCount,
    limit: query.limit,
    offset: query.offset,
  }),
});

const stats = endpoint({
  route: 'GET /api/tenants/audit-logs/stats',
  summary: 'Get Audit Stats',
  request: z.object({ query: z.object({ days: queryInteger({ min: 1, max: 365, default: 30 }) }) }),
  operation: graphql(
    `
      query LusterCmsAuditStats($days: Int!) {
        auditLogStats(days: $days) {
          ...LusterCmsAuditStats
        }
      }
    `,
    [AuditStatsFragment],
  ),
  variables: ({ query: { days } }) => ({ days }),
  response: [200, AuditStats],
  respond: ({ auditLogStats }) => toAuditStats(auditLogStats),
});

export const auditEndpoints: readonly Endpoint[] = [list, stats];
