import { Arg, Args, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { currentPeriod } from '../../entities/bandwidth-period.js';
import { everywhereOf, selectionAt, selectionOf } from '../../selection.js';
import { usageOf } from '../../usage.js';
import { tenantsByKey, tenantUnknown } from '../tenant/tenant-reads.js';
import { TenantType } from '../tenant/tenant-type.js';
import { findOrganization, findOrganizations, OrganizationsArgs } from './organization-reads.js';
import { OrganizationConnection, OrganizationType } from './organization-type.js';
import { OrganizationUsage } from './usage-type.js';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  /** @throws NOT_FOUND */
  @Query(() => OrganizationType, { nullable: true })
  organization(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => Int) id: number,
  ): Promise<OrganizationType> {
    return findOrganization(context, id, selectionOf(info));
  }

  @Query(() => OrganizationConnection, { description: 'The organizations that the viewer may see, newest first.' })
  organizations(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => OrganizationsArgs) args: OrganizationsArgs,
  ): InstanceType<typeof OrganizationConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    return new OrganizationConnection(findOrganizations(context, args, selection));
  }

  @FieldResolver(() => TenantType)
  async tenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Root() organization: OrganizationType,
  ): Promise<TenantType> {
    const tenant = await context.load(tenantsByKey, organization.tenantKey, everywhereOf(info));
    // Deleted in the same moment: the organization is gone with it.
    if (!tenant) throw tenantUnknown();
    return tenant;
  }

  @FieldResolver(() => OrganizationUsage)
  usage(@Root() organization: OrganizationType): OrganizationUsage {
    return usageOf(organization, currentPeriod());
  }
}
