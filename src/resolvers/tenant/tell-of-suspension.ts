import type { Changes } from '../../entities/audit-log.js';
import type { Tenant } from '../../entities/tenant.js';
import { notifyPeopleOfTenant } from '../../notify.js';
import type { Write } from '../../write.js';

/**
 * Tells a tenant's admins and the owner of its reseller that it has been suspended, whichever mutation does it; of other
 * changes nobody hears.
 */
export const tellOfSuspension = async (tx: Write, tenant: Tenant, { after }: Changes): Promise<void> => {
  if (after?.['status'] !== 'SUSPENDED') return;
  const { id, slug, displayName } = tenant;
  const organization = await tx.db
    .selectFrom('organization')
    .where('tenant_id', '=', id)
    .select('id')
    .executeTakeFirst();
  await notifyPeopleOfTenant(tx, id, {
    type: 'tenant.suspended',
    title: 'Tenant suspended',
    message: `${displayName} has been suspended`,
    data: { tenant_id: id, slug, organization_id: organization?.id ?? null },
  });
};
