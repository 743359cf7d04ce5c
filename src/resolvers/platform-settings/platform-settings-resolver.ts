import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { z } from 'zod';
import { Context } from '../../context.js';
import { PlatformSettings, platformSettingsId } from '../../entities/platform-settings.js';
import { changesBetween, write } from '../../write.js';
import { Rules } from '../rules.js';
import { DateTime, SafeInt } from '../scalars.js';

@ObjectType('PlatformSettings', {
  simpleResolvers: true,
  description: 'How registrations are handled and what new organizations start with.',
})
export class PlatformSettingsType {
  @Field(() => Boolean)
  autoApproveRegistrations!: boolean;

  @Field(() => Int)
  defaultStorageLimitGb!: number;

  @Field(() => Int)
  defaultMaxUsers!: number;

  @Field(() => Int)
  defaultBandwidthLimitGb!: number;

  @Field(() => SafeInt)
  defaultCreditLimit!: number;

  @Field(() => DateTime)
  updatedAt!: string;
}

@InputType({ description: 'What is left out or null stays as it is.' })
@Rules(
  z.object({
    defaultStorageLimitGb: z.int().min(0).nullish(),
    defaultMaxUsers: z.int().min(1).nullish(),
    defaultBandwidthLimitGb: z.int().min(0).nullish(),
    defaultCreditLimit: z.int().min(0).nullish(),
  }),
)
export class PlatformSettingsInput {
  @Field(() => Boolean, { nullable: true })
  autoApproveRegistrations?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'At least 0.' })
  defaultStorageLimitGb?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least 1.' })
  defaultMaxUsers?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least 0.' })
  defaultBandwidthLimitGb?: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'At least 0.' })
  defaultCreditLimit?: number | null;
}

const read = ({ db }: Context): Promise<PlatformSettingsType> =>
  db
    .selectFrom('platform_settings as s')
    .where('s.id', '=', platformSettingsId)
    .select([
      's.auto_approve_registrations as autoApproveRegistrations',
      's.default_storage_limit_gb as defaultStorageLimitGb',
      's.default_max_users as defaultMaxUsers',
      's.default_bandwidth_limit_gb as defaultBandwidthLimitGb',
      sql<number>`s.default_credit_limit::float8`.as('defaultCreditLimit'),
      sql<string>`s.updated_at`.as('updatedAt'),
    ])
    .executeTakeFirstOrThrow();

const auditable = (settings: PlatformSettings): Record<string, unknown> => ({
  autoApproveRegistrations: settings.autoApproveRegistrations,
  defaultStorageLimitGb: settings.defaultStorageLimitGb,
  defaultMaxUsers: settings.defaultMaxUsers,
  defaultBandwidthLimitGb: settings.defaultBandwidthLimitGb,
  defaultCreditLimit: settings.defaultCreditLimit,
});

@Resolver()
export class PlatformSettingsResolver {
  @Query(() => PlatformSettingsType)
  platformSettings(@Ctx() context: Context): Promise<PlatformSettingsType> {
    return read(context);
  }

  /** @throws FORBIDDEN, INVALID */
  @Mutation(() => PlatformSettingsType)
  async updatePlatformSettings(
    @Ctx() context: Context,
    @Arg('input', () => PlatformSettingsInput) input: PlatformSettingsInput,
  ): Promise<PlatformSettingsType> {
    await write(context, async (tx) => {
      const settings = await tx.em.findOneOrFail(PlatformSettings, platformSettingsId, {
        lockMode: LockMode.PESSIMISTIC_WRITE,
      });
      const before = auditable(settings);
      settings.change(input);
      tx.audit({
        action: 'settings.updated',
        targetType: 'settings',
        targetId: String(platformSettingsId),
        changes: changesBetween(before, auditable(settings)),
      });
    });
    return read(context);
  }
}
