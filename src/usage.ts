import { sql, type RawBuilder } from 'kysely';

/** Active people of the tenant `t`. */
export const userCount = sql<number>`(
  select count(*)::int from tenant_membership m join "user" u on u.id = m.user_id
  where m.tenant_id = t.id and u.status = 'ACTIVE')`;

/** The current period by the database's clock, for statements that outlive a month. */
export const thisMonth: RawBuilder<string> = sql`to_char(now() at time zone 'utc', 'YYYY-MM')`;

/** What the organization `o` has sent in a month. */
export const bandwidthUsed = (period: string | RawBuilder<string>) => sql<number>`coalesce((
  select b.used_bytes from bandwidth_period b where b.organization_id = o.id and b.period = ${period}), 0)::float8`;

/** 2^30: the generous reading, under which nobody is stopped early. */
const bytesPerGb = 1_073_741_824;

/** Whole percents, rounded down, so that 100 means that nothing is left. Of a limit of nothing, whatever is used is all of it. */
const percentOf = (used: number, limit: number): number => {
  // A quotient of numbers with a fraction makes 28 of 29 in 100.
  if (limit > 0) return Number((BigInt(used) * 100n) / BigInt(limit));
  return used > 0 ? 100 : 0;
};

/** The numbers that usage is made from. */
export interface UsageRow {
  readonly storageLimitGb: number;
  readonly maxUsers: number;
  readonly bandwidthLimitGb: number;
  readonly creditLimit: number;
  readonly creditBalance: number;
  readonly creditUsed: number;
  readonly storageUsedBytes: number;
  readonly userCount: number;
  readonly bandwidthUsedBytes: number;
}

/** How much of its limits an organization uses. Percents are whole, rounded down, and over 100 beyond a limit. */
export interface UsageOfLimits {
  readonly storage: { readonly usedBytes: number; readonly limitGb: number; readonly percent: number };
  readonly users: { readonly current: number; readonly limit: number; readonly percent: number };
  /** `period` is a month by UTC's calendar, such as 2026-05. */
  readonly bandwidth: UsageOfLimits['storage'] & { readonly period: string };
  readonly credits: {
    readonly limit: number;
    readonly balance: number;
    readonly used: number;
    readonly available: number;
    readonly percent: number;
  };
}

/** @param period the month that the row's bandwidth is of */
export const usageOf = (row: UsageRow, period: string): UsageOfLimits => ({
  storage: {
    usedBytes: row.storageUsedBytes,
    limitGb: row.storageLimitGb,
    percent: percentOf(row.storageUsedBytes, row.storageLimitGb * bytesPerGb),
  },
  users: { current: row.userCount, limit: row.maxUsers, percent: percentOf(row.userCount, row.maxUsers) },
  bandwidth: {
    usedBytes: row.bandwidthUsedBytes,
    limitGb: row.bandwidthLimitGb,
    percent: percentOf(row.bandwidthUsedBytes, row.bandwidthLimitGb * bytesPerGb),
    period,
  },
  credits: {
    limit: row.creditLimit,
    balance: row.creditBalance,
    used: row.creditUsed,
    available: row.creditLimit + row.creditBalance - row.creditUsed,
    percent: percentOf(row.creditUsed, row.creditLimit + row.creditBalance),
  },
});
