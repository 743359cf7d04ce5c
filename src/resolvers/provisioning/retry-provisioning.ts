import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { Provisioning } from '../../entities/provisioning.js';
import { AppError } from '../../errors.js';
import { startProvisioning } from '../../start-provisioning.js';
import { write } from '../../write.js';
import { tenantForWrite } from '../tenant/tenant-writes.js';
import { latestProvisionings, ProvisioningType } from './provisioning-type.js';

/** @throws CONFLICT for an attempt that has not ended */
const assertEnded = ({ status }: Provisioning): void => {
  if (status === 'COMPLETED' || status === 'FAILED') return;
  throw new AppError('CONFLICT', 'The tenant is being provisioned.', { reason: 'PROVISIONING_OPEN' });
};

@Resolver()
export class RetryProvisioningResolver {
  /** @throws NOT_FOUND, FORBIDDEN, CONFLICT (an attempt is open) */
  @Mutation(() => ProvisioningType, {
    description: 'A new attempt to make the store of a tenant ready, whether the last one failed or not.',
  })
  async retryProvisioning(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
  ): Promise<ProvisioningType> {
    const tenantId = await write(context, async (tx) => {
      // The row of the tenant stays locked, so that of two who ask at once the second finds the attempt of the first.
      const tenant = await tenantForWrite(tx, context.viewer, 'retryProvisioning', key);
      const last = await tx.em.findOne(Provisioning, { tenant: tenant.id }, { orderBy: { id: 'desc' } });
      if (last) assertEnded(last);
      const attempt = await startProvisioning(tx, tenant.id, last?.handOverPassword() ?? null);
      tx.audit({
        action: 'provisioning.retried',
        targetType: 'provisioning',
        targetId: attempt.correlationId,
        tenantId: tenant.id,
        adminId: tenant.admin,
      });
      return tenant.id;
    });
    const attempt = await context.load(latestProvisionings, tenantId);
    if (!attempt) throw new Error('An attempt that has begun is there.');
    return attempt;
  }
}
