import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import type { Tenant } from '../../entities/tenant.js';
import { invalid } from '../../errors.js';
import { selectionOf } from '../../selection.js';
import { write, writeThenRead } from '../../write.js';
import { UpdateTenantInput } from './tenant-inputs.js';
import { writtenTenant } from './tenant-reads.js';
import { TenantType } from './tenant-type.js';
import { tellOfSuspension } from './tell-of-suspension.js';
import { adminWithRoom, changing, settableStatus, tenantForWrite } from './tenant-writes.js';

const mergeBranding = (current: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...current, ...patch }).filter(([, value]) => value !== null));

const apply = (tenant: Tenant, input: UpdateTenantInput, adminId: number | undefined): void => {
  if (input.slug != null && input.slug !== tenant.slug) {
    throw invalid({ path: ['slug'], code: 'IMMUTABLE', message: 'A slug never changes' });
  }
  if (input.displayName !== undefined) tenant.displayName = input.displayName;
  if (input.contactEmail !== undefined) tenant.contactEmail = input.contactEmail;
  if (input.issuer !== undefined) tenant.issuer = input.issuer;
  if (input.status != null) tenant.changeStatus(settableStatus(input.status));
  if (input.settings) tenant.changeSettings(input.settings);
  if (input.branding) tenant.branding = mergeBranding(tenant.branding, input.branding);
  if (adminId !== undefined) tenant.handTo(adminId);
};

@Resolver()
export class UpdateTenantResolver {
  /** @throws NOT_FOUND, FORBIDDEN, INVALID, CONFLICT (root, reseller full) */
  @Mutation(() => TenantType)
  async updateTenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
    @Arg('input', () => UpdateTenantInput) input: UpdateTenantInput,
  ): Promise<TenantType> {
    return writeThenRead(
      context,
      async (tx) => {
        const tenant = await tenantForWrite(tx, context.viewer, 'updateTenant', key);
        const adminId =
          input.adminId == null ? undefined : await this.transferTarget(tx, context, tenant, input.adminId);
        const changes = changing(tenant, () => {
          apply(tenant, input, adminId);
        });
        await tellOfSuspension(tx, tenant, changes);
        tx.audit({
          action: 'tenant.updated',
          targetType: 'tenant',
          targetId: tenant.id,
          tenantId: tenant.id,
          adminId: tenant.admin,
          changes,
        });
        return tenant.id;
      },
      (id, asking) => writtenTenant(asking, id, selectionOf(info)),
    );
  }

  /** Staying where it is takes no new place, so a full reseller may keep what they have. */
  private async transferTarget(
    tx: Parameters<typeof adminWithRoom>[0],
    { viewer }: Context,
    tenant: Tenant,
    adminId: string,
  ) {
    const current = await tx.db
      .selectFrom('admin')
      .where('id', '=', tenant.admin)
      .select('public_id')
      .executeTakeFirst();
    return current?.public_id === adminId ? tenant.admin : adminWithRoom(tx, viewer, adminId);
  }

  /** Soft: the row stays for the audit log, slug and custom domain become free. @throws NOT_FOUND, FORBIDDEN, CONFLICT (root) */
  @Mutation(() => ID, { description: 'Answers the id of the tenant that is gone.' })
  deleteTenant(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
  ): Promise<string> {
    return write(context, async (tx) => {
      const tenant = await tenantForWrite(tx, context.viewer, 'deleteTenant', key);
      const changes = changing(tenant, () => {
        tenant.delete();
      });
      await tx.db.updateTable('organization').set({ custom_domain: null }).where('tenant_id', '=', tenant.id).execute();
      tx.announce('provisioning', () => ({ tenantId: tenant.id }));
      tx.audit({
        action: 'tenant.deleted',
        targetType: 'tenant',
        targetId: tenant.id,
        tenantId: tenant.id,
        adminId: tenant.admin,
        changes,
      });
      return tenant.id;
    });
  }
}
