import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { isSuperadmin, type Role } from '../../auth/viewer.js';
import { Context } from '../../context.js';
import { invalid } from '../../errors.js';
import { selectionOf } from '../../selection.js';
import { currentTenantId } from '../current-tenant.js';
import { RoleEnum } from '../enums.js';
import { latestProvisionings, ProvisioningType } from '../provisioning/provisioning-type.js';
import { findTenant, findTenants, TenantsArgs, tenantUnknown } from './tenant-reads.js';
import { TenantConnection, TenantType } from './tenant-type.js';

@Resolver(() => TenantType)
export class TenantResolver {
  /** @throws NOT_FOUND; INVALID unless exactly one key is given */
  @Query(() => TenantType, { nullable: true, description: 'One tenant, by its id or by its slug.' })
  async tenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('slug', () => String, { nullable: true }) slug?: string,
  ): Promise<TenantType> {
    if ((id == null) === (slug == null)) {
      throw invalid({ path: ['id'], code: 'REQUIRED', message: 'Give the id or the slug' });
    }
    const key = id == null ? { slug: slug ?? '' } : { id };
    const tenant = await findTenant(context, key, selectionOf(info));
    if (!tenant) throw tenantUnknown();
    return tenant;
  }

  /** @throws NOT_FOUND where the viewer belongs to none */
  @Query(() => TenantType, {
    nullable: true,
    description: "The tenant of the viewer's session, else the first that they joined.",
  })
  async currentTenant(@Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<TenantType> {
    const id = await currentTenantId(context);
    const tenant = id === null ? null : await findTenant(context, { id }, selectionOf(info));
    if (!tenant) throw tenantUnknown();
    return tenant;
  }

  @Query(() => TenantConnection, { description: 'The tenants that the viewer may see.' })
  tenants(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => TenantsArgs) args: TenantsArgs,
  ): InstanceType<typeof TenantConnection> {
    return new TenantConnection(findTenants(context, args, selectionOf(info)));
  }

  @FieldResolver(() => [RoleEnum], { description: 'What the viewer is to this tenant.' })
  viewerRoles(@Ctx() { viewer }: Context, @Root() tenant: TenantType): Role[] {
    if (isSuperadmin(viewer)) return ['SUPERADMIN'];
    const membership = viewer.tenants.find(({ id }) => id === tenant.id);
    const held: Role[] = viewer.adminIds.includes(tenant.adminKey) ? ['ADMIN'] : [];
    if (membership) held.push(membership.role === 'TENANT_ADMIN' ? 'TENANT_ADMIN' : 'MEMBER');
    return held;
  }

  @FieldResolver(() => ProvisioningType, {
    nullable: true,
    description: 'The newest attempt to make its store ready. For superadmins.',
  })
  provisioning(@Ctx() context: Context, @Root() tenant: TenantType): Promise<ProvisioningType | null> | null {
    return isSuperadmin(context.viewer) ? context.load(latestProvisionings, tenant.id) : null;
  }
}
