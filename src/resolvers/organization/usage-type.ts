import { Field, Int, ObjectType } from 'type-graphql';
import { SafeInt } from '../scalars.js';

/** 2^30: the generous reading, under which nobody is stopped early. */
export const bytesPerGb = 1_073_741_824;

/** Whole percents, rounded down, so that 100 means that nothing is left. Of a limit of nothing, whatever is used is all of it. */
export const percentOf = (used: number, limit: number): number => {
  if (limit > 0) return Math.floor((used / limit) * 100);
  return used > 0 ? 100 : 0;
};

@ObjectType({ simpleResolvers: true })
export class StorageUsage {
  @Field(() => SafeInt)
  usedBytes!: number;

  @Field(() => Int, { description: 'One GB is 2^30 bytes.' })
  limitGb!: number;

  @Field(() => Int, { description: 'Whole percents, rounded down; over 100 beyond the limit.' })
  percent!: number;
}

@ObjectType({ simpleResolvers: true })
export class BandwidthUsage extends StorageUsage {
  @Field(() => String, { description: "The month by UTC's calendar, such as 2026-05; a new one begins with nothing." })
  period!: string;
}

@ObjectType({ simpleResolvers: true })
export class UserUsage {
  @Field(() => Int, { description: 'Active users who belong to the tenant.' })
  current!: number;

  @Field(() => Int)
  limit!: number;

  @Field(() => Int)
  percent!: number;
}

@ObjectType({ simpleResolvers: true })
export class CreditUsage {
  @Field(() => SafeInt)
  limit!: number;

  @Field(() => SafeInt)
  balance!: number;

  @Field(() => SafeInt)
  used!: number;

  @Field(() => SafeInt)
  available!: number;

  @Field(() => Int, { description: 'What is used of limit and balance together.' })
  percent!: number;
}

@ObjectType({ simpleResolvers: true, description: 'How much of its limits an organization uses.' })
export class OrganizationUsage {
  @Field(() => StorageUsage)
  storage!: StorageUsage;

  @Field(() => UserUsage)
  users!: UserUsage;

  @Field(() => BandwidthUsage)
  bandwidth!: BandwidthUsage;

  @Field(() => CreditUsage)
  credits!: CreditUsage;
}

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

export const usageOf = (row: UsageRow, period: string): OrganizationUsage => ({
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
