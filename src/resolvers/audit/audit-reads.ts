import { sql, type SelectQueryBuilder } from 'kysely';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import type { Selection } from '../../selection.js';
import { visibleAuditLogs } from '../../visibility.js';
import { text } from '../../violations.js';
import { PageArgs, type PageSource } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { project } from '../projection.js';
import { Rules } from '../rules.js';
import { DateTime } from '../scalars.js';
import { auditLogProjection, type AuditLogType } from './audit-log-type.js';

const name = text(1, 255).nullish();

@InputType({ description: 'All that are given must hold.' })
@Rules(z.object({ action: name, targetType: name, targetId: name, actorId: name }))
export class AuditLogFilter {
  @Field(() => String, { nullable: true })
  action?: string | null;

  @Field(() => String, { nullable: true })
  targetType?: string | null;

  @Field(() => String, { nullable: true })
  targetId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A public user id or a number.' })
  actorId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'That time included.' })
  since?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'That time left out.' })
  until?: Date | null;
}

@ArgsType()
export class AuditLogsArgs extends PageArgs {
  @Field(() => AuditLogFilter, { nullable: true })
  filter?: AuditLogFilter | null;
}

type Visible = SelectQueryBuilder<Database & { l: Database['audit_log'] }, 'l', object>;

/** The rows that the viewer may see, as `l`. */
export const visibleLog = ({ db, viewer }: Context): Visible =>
  db.selectFrom('audit_log as l').where(visibleAuditLogs(viewer));

const filtered = (query: Visible, filter: AuditLogFilter | null | undefined): Visible => {
  const { action, targetType, targetId, actorId, since, until } = filter ?? {};
  let narrowed = query;
  if (action != null) narrowed = narrowed.where('l.action', '=', action);
  if (targetType != null) narrowed = narrowed.where('l.target_type', '=', targetType);
  if (targetId != null) narrowed = narrowed.where('l.target_id', '=', targetId);
  if (actorId != null) {
    narrowed = narrowed.where(
      actorId.startsWith('usr_')
        ? sql<boolean>`l.actor_id = (select u.id from "user" u where u.public_id = ${actorId})`
        : sql<boolean>`l.actor_id::text = ${actorId}`,
    );
  }
  if (since != null) narrowed = narrowed.where('l.created_at', '>=', since);
  if (until != null) narrowed = narrowed.where('l.created_at', '<', until);
  return narrowed;
};

const newestFirst: readonly OrderKey[] = [
  { alias: 'position', expression: sql.ref('l.id'), type: 'bigint', descending: true },
];

/** The audit log as far as the viewer may see it, newest first. */
export const findAuditLogs = (context: Context, args: AuditLogsArgs, selection: Selection): PageSource<AuditLogType> =>
  pageOf(
    {
      query: filtered(visibleLog(context), args.filter),
      keys: newestFirst,
      columns: project(auditLogProjection, selection, context.viewer),
    },
    args,
  );
