import { Arg, Args, Ctx, FieldResolver, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { everywhereOf, selectionAt, selectionOf } from '../../selection.js';
import { adminsByKey, AdminType } from '../admin-type.js';
import { organizationsByTenant } from '../organization/organization-reads.js';
import { OrganizationType } from '../organization/organization-type.js';
import { usersByKey, UserType } from '../user/user-type.js';
import { provisionRegistration } from './provision-registration.js';
import { ApproveRegistrationInput, RejectRegistrationArgs } from './registration-inputs.js';
import { findRegistration, findRegistrations, RegistrationsArgs } from './registration-reads.js';
import { RegistrationConnection, RegistrationType } from './registration-type.js';
import { approveRegistration, rejectRegistration } from './review-registration.js';

@Resolver(() => RegistrationType)
export class RegistrationResolver {
  /** @throws NOT_FOUND */
  @Query(() => RegistrationType, { nullable: true })
  registrationRequest(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => Int) id: number,
  ): Promise<RegistrationType> {
    return findRegistration(context, id, selectionOf(info));
  }

  @Query(() => RegistrationConnection, { description: 'The requests for an organization, newest first.' })
  registrationRequests(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => RegistrationsArgs) args: RegistrationsArgs,
  ): InstanceType<typeof RegistrationConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    return new RegistrationConnection(findRegistrations(context, args, selection));
  }

  /** @throws NOT_FOUND, CONFLICT (not pending, slug taken), INVALID */
  @Mutation(() => RegistrationType)
  async approveRegistration(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => Int) id: number,
    @Arg('input', () => ApproveRegistrationInput, { nullable: true }) input?: ApproveRegistrationInput | null,
  ): Promise<RegistrationType> {
    await approveRegistration(context, id, input ?? {});
    return findRegistration(context, id, selectionOf(info));
  }

  /** @throws NOT_FOUND, CONFLICT (not pending), INVALID */
  @Mutation(() => RegistrationType)
  async rejectRegistration(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => RejectRegistrationArgs) { id, reason }: RejectRegistrationArgs,
  ): Promise<RegistrationType> {
    await rejectRegistration(context, id, reason);
    return findRegistration(context, id, selectionOf(info));
  }

  /** @throws NOT_FOUND, CONFLICT (not approved, slug taken, reseller suspended or full) */
  @Mutation(() => RegistrationType, {
    description:
      'Makes reseller, tenant, organization and its first user, all or none; what has failed may be repeated.',
  })
  async provisionRegistration(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => Int) id: number,
  ): Promise<RegistrationType> {
    await provisionRegistration(context, id);
    return findRegistration(context, id, selectionOf(info));
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Who approved or rejected it; null where nobody had to.',
  })
  reviewedBy(@Ctx() context: Context, @Root() { reviewerKey }: RegistrationType): Promise<UserType | null> | null {
    return reviewerKey === null ? null : context.load(usersByKey, reviewerKey);
  }

  @FieldResolver(() => AdminType, { nullable: true, description: 'The reseller it came under, or has become.' })
  admin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Root() { adminKey }: RegistrationType,
  ): Promise<AdminType | null> | null {
    return adminKey === null ? null : context.load(adminsByKey, adminKey, everywhereOf(info));
  }

  @FieldResolver(() => OrganizationType, { nullable: true, description: 'What it has become.' })
  organization(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Root() { tenantKey }: RegistrationType,
  ): Promise<OrganizationType | null> | null {
    return tenantKey === null ? null : context.load(organizationsByTenant, tenantKey, everywhereOf(info));
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Whose organization it has become.' })
  user(@Ctx() context: Context, @Root() { userKey }: RegistrationType): Promise<UserType | null> | null {
    return userKey === null ? null : context.load(usersByKey, userKey);
  }
}
