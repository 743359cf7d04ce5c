import { Arg, Ctx, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Topics } from '../../bus.js';
import { Context } from '../../context.js';
import { AppError } from '../../errors.js';
import { findTenant, tenantKey, tenantUnknown } from '../tenant/tenant-reads.js';
import { latestProvisionings, provisioningByCorrelation, ProvisioningType } from './provisioning-type.js';

type Changed = Topics['provisioning'];

const tenantArgument = { description: "The tenant's id or slug." };

/** @throws NOT_FOUND */
const visibleTenant = async (context: Context, key: string): Promise<Changed> => {
  const tenant = await findTenant(context, tenantKey(key), new Map());
  if (!tenant) throw tenantUnknown();
  return { tenantId: tenant.id };
};

/** @throws NOT_FOUND where there is none */
const existing = (attempt: ProvisioningType | null): ProvisioningType => {
  if (!attempt) throw new AppError('NOT_FOUND', 'There is no such attempt.', { reason: 'PROVISIONING_UNKNOWN' });
  return attempt;
};

/** What has changed is read when it is told, so whatever was missed there is one thing to tell: how it stands. */
const changesOf = async (context: Context, key: string): Promise<AsyncIterableIterator<Changed>> => {
  const { tenantId } = await visibleTenant(context, key);
  return context.services.bus.messages('provisioning', {
    wants: (changed) => changed.tenantId === tenantId,
    missed: () => Promise.resolve([{ tenantId }]),
  });
};

@Resolver()
export class ProvisioningResolver {
  /** @throws NOT_FOUND for a tenant or an attempt that there is not */
  @Query(() => ProvisioningType, {
    nullable: true,
    description: "A tenant's newest attempt, or the one of a correlation id.",
  })
  async provisioning(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, tenantArgument) tenant: string,
    @Arg('correlationId', () => ID, { nullable: true }) correlationId?: string,
  ): Promise<ProvisioningType> {
    const { tenantId } = await visibleTenant(context, tenant);
    return existing(
      correlationId
        ? await provisioningByCorrelation(context.db, tenantId, correlationId)
        : await context.load(latestProvisionings, tenantId),
    );
  }

  /** @throws NOT_FOUND for a tenant that there is not, or is no more */
  @Subscription(() => ProvisioningType, {
    description: "A tenant's newest attempt: as it stands, and then each time that it has changed.",
    subscribe: ({ context, args }) => changesOf(context as Context, (args as { tenant: string }).tenant),
  })
  async provisioningUpdated(
    @Ctx() context: Context,
    @Root() { tenantId }: Changed,
    @Arg('tenant', () => ID, tenantArgument) _tenant: string,
  ): Promise<ProvisioningType> {
    // By its id, because the slug of one that has been deleted may be another's by now.
    await visibleTenant(context, tenantId);
    return existing(await context.load(latestProvisionings, tenantId));
  }
}
