import { User } from '../entities/user.js';
import { raiseUserAlerts } from '../usage-alerts.js';
import type { Telling } from '../write.js';

/**
 * Makes the user of the tenant's admin e-mail, if there is none, and a tenant admin of them. An existing user keeps their
 * password: whoever makes a tenant must not thereby take over somebody's account. They count among the tenant's users at once.
 */
export const ensureTenantAdmin = async (
  tx: Telling,
  {
    tenantId,
    adminEmail,
    adminPasswordHash,
  }: { readonly tenantId: string; readonly adminEmail: string | null; readonly adminPasswordHash: string | null },
): Promise<void> => {
  if (adminEmail === null) return;
  const { db } = tx;
  const fresh = User.create({
    email: adminEmail,
    ...(adminPasswordHash === null ? {} : { passwordHash: adminPasswordHash }),
  });
  const email = adminEmail.toLowerCase();
  // Two tenants of one admin may be made at once; one of them makes the user.
  await db
    .insertInto('user')
    .values({
      public_id: fresh.publicId,
      email,
      password_hash: adminPasswordHash,
      status: fresh.status,
      created_at: fresh.createdAt,
      updated_at: fresh.updatedAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  const { id } = await db.selectFrom('user').where('email', '=', email).select('id').executeTakeFirstOrThrow();
  await db
    .insertInto('tenant_membership')
    .values({ tenant_id: tenantId, user_id: id, role: 'TENANT_ADMIN', created_at: new Date() })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doUpdateSet({ role: 'TENANT_ADMIN' }))
    .execute();
  await raiseUserAlerts(tx, tenantId);
};
