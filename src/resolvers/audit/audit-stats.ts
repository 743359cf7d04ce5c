import { sql } from 'kysely';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { z } from 'zod';
import type { Context } from '../../context.js';
import { Rules } from '../rules.js';
import { visibleLog } from './audit-reads.js';

@ObjectType({ simpleResolvers: true })
export class AuditCount {
  @Field(() => String)
  key!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType({ simpleResolvers: true })
export class AuditDay {
  @Field(() => String, { description: '`2026-05-17`, by the calendar of UTC.' })
  date!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType({ simpleResolvers: true, description: 'How much happened in the last days, today included.' })
export class AuditLogStats {
  @Field(() => Int)
  days!: number;

  @Field(() => Int)
  total!: number;

  @Field(() => [AuditCount], { description: 'By name.' })
  byAction!: AuditCount[];

  @Field(() => [AuditCount], { description: 'By name.' })
  byTargetType!: AuditCount[];

  @Field(() => [AuditDay], { description: 'Every one of the days, the oldest first.' })
  byDay!: AuditDay[];
}

const defaultDays = 30;

@ArgsType()
@Rules(z.object({ days: z.int().min(1).max(365).nullish() }))
export class AuditLogStatsArgs {
  @Field(() => Int, { nullable: true, description: `1 to 365; ${defaultDays} unless given.` })
  days?: number | null;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

const dayBefore = (now: number, days: number): string =>
  new Date(now - days * dayMilliseconds).toISOString().slice(0, 10);

/** One statement counts all three ways; each of its rows belongs to the way whose key it carries. */
const countSince = (context: Context, firstDay: string) => {
  const day = sql<string | null>`to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD')`;
  return visibleLog(context)
    .where('l.created_at', '>=', new Date(`${firstDay}T00:00:00Z`))
    .select(['l.action', 'l.target_type as targetType', day.as('day'), sql<number>`count(*)::int`.as('count')])
    .groupBy(sql`grouping sets ((l.action), (l.target_type), (${day}))`)
    .orderBy('l.action')
    .orderBy('l.target_type')
    .$castTo<{ action: string | null; targetType: string | null; day: string | null; count: number }>()
    .execute();
};

export const auditLogStats = async (context: Context, args: AuditLogStatsArgs): Promise<AuditLogStats> => {
  const days = args.days ?? defaultDays;
  // By the calendar of UTC no day is longer or shorter than another.
  const now = Date.now();
  const rows = await countSince(context, dayBefore(now, days - 1));
  const countsBy = (key: 'action' | 'targetType'): AuditCount[] =>
    rows.flatMap(({ [key]: value, count }) => (value === null ? [] : [{ key: value, count }]));
  const byDay = new Map(rows.map(({ day, count }) => [day, count]));
  const byAction = countsBy('action');
  return {
    days,
    total: byAction.reduce((sum, { count }) => sum + count, 0),
    byAction,
    byTargetType: countsBy('targetType'),
    byDay: Array.from({ length: days }, (_, index) => {
      const date = dayBefore(now, days - 1 - index);
      return { date, count: byDay.get(date) ?? 0 };
    }),
  };
};
