import { isSuperadmin, type Viewer } from '../../auth/viewer.js';
import { violatedUnique } from '../../database-errors.js';
import type { Changes } from '../../entities/audit-log.js';
import { Organization } from '../../entities/organization.js';
import { Tenant } from '../../entities/tenant.js';
import { AppError } from '../../errors.js';
import type { Movement, Payer } from '../../ledger.js';
import { assertMay, type permissions } from '../../permissions.js';
import { changesBetween, type Write } from '../../write.js';
import { organizationUnknown, visibleOnes } from './organization-reads.js';

/** An organization and what it shares with its tenant. */
export interface Account {
  readonly organization: Organization;
  readonly tenant: Tenant;
}

/**
 * The organization a mutation acts on, its tenant's row locked and then its own, until the transaction ends.
 * @throws NOT_FOUND where the viewer sees no such organization; FORBIDDEN where they may not do this to it
 */
export const organizationForWrite = async (
  tx: Write,
  viewer: Viewer,
  mutation: keyof typeof permissions.Mutation,
  id: number,
): Promise<Account> => {
  const found = await visibleOnes(tx.db, viewer)
    .where('o.id', '=', id)
    .select(['t.id as tenantId', 't.admin_id as adminId'])
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw organizationUnknown();
  assertMay(viewer, mutation, found);
  return {
    organization: await tx.em.findOneOrFail(Organization, id),
    tenant: await tx.em.findOneOrFail(Tenant, found.tenantId),
  };
};

/** The platform gives what a superadmin gives; a reseller pays from the pool. */
export const payerOf = (viewer: Viewer, tenant: Tenant): Payer =>
  isSuperadmin(viewer) ? 'PLATFORM' : { adminId: tenant.admin };

/** Who moves credits, and why. */
export const movementBy = ({ userId }: Viewer, reason: string | null | undefined): Movement => ({
  actorId: userId,
  reason: reason ?? null,
});

/** The keys of every plugin there is. */
export const pluginCatalogue = async ({ db }: Write): Promise<readonly string[]> =>
  (await db.selectFrom('plugin').select('key').orderBy('key').execute()).map(({ key }) => key);

const auditable = ({ organization, tenant }: Account): Record<string, unknown> => ({
  name: tenant.displayName,
  status: tenant.status,
  customDomain: organization.customDomain,
  enabledPlugins: organization.enabledPlugins,
  storageLimitGb: organization.storageLimitGb,
  maxUsers: organization.maxUsers,
  bandwidthLimitGb: organization.bandwidthLimitGb,
});

/** Applies a change and says what it changed. */
export const changing = (account: Account, change: () => void): Changes => {
  const before = auditable(account);
  change();
  return changesBetween(before, auditable(account));
};

/** Adds a movement of credits to what else has changed. */
export const withCredits = (changes: Changes, field: string, before: number, after: number): Changes =>
  before === after
    ? changes
    : { before: { ...changes.before, [field]: before }, after: { ...changes.after, [field]: after } };

/** Says to the audit log what was done to an organization. */
export const auditOrganization = (
  tx: Write,
  verb: string,
  { organization, tenant }: Account,
  changes: Changes,
): void => {
  tx.audit({
    action: `organization.${verb}`,
    targetType: 'organization',
    targetId: String(organization.id),
    tenantId: tenant.id,
    adminId: tenant.admin,
    changes,
  });
};

/** Unique constraints decide who was first; this says it in the words of the domain. @throws CONFLICT, or what it was given */
export const organizationConflicts =
  (customDomain: string | null | undefined) =>
  (error: unknown): never => {
    const constraint = violatedUnique(error);
    if (constraint === 'organization_custom_domain_unique') {
      throw new AppError('CONFLICT', 'Custom domain already taken', {
        reason: 'DOMAIN_TAKEN',
        params: { customDomain: customDomain ?? '' },
      });
    }
    if (constraint === 'organization_tenant') {
      throw new AppError('CONFLICT', 'The tenant has an organization.', { reason: 'ORGANIZATION_EXISTS' });
    }
    throw error;
  };
