import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { Time, toTime } from './wire.js';

/** Who did what to what. `details` holds the changed fields before and after. */
export const AuditLog = z
  .object({
    id: z.int(),
    action: z.string().describe('What was done, such as `organization.updated`.'),
    target_type: z.string(),
    target_id: z.string(),
    actor_id: z.int().nullable(),
    actor_email: z.string().nullable(),
    actor_role: z.string(),
    organization_id: z.int().nullable(),
    admin_id: z.int().nullable(),
    details: z.record(z.string(), z.unknown()).describe('What changed, before and after.'),
    ip_address: z.string().nullable(),
    created_at: Time,
  })
  .meta({ title: 'AuditLog', description: 'Who did what to what.' });

export const exampleAuditLog: z.output<typeof AuditLog> = {
  id: 1,
  action: 'registration.approved',
  target_type: 'registration_request',
  target_id: '1',
  actor_id: 1,
  actor_email: 'root@example.com',
  actor_role: 'superadmin',
  organization_id: null,
  admin_id: null,
  details: {},
  ip_address: '203.0.113.5',
  created_at: '2026-05-01T10:00:00Z',
};

export const AuditLogFragment = graphql(`
  fragment LusterCmsAuditLog on AuditLog @_unmask {
    id
    action
    targetType
    targetId
    actorNumber
    actorEmail
    actorRole
    organizationId
    adminNumber
    changes
    ip
    createdAt
  }
`);

/** LusterCMS' own names of the roles that it has. */
const roles: Readonly<Record<string, string>> = { TENANT_ADMIN: 'client_admin', MEMBER: 'user' };

export const toAuditLog = (row: ResultOf<typeof AuditLogFragment>): z.output<typeof AuditLog> => ({
  id: row.id,
  action: row.action,
  target_type: row.targetType,
  target_id: row.targetId,
  actor_id: row.actorNumber,
  actor_email: row.actorEmail,
  actor_role: roles[row.actorRole] ?? row.actorRole.toLowerCase(),
  organization_id: row.organizationId,
  admin_id: row.adminNumber,
  details: row.changes,
  ip_address: row.ip,
  created_at: toTime(row.createdAt),
});

const Counts = z.record(z.string(), z.int());

export const AuditStats = z
  .object({
    days: z.int(),
    total: z.int(),
    by_action: Counts,
    by_target_type: Counts,
    by_day: z.array(z.object({ date: z.string(), count: z.int() })),
  })
  .meta({ title: 'AuditStats', description: 'How much was done in the last days, counted in three ways.' });

export const AuditStatsFragment = graphql(`
  fragment LusterCmsAuditStats on AuditLogStats @_unmask {
    days
    total
    byAction {
      key
      count
    }
    byTargetType {
      key
      count
    }
    byDay {
      date
      count
    }
  }
`);

const toCounts = (counts: readonly { key: string; count: number }[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ key, count }) => [key, count]));

export const toAuditStats = (stats: ResultOf<typeof AuditStatsFragment>): z.output<typeof AuditStats> => ({
  days: stats.days,
  total: stats.total,
  by_action: toCounts(stats.byAction),
  by_target_type: toCounts(stats.byTargetType),
  by_day: stats.byDay,
});
