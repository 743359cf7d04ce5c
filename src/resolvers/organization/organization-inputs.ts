import { Field, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { keyDays } from '../../entities/usage-report.js';
import { broken, text } from '../../violations.js';
import { Rules } from '../rules.js';
import { SafeInt } from '../scalars.js';

/** At least two labels, the last of which no number: neither an address nor a name without a domain. */
const hostName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

const shared = {
  customDomain: z
    .string()
    .refine((name) => hostName.test(name), broken('FORMAT', 'must be a host name', { expected: 'hostname' }))
    .nullish(),
  enabledPlugins: z
    .array(text(1, 255))
    .max(100)
    .refine((keys) => new Set(keys).size === keys.length, broken('UNIQUE', 'Each plugin only once'))
    .optional(),
  creditLimit: z.int().min(0).optional(),
};

@InputType({ description: 'What is left out stays as it is.' })
@Rules(
  z.object({
    storageLimitGb: z.int().min(0).optional(),
    maxUsers: z.int().min(1).optional(),
    bandwidthLimitGb: z.int().min(0).optional(),
  }),
)
export class OrganizationLimitsInput {
  @Field(() => Int, { nullable: true })
  storageLimitGb?: number;

  @Field(() => Int, { nullable: true, description: 'At least 1.' })
  maxUsers?: number;

  @Field(() => Int, { nullable: true, description: 'A month.' })
  bandwidthLimitGb?: number;
}

@InputType({ description: "The platform's settings fill in for limits that are left out." })
@Rules(z.object(shared))
export class CreateOrganizationInput extends OrganizationLimitsInput {
  @Field(() => String, { nullable: true })
  customDomain?: string | null;

  @Field(() => [String], { nullable: true, description: 'Keys of the catalogue of plugins.' })
  enabledPlugins?: string[];

  @Field(() => SafeInt, { nullable: true, description: 'Comes from the platform.' })
  creditLimit?: number;
}

@InputType({ description: 'What is left out stays as it is.' })
@Rules(z.object({ ...shared, name: text(1, 255).optional() }))
export class UpdateOrganizationInput extends OrganizationLimitsInput {
  @Field(() => String, { nullable: true, description: 'The display name of its tenant.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'null gives the domain back.' })
  customDomain?: string | null;

  @Field(() => [String], { nullable: true, description: 'Keys of the catalogue of plugins; replaces the list.' })
  enabledPlugins?: string[];

  @Field(() => SafeInt, { nullable: true, description: "A reseller's raise leaves their pool." })
  creditLimit?: number;
}

@InputType()
@Rules(z.object({ creditLimit: z.int().min(0), reason: text(1, 500).nullish() }))
export class OrganizationCreditLimitInput {
  @Field(() => SafeInt)
  creditLimit!: number;

  @Field(() => String, { nullable: true })
  reason?: string | null;
}

@InputType()
@Rules(z.object({ amount: z.int().min(1), reason: text(1, 500).nullish() }))
export class OrganizationCreditsInput {
  @Field(() => SafeInt, { description: 'At least 1.' })
  amount!: number;

  @Field(() => String, { nullable: true })
  reason?: string | null;
}

const counted = z.int().min(0).nullish();

@InputType()
@Rules(
  z.object({
    storageBytes: counted,
    bandwidthBytes: counted,
    creditsUsed: counted,
    reason: text(1, 500).nullish(),
    idempotencyKey: text(1, 255).nullish(),
  }),
)
export class UsageInput {
  @Field(() => SafeInt, { nullable: true, description: 'What it stores now, in all.' })
  storageBytes?: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Added to what it has sent this month.' })
  bandwidthBytes?: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Added to what it has used.' })
  creditsUsed?: number | null;

  @Field(() => String, { nullable: true, description: 'What the credits were used for.' })
  reason?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Of all reports about an organization with the same key one counts; with other numbers it is refused. Keys are remembered for ${keyDays} days.`,
  })
  idempotencyKey?: string | null;
}
