import { sql } from 'kysely';
import type { Viewer } from '../../auth/viewer.js';
import { Tenant } from '../../entities/tenant.js';
import { AppError, invalid } from '../../errors.js';
import { held } from '../../orm/held.js';
import { assertMay, type permissions } from '../../permissions.js';
import { visibleAdmins } from '../../visibility.js';
import { changesBetween, type Write } from '../../write.js';
import type { Changes } from '../../entities/audit-log.js';
import { tenantKey, tenantUnknown, visibleTenant } from './tenant-reads.js';

/**
 * The tenant a mutation acts on, locked until the transaction ends. It is found through the same predicate that reads
 * use; the permission's `on` is asked only about what the viewer can see.
 * @param mustHaveLoginMode counts a tenant without a login mode as none
 * @throws NOT_FOUND where the viewer sees no such tenant; FORBIDDEN where they may not do this to it
 */
export const tenantForWrite = async (
  tx: Write,
  viewer: Viewer,
  mutation: keyof typeof permissions.Mutation,
  idOrSlug: string,
  mustHaveLoginMode: boolean | null = false,
): Promise<Tenant> => {
  const key = tenantKey(idOrSlug);
  const isAble = mustHaveLoginMode === true;
  const tenant = await held({ ...tx, viewer }, Tenant, {
    values: { key: idOrSlug },
    shape: `${Object.keys(key).join()} ${isAble}`,
    alias: 't',
    query: (slot) => {
      const found = visibleTenant({ db: tx.db, viewer }, 'id' in key ? { id: slot('key') } : { slug: slot('key') });
      return isAble ? found.where('t.login_mode', 'is not', null) : found;
    },
  });
  if (!tenant) throw tenantUnknown();
  assertMay(viewer, mutation, { tenantId: tenant.id });
  return tenant;
};

/** How many tenants count for a reseller's limit: suspended ones do, deleted ones do not. */
export const tenantsOf = async ({ db }: Write, adminId: number): Promise<number> => {
  const { held } = await db
    .selectFrom('tenant as t')
    .where('t.admin_id', '=', adminId)
    .where('t.deleted_at', 'is', null)
    .select(sql<number>`count(*)::int`.as('held'))
    .executeTakeFirstOrThrow();
  return held;
};

/**
 * The key of the reseller who shall have one more tenant: the given one, or the platform's own. Its row stays locked,
 * so that two tenants made at once cannot both take the last place.
 * @throws NOT_FOUND for no such reseller; CONFLICT where it has as many tenants as it may have
 */
export const adminWithRoom = async (
  tx: Write,
  viewer: Viewer,
  publicId: string | null | undefined,
): Promise<number> => {
  const query = tx.db
    .selectFrom('admin as a')
    .where(visibleAdmins(viewer))
    .select(['a.id', 'a.max_tenants'])
    .forUpdate();
  const admin = await (
    publicId == null ? query.where('a.platform', '=', true) : query.where('a.public_id', '=', publicId)
  ).executeTakeFirst();
  if (!admin) {
    throw new AppError('NOT_FOUND', 'Reseller not found.', {
      reason: 'ADMIN_UNKNOWN',
      violations: [{ path: ['adminId'], code: 'OTHER', message: 'There is no such reseller' }],
    });
  }
  if (admin.max_tenants !== null && (await tenantsOf(tx, admin.id)) >= admin.max_tenants) {
    throw new AppError('CONFLICT', 'The reseller has as many tenants as it may have.', {
      reason: 'ADMIN_TENANT_LIMIT',
    });
  }
  return admin.id;
};

/** @throws INVALID for DELETED, which is a mutation of its own */
export const settableStatus = (status: string): 'ACTIVE' | 'SUSPENDED' => {
  if (status === 'ACTIVE' || status === 'SUSPENDED') return status;
  throw invalid({
    path: ['status'],
    code: 'ENUM',
    message: 'A tenant is deleted by deleteTenant',
    allowed: ['ACTIVE', 'SUSPENDED'],
  });
};

/** What the audit log may know of a tenant: everything but the connection string, of which it learns only the masked form. */
const auditable = (tenant: Tenant): Record<string, unknown> => ({
  slug: tenant.slug,
  displayName: tenant.displayName,
  status: tenant.status,
  contactEmail: tenant.contactEmail,
  adminEmail: tenant.adminEmail,
  loginMode: tenant.loginMode,
  ssoProvider: tenant.ssoProvider,
  emailDomain: tenant.emailDomain,
  admin: tenant.admin,
  settings: tenant.settings,
  branding: tenant.branding,
  issuer: tenant.issuer,
  connectionString: tenant.maskedConnectionString,
  validUntil: tenant.validUntil,
  plan: tenant.plan,
});

/** What a new tenant starts with, for the audit log. */
export const initialFields = (tenant: Tenant): Changes => ({ after: auditable(tenant) });

/** Applies a change and says what it changed. */
export const changing = (tenant: Tenant, change: () => void): Changes => {
  const before = auditable(tenant);
  change();
  tenant.updatedAt = new Date();
  return changesBetween(before, auditable(tenant));
};
