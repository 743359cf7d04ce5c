import { z } from 'zod';
import { text } from '../../violations.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { queryInteger } from '../query.js';
import {
  AuditLog,
  AuditLogFragment,
  exampleAuditLog,
  AuditStats,
  AuditStatsFragment,
  toAuditLog,
  toAuditStats,
} from './audit-codec.js';
import { limitUpTo, offset } from './wire.js';

/** An empty one asks for everything, as a form does that was not filled in. */
const filter = (description: string, example: string) =>
  text(0, 255)
    .optional()
    .transform((word) => word || undefined)
    .meta({ description, examples: [example] });

const list = endpoint({
  route: 'GET /api/tenants/audit-logs',
  id: 'listAuditLogs',
  summary: 'List Audit Logs',
  description:
    'Lists what was done, the newest first: everything to superadmins, the rest to each as far as it concerns theirs.',
  example: { response: { items: [exampleAuditLog], total: 1, limit: 50, offset: 0 } },
  request: z.object({
    query: z.object({
      action: filter('What was done.', 'registration.approved'),
      target_type: filter('What it was done to.', 'registration_request'),
      limit: limitUpTo(200, 50),
      offset,
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
  response: [
    200,
    z
      .object({ items: z.array(AuditLog), total: z.int(), limit: z.int(), offset: z.int() })
      .meta({ title: 'AuditLogList', description: 'Some of the rows, and how many there are.' }),
  ],
  respond: ({ auditLogs }, { input: { query } }) => ({
    items: auditLogs.nodes.map(toAuditLog),
    total: auditLogs.totalCount,
    limit: query.limit,
    offset: query.offset,
  }),
});

const stats = endpoint({
  route: 'GET /api/tenants/audit-logs/stats',
  id: 'getAuditStats',
  summary: 'Get Audit Stats',
  description: 'Counts what the caller could list.',
  example: {
    response: {
      days: 30,
      total: 1,
      by_action: { 'registration.approved': 1 },
      by_target_type: { registration_request: 1 },
      by_day: [{ date: '2026-05-01', count: 1 }],
    },
  },
  request: z.object({
    query: z.object({
      days: queryInteger({ min: 1, max: 365, default: 30 }).meta({
        description: 'How many days to look back.',
        examples: [30],
      }),
    }),
  }),
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
