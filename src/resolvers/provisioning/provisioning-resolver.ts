import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { AppError } from '../../errors.js';
import { findTenant, tenantKey, tenantUnknown } from '../tenant/tenant-reads.js';
import { latestProvisionings, provisioningByCorrelation, ProvisioningType } from './provisioning-type.js';

@Resolver()
export class ProvisioningResolver {
  /** @throws NOT_FOUND for a tenant or an attempt that there is not */
  @Query(() => ProvisioningType, {
    nullable: true,
    description: "A tenant's newest attempt, or the one of a correlation id.",
  })
  async provisioning(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) tenant: string,
    @Arg('correlationId', () => ID, { nullable: true }) correlationId?: string,
  ): Promise<ProvisioningType> {
    const found = await findTenant(context, tenantKey(tenant), new Map());
    if (!found) throw tenantUnknown();
    const attempt = correlationId
      ? await provisioningByCorrelation(context.db, found.id, correlationId)
      : await context.load(latestProvisionings, found.id);
    if (!attempt) throw new AppError('NOT_FOUND', 'There is no such attempt.', { reason: 'PROVISIONING_UNKNOWN' });
    return attempt;
  }
}
