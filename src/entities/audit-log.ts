import { defineEntity, p } from '@mikro-orm/core';

export const AuditLogTable = defineEntity({
  name: 'AuditLog',
  tableName: 'audit_log',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    action: p.text(),
    targetType: p.text(),
    targetId: p.text(),
    actorId: p.integer().nullable(),
    actorEmail: p.text().nullable(),
    actorRole: p.text(),
    /** The service token, client or foreign identity that acted, where it was no user. */
    actorCredential: p.text().nullable(),
    tenantId: p.text().nullable(),
    adminId: p.integer().nullable(),
    changes: p.json<Changes>(),
    ip: p.text().nullable(),
    requestId: p.text(),
    api: p.text(),
    createdAt: p.datetime(3),
  },
  indexes: [
    { name: 'audit_log_tenant', properties: ['tenantId', 'id'] },
    { name: 'audit_log_admin', properties: ['adminId', 'id'] },
    { name: 'audit_log_target', properties: ['targetType', 'targetId'] },
    { name: 'audit_log_created', properties: ['createdAt'] },
  ],
});

/** The changed fields, each with its value before and after. Secrets never appear, not even masked by length. */
export interface Changes {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/**
 * Who did what to what. Append-only: the database refuses UPDATE and DELETE on the table.
 * It holds no foreign keys, so that what it names may be gone while the record stays.
 */
export class AuditLog extends AuditLogTable.class {}

AuditLogTable.setClass(AuditLog);
