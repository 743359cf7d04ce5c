import type { Context } from '../../context.js';
import { Admin } from '../../entities/admin.js';
import { Organization } from '../../entities/organization.js';
import { PlatformSettings, platformSettingsId } from '../../entities/platform-settings.js';
import type { RegistrationRequest } from '../../entities/registration-request.js';
import { TenantMembership } from '../../entities/tenant-membership.js';
import type { Tenant } from '../../entities/tenant.js';
import { User } from '../../entities/user.js';
import { AppError } from '../../errors.js';
import { setCreditLimit } from '../../ledger.js';
import { notify } from '../../notify.js';
import { raiseUserAlerts } from '../../usage-alerts.js';
import type { Write } from '../../write.js';
import { insertAdmin } from '../admin/admin-writes.js';
import { movementBy } from '../organization/organization-writes.js';
import { insertTenant } from '../tenant/make-tenant.js';
import { adminWithRoom } from '../tenant/tenant-writes.js';

/**
 * The reseller that it came under, or a new one for the company where there is none, or none any more.
 * @throws CONFLICT where that one is suspended or full
 */
const resellerFor = async (tx: Write, { viewer }: Context, request: RegistrationRequest): Promise<number> => {
  const admin = request.admin == null ? null : await tx.em.findOneOrFail(Admin, request.admin);
  if (!admin || admin.deletedAt) {
    const { companyName, email: contactEmail, phone } = request;
    return (await insertAdmin(tx, { name: companyName, companyName, contactEmail, phone })).id;
  }
  await adminWithRoom(tx, viewer, admin.publicId);
  // Read again under its lock: somebody may have been suspending it.
  const { id, status } = await tx.em.findOneOrFail(Admin, admin.id, { refresh: true });
  if (status === 'SUSPENDED') throw new AppError('CONFLICT', 'Admin is suspended', { reason: 'WRONG_STATE' });
  return id;
};

/** The user of the address: whoever has it keeps name and password, a new one starts with the password of the form. */
const userFor = async ({ db, em }: Write, request: RegistrationRequest): Promise<User> => {
  const { publicId, email, name, passwordHash, status, createdAt, updatedAt } = User.create({
    email: request.email,
    ...(request.contactName == null ? {} : { name: request.contactName }),
    ...(request.passwordHash == null ? {} : { passwordHash: request.passwordHash }),
  });
  await db
    .insertInto('user')
    .values({
      public_id: publicId,
      email,
      name,
      password_hash: passwordHash,
      status,
      created_at: createdAt,
      updated_at: updatedAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  return em.findOneOrFail(User, { email: request.email });
};

const organizationFor = async (
  tx: Write,
  { viewer }: Context,
  request: RegistrationRequest,
  tenant: Tenant,
): Promise<Organization> => {
  const settings = await tx.em.findOneOrFail(PlatformSettings, platformSettingsId);
  const organization = Organization.create(tenant.id, {
    storageLimitGb: request.storageLimitGb ?? settings.defaultStorageLimitGb,
    maxUsers: request.maxUsers ?? settings.defaultMaxUsers,
    bandwidthLimitGb: settings.defaultBandwidthLimitGb,
  });
  await tx.em.persist(organization).flush();
  const limit = request.initialCreditLimit ?? settings.defaultCreditLimit;
  await setCreditLimit(tx, organization.id, limit, 'PLATFORM', movementBy(viewer, 'Initial limit'));
  return organization;
};

/**
 * Everything that an approved request becomes, and its line in the audit log, in the one transaction that it is given.
 * Answers the name of the organization.
 * @throws CONFLICT (reseller suspended or full), or the unique violation of a slug that is taken
 */
export const makeOrganization = async (tx: Write, context: Context, request: RegistrationRequest): Promise<string> => {
  const adminId = await resellerFor(tx, context, request);
  const displayName = request.orgName ?? request.desiredOrgName;
  const { slug, email } = request;
  const tenant = await insertTenant(tx, { slug, displayName, adminId, contactEmail: email, adminEmail: email }, null);
  const organization = await organizationFor(tx, context, request, tenant);
  const user = await userFor(tx, request);
  tx.em.persist(TenantMembership.create(tenant.id, user.id, 'TENANT_ADMIN'));
  await raiseUserAlerts(tx, tenant.id);
  request.activate(organization.id, adminId);
  notify(tx, [user.id], {
    type: 'registration.provisioned',
    title: 'Organization ready',
    message: `${displayName} has been set up`,
    data: { request_id: request.id, organization_id: organization.id },
  });
  tx.audit({
    action: 'registration.provisioned',
    targetType: 'registration_request',
    targetId: String(request.id),
    tenantId: tenant.id,
    adminId,
    changes: {
      before: { status: 'APPROVED' },
      after: {
        status: 'ACTIVE',
        tenant: tenant.id,
        organization: organization.id,
        admin: adminId,
        user: user.publicId,
      },
    },
  });
  return displayName;
};
