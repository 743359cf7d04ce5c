import { Field, Int, ObjectType } from 'type-graphql';
import { SafeInt } from '../scalars.js';

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
