import { randomBytes } from 'node:crypto';
import { hashPassword } from './auth/passwords.js';
import type { Config } from './config.js';
import { Admin } from './entities/admin.js';
import { AuditLog } from './entities/audit-log.js';
import { storeName } from './entities/store-name.js';
import { TenantMembership } from './entities/tenant-membership.js';
import { rootSlug, Tenant } from './entities/tenant.js';
import { User } from './entities/user.js';
import { exclusively } from './exclusively.js';
import { newRequestId } from './ids.js';
import { kyselyOf, type EntityManager, type Orm } from './orm.js';

/** How to log in for the first time; the password is there only if it was made up and nobody else knows it. */
export interface FirstLogin {
  readonly email: string;
  readonly generatedPassword: string | undefined;
}

const createPlatform = async (em: EntityManager, email: string, passwordHash: string): Promise<void> => {
  const superadmin = User.create({ email, name: 'Platform administrator', passwordHash, superadmin: true });
  const platform = Admin.create({ name: 'Platform', slug: 'platform', platform: true });
  await em.persist([superadmin, platform]).flush();
  const databaseName = await storeName(kyselyOf(em), rootSlug);
  const root = Tenant.create({
    slug: rootSlug,
    displayName: 'Root Tenant',
    adminId: platform.id,
    databaseName,
    adminEmail: email,
  });
  await em.persist(root).flush();
  em.persist(TenantMembership.create(root.id, superadmin.id, 'TENANT_ADMIN'));
  em.persist(
    em.create(AuditLog, {
      action: 'tenant.created',
      targetType: 'tenant',
      targetId: root.id,
      actorRole: 'SYSTEM',
      tenantId: root.id,
      adminId: platform.id,
      changes: { after: { slug: rootSlug } },
      requestId: newRequestId(),
      api: 'system',
      createdAt: new Date(),
    }),
  );
};

/**
 * Makes the platform's reseller, the root tenant and the first superadmin, where there are none.
 * @returns how to log in, or undefined where the platform was there already
 */
export const ensurePlatform = async (
  orm: Orm,
  { ADMIN_EMAIL, ADMIN_PASSWORD }: Config,
): Promise<FirstLogin | undefined> => {
  const exists = (em: EntityManager) => em.count(Tenant, { slug: rootSlug });
  if ((await exists(orm.em.fork())) > 0) return undefined;
  const generatedPassword = ADMIN_PASSWORD === undefined ? randomBytes(15).toString('base64url') : undefined;
  const passwordHash = await hashPassword(ADMIN_PASSWORD ?? generatedPassword ?? '');
  const created = await exclusively(orm, async (em) => {
    if ((await exists(em)) > 0) return false;
    await createPlatform(em, ADMIN_EMAIL, passwordHash);
    return true;
  });
  return created ? { email: ADMIN_EMAIL, generatedPassword } : undefined;
};
