import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { TenantMembership, type TenantRole } from '../../entities/tenant-membership.js';
import type { Tenant } from '../../entities/tenant.js';
import { User } from '../../entities/user.js';
import { AppError, invalid } from '../../errors.js';
import { userIdPattern } from '../../ids.js';
import { raiseUserAlerts } from '../../usage-alerts.js';
import { write, type Write } from '../../write.js';
import { TenantRoleEnum } from '../enums.js';
import { usersByPublicId } from '../users.js';
import { mustHaveLoginMode } from './must-have-login-mode.js';
import { tenantForWrite } from './tenant-writes.js';

@ObjectType({ simpleResolvers: true, description: 'What a user is within a tenant.' })
export class TenantGrant {
  @Field(() => String)
  tenantSlug!: string;

  @Field(() => ID, { description: 'The public id of the user.' })
  userId!: string;

  @Field(() => TenantRoleEnum)
  role!: TenantRole;
}

/** Where everybody of an e-mail domain is a tenant admin there is nothing to grant or revoke. */
const refuseImplied = (tenant: Tenant): void => {
  if (tenant.loginMode !== 'EMAIL_DOMAIN') return;
  throw new AppError('CONFLICT', 'In an email-domain tenant every verified user is already a tenant admin.', {
    reason: 'ADMINS_IMPLIED',
  });
};

const refuseLast = async (tx: Write, tenant: Tenant, membership: TenantMembership): Promise<void> => {
  if (tenant.loginMode !== 'SSO') return;
  const others = await tx.em.count(TenantMembership, {
    tenant: tenant.id,
    role: 'TENANT_ADMIN',
    id: { $ne: membership.id },
  });
  if (others > 0) return;
  throw new AppError('CONFLICT', 'The last tenant admin cannot be removed.', { reason: 'LAST_TENANT_ADMIN' });
};

const entry = (verb: string, tenant: Tenant, userId: string) => ({
  action: `tenant.${verb}`,
  targetType: 'tenant',
  targetId: tenant.id,
  tenantId: tenant.id,
  adminId: tenant.admin,
  changes: { after: { userId } },
});

@Resolver()
export class TenantAdminsResolver {
  /** Granting twice changes nothing. @throws NOT_FOUND, FORBIDDEN, INVALID (user id), CONFLICT (email-domain tenant) */
  @Mutation(() => TenantGrant)
  async grantTenantAdmin(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
    @Arg('userId', () => ID, { description: 'A public user id; an unknown one waits for its user.' }) userId: string,
    @Arg('mustHaveLoginMode', () => Boolean, mustHaveLoginMode) hasLoginMode?: boolean | null,
  ): Promise<TenantGrant> {
    return write(context, async (tx) => {
      const tenant = await tenantForWrite(tx, context.viewer, 'grantTenantAdmin', key, hasLoginMode);
      if (!userIdPattern.test(userId)) {
        throw invalid({ path: ['userId'], code: 'PATTERN', message: 'A user id is usr_ and a ULID' });
      }
      refuseImplied(tenant);
      const [user] = await usersByPublicId(tx.em, [userId]);
      if (!user) throw new Error('A place is kept for every user id.');
      const held = await tx.em.findOne(TenantMembership, { tenant: tenant.id, user: user.id });
      if (held) held.role = 'TENANT_ADMIN';
      else tx.em.persist(TenantMembership.create(tenant.id, user.id, 'TENANT_ADMIN'));
      await raiseUserAlerts(tx, tenant.id);
      tx.audit(entry('admin_granted', tenant, userId));
      return { tenantSlug: tenant.slug, userId, role: 'TENANT_ADMIN' };
    });
  }

  /** @throws NOT_FOUND (tenant, grant), FORBIDDEN, CONFLICT (email-domain tenant, last admin of an SSO tenant) */
  @Mutation(() => TenantGrant, { description: 'Answers the grant that is gone.' })
  async revokeTenantAdmin(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
    @Arg('userId', () => ID, { description: 'A public user id.' }) userId: string,
    @Arg('mustHaveLoginMode', () => Boolean, mustHaveLoginMode) hasLoginMode?: boolean | null,
  ): Promise<TenantGrant> {
    return write(context, async (tx) => {
      const tenant = await tenantForWrite(tx, context.viewer, 'revokeTenantAdmin', key, hasLoginMode);
      refuseImplied(tenant);
      const user = await tx.em.findOne(User, { publicId: userId });
      const held =
        user && (await tx.em.findOne(TenantMembership, { tenant: tenant.id, user: user.id, role: 'TENANT_ADMIN' }));
      if (!held) throw new AppError('NOT_FOUND', 'The user holds no such grant.', { reason: 'GRANT_UNKNOWN' });
      await refuseLast(tx, tenant, held);
      tx.em.remove(held);
      await raiseUserAlerts(tx, tenant.id);
      tx.audit(entry('admin_revoked', tenant, userId));
      return { tenantSlug: tenant.slug, userId, role: 'TENANT_ADMIN' };
    });
  }
}
