import type { Write } from '../../write.js';
import { violatedUnique } from '../../database-errors.js';
import { storeName } from '../../entities/store-name.js';
import { Tenant, type NewTenant } from '../../entities/tenant.js';
import { AppError } from '../../errors.js';
import { startProvisioning } from '../../start-provisioning.js';

/**
 * Puts a new tenant into the database, with the first attempt to make its store ready. Auditing it is the caller's.
 * @param passwordHash what the user of its admin e-mail starts with, if that user is new
 */
export const insertTenant = async (
  tx: Write,
  fields: Omit<NewTenant, 'databaseName'>,
  passwordHash: string | null,
): Promise<Tenant> => {
  const tenant = Tenant.create({ ...fields, databaseName: await storeName(tx.db, fields.slug) });
  await tx.em.persist(tenant).flush();
  await startProvisioning(tx, tenant.id, passwordHash);
  return tenant;
};

/** Unique constraints decide who was first; this says it in the words of the domain. @throws CONFLICT, or what it was given */
export const tenantConflicts =
  (slug: string, emailDomain: string | null | undefined) =>
  (error: unknown): never => {
    const constraint = violatedUnique(error);
    // Two tenants of one slug made at once also claim one schema name, and that constraint is checked first.
    if (constraint === 'tenant_slug_live' || constraint === 'tenant_database_name_unique') {
      throw new AppError('CONFLICT', `Tenant with slug '${slug}' already exists.`, {
        reason: 'SLUG_TAKEN',
        params: { slug },
      });
    }
    if (constraint === 'tenant_email_domain_live') {
      throw new AppError('CONFLICT', 'Another tenant has this e-mail domain.', {
        reason: 'EMAIL_DOMAIN_TAKEN',
        params: { emailDomain: emailDomain ?? '' },
      });
    }
    throw error;
  };
