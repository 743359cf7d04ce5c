import { sql } from 'kysely';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Changes } from '../../entities/audit-log.js';
import { connectionOf } from '../connection.js';
import { amount, computed, plain } from '../projection.js';
import { DateTime, JSONObject, SafeInt } from '../scalars.js';

@ObjectType('AuditLog', { simpleResolvers: true, description: 'Who did what to what. Never changes and never goes.' })
export class AuditLogType {
  @Field(() => SafeInt)
  id!: number;

  @Field(() => String, { description: '`<target>.<verb>`, such as `tenant.created`.' })
  action!: string;

  @Field(() => String)
  targetType!: string;

  @Field(() => String)
  targetId!: string;

  @Field(() => ID, { nullable: true, description: 'The public id of the user, while there is one.' })
  actorId!: string | null;

  @Field(() => Int, { nullable: true, description: 'The number of the user.' })
  actorNumber!: number | null;

  @Field(() => String, { nullable: true })
  actorEmail!: string | null;

  @Field(() => String, { description: 'What they were then; SYSTEM where nobody asked for it.' })
  actorRole!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The service token, OAuth client or foreign identity that acted, where it was no user.',
  })
  actorCredential!: string | null;

  @Field(() => ID, { nullable: true })
  tenantId!: string | null;

  @Field(() => Int, { nullable: true, description: 'The organization of that tenant.' })
  organizationId!: number | null;

  @Field(() => ID, { nullable: true, description: 'The public id of the reseller it concerns.' })
  adminId!: string | null;

  @Field(() => Int, { nullable: true, description: 'The number of that reseller.' })
  adminNumber!: number | null;

  @Field(() => JSONObject, { description: '`before` and `after`, with the changed fields alone.' })
  changes!: Changes;

  @Field(() => String, { nullable: true })
  ip!: string | null;

  @Field(() => ID)
  requestId!: string;

  @Field(() => String, { description: '`graphql`, or the legacy API that it came through.' })
  api!: string;

  @Field(() => DateTime)
  createdAt!: string;
}

export const AuditLogConnection = connectionOf(AuditLogType, 'AuditLog');

/** Where each field comes from, as an expression over the table `l`. */
export const auditLogProjection = {
  always: ['id'],
  columns: {
    id: amount('l.id'),
    action: plain('l.action'),
    targetType: plain('l.target_type'),
    targetId: plain('l.target_id'),
    actorId: computed(sql`(select u.public_id from "user" u where u.id = l.actor_id)`),
    actorNumber: plain('l.actor_id'),
    actorEmail: plain('l.actor_email'),
    actorRole: plain('l.actor_role'),
    actorCredential: plain('l.actor_credential'),
    tenantId: plain('l.tenant_id'),
    organizationId: computed(sql`(select o.id from organization o where o.tenant_id = l.tenant_id)`),
    adminId: computed(sql`(select a.public_id from admin a where a.id = l.admin_id)`),
    adminNumber: plain('l.admin_id'),
    changes: plain('l.changes'),
    ip: plain('l.ip'),
    requestId: plain('l.request_id'),
    api: plain('l.api'),
    createdAt: plain('l.created_at'),
  },
};
