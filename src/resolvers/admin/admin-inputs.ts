import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import type { AdminStatus } from '../../entities/admin.js';
import { slugPattern } from '../../entities/slug.js';
import { broken, email, text } from '../../violations.js';
import { PageArgs } from '../connection.js';
import { AdminStatusEnum } from '../enums.js';
import { Rules } from '../rules.js';
import { SafeInt } from '../scalars.js';

const either = 'By public id or by number.';

/** Words that say something: not empty, and not blanks alone. */
export const reasonText = () =>
  text(1, 2000).refine((words) => words.trim() !== '', broken('TOO_SHORT', 'must not be blank', { limit: 1 }));

const shared = {
  contactEmail: email().nullish(),
  companyName: text(0, 255).nullish(),
  phone: text(0, 50).nullish(),
  partnerGroupId: z.int().nullish(),
  maxTenants: z.int().min(0).nullish(),
  maxUsersPerTenant: z.int().min(0).nullish(),
  maxApplicationsPerTenant: z.int().min(0).nullish(),
};

@InputType()
class AdminFields {
  @Field(() => String, { nullable: true })
  contactEmail?: string | null;

  @Field(() => String, { nullable: true })
  companyName?: string | null;

  @Field(() => String, { nullable: true })
  phone?: string | null;

  @Field(() => Int, { nullable: true })
  partnerGroupId?: number | null;

  @Field(() => Int, { nullable: true, description: 'How many tenants it may have; null is no limit.' })
  maxTenants?: number | null;

  @Field(() => Int, { nullable: true, description: 'Kept and shown; null is no limit.' })
  maxUsersPerTenant?: number | null;

  @Field(() => Int, { nullable: true, description: 'Kept and shown; null is no limit.' })
  maxApplicationsPerTenant?: number | null;

  @Field(() => AdminStatusEnum, { nullable: true })
  status?: keyof typeof AdminStatusEnum | null;
}

@InputType()
@Rules(z.object({ ...shared, name: text(1, 255), slug: z.string().max(63).regex(slugPattern).nullish() }))
export class CreateAdminInput extends AdminFields {
  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true, description: 'Made from the name unless given, with a number if need be.' })
  slug?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
@Rules(z.object({ ...shared, name: text(1, 255).optional() }))
export class UpdateAdminInput extends AdminFields {
  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true, description: 'Only as the slug that it has: slugs never change.' })
  slug?: string | null;
}

@InputType()
@Rules(z.object({ search: text(0, 255).nullish() }))
export class AdminFilter {
  @Field(() => [AdminStatusEnum], { nullable: true, description: 'Any of these; an empty list finds nothing.' })
  statusIn?: AdminStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the account of the platform itself, or all others.' })
  platform?: boolean | null;

  @Field(() => Int, { nullable: true })
  partnerGroupId?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Case-insensitive part of the name, slug, company or contact address, or the whole public id.',
  })
  search?: string | null;
}

@ArgsType()
export class AdminsArgs extends PageArgs {
  @Field(() => AdminFilter, { nullable: true })
  filter?: AdminFilter | null;
}

@ArgsType()
@Rules(z.object({ amount: z.int().min(1), reason: text(0, 2000).nullish() }))
export class GrantAdminCreditsArgs {
  @Field(() => ID, { description: either })
  admin!: string;

  @Field(() => SafeInt, { description: 'At least 1.' })
  amount!: number;

  @Field(() => String, { nullable: true })
  reason?: string | null;
}

@ArgsType()
@Rules(z.object({ reason: reasonText() }))
export class SuspendAdminArgs {
  @Field(() => ID, { description: either })
  admin!: string;

  @Field(() => String)
  reason!: string;
}
