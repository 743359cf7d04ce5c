import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { AdminConnection, AdminType } from '../admin-type.js';
import { OrganizationType } from '../organization/organization-type.js';
import { partnerGroupsByKey, PartnerGroupType } from '../partner-group/partner-group-type.js';
import { usersByKey, UserType } from '../user/user-type.js';
import { AdminsArgs } from './admin-inputs.js';
import { mostOrganizations, organizationsByAdmin } from './admin-organizations.js';
import { findAdmin, findAdmins } from './admin-reads.js';

@Resolver(() => AdminType)
export class AdminResolver {
  /** @throws NOT_FOUND */
  @Query(() => AdminType, { nullable: true, description: 'One reseller.' })
  admin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID, { description: 'A public id or a number.' }) id: string,
  ): Promise<AdminType> {
    return findAdmin(context, id, selectionOf(info));
  }

  @Query(() => AdminConnection, { description: 'The resellers that the viewer may see, newest first.' })
  admins(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => AdminsArgs) args: AdminsArgs,
  ): InstanceType<typeof AdminConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    return new AdminConnection(findAdmins(context, args, selection));
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who acts for it.' })
  owner(@Ctx() context: Context, @Root() { ownerKey }: AdminType): Promise<UserType | null> | null {
    return ownerKey === null ? null : context.load(usersByKey, ownerKey);
  }

  @FieldResolver(() => PartnerGroupType, { nullable: true })
  partnerGroup(
    @Ctx() context: Context,
    @Root() { partnerGroupKey }: AdminType,
  ): Promise<PartnerGroupType | null> | null {
    return partnerGroupKey === null ? null : context.load(partnerGroupsByKey, partnerGroupKey);
  }

  @FieldResolver(() => [OrganizationType], { description: `Oldest first, ${mostOrganizations} at most.` })
  async organizations(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Root() { number }: AdminType,
  ): Promise<OrganizationType[]> {
    return (await context.load(organizationsByAdmin(selectionOf(info)), number)) ?? [];
  }
}
