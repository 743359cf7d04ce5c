import { sql } from 'kysely';
import { invalid } from '../errors.js';

/** How long an expired tenant is still served, in days. */
export const graceDays = 7;

export const expiryStates = ['ACTIVE', 'IN_GRACE', 'EXPIRED'] as const;
export type ExpiryState = (typeof expiryStates)[number];

/** The last second that the calendar of every client knows. */
const lastMoment = new Date('9999-12-31T23:59:59Z');

const graceEnd = sql`t.valid_until + make_interval(days => ${sql.lit(graceDays)})`;

/** How the subscription of the tenant `t` stands now; one without an end is always active. */
export const expiryState = sql<ExpiryState>`case
  when t.valid_until is null or t.valid_until >= now() then 'ACTIVE'
  when ${graceEnd} >= now() then 'IN_GRACE'
  else 'EXPIRED' end`;

/** When the tenant `t` will be refused, or was; null where its subscription has no end. */
export const graceEndsAt = sql<string | null>`case when t.valid_until is not null
  then least(${graceEnd}, ${sql.lit(lastMoment.toISOString())}::timestamptz) end`;

/** Days that are left to the tenant `t` within its grace, from 1 to `graceDays`; null outside of it. */
export const graceDaysLeft = sql<number | null>`case when ${expiryState} = 'IN_GRACE'
  then greatest(1, ceil(extract(epoch from ${graceEnd} - now()) / 86400))::int end`;

/**
 * Some months later by the calendar, on the last day of a shorter month where the day is missing.
 * @throws INVALID beyond the year 9999
 */
export const monthsAfter = (from: Date, months: number): Date => {
  const until = new Date(from);
  until.setUTCDate(1);
  until.setUTCMonth(until.getUTCMonth() + months);
  const days = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() + 1, 0)).getUTCDate();
  until.setUTCDate(Math.min(from.getUTCDate(), days));
  if (until > lastMoment) {
    throw invalid({ path: ['validUntil'], code: 'RANGE', message: 'A subscription ends before the year 10000' });
  }
  return until;
};
