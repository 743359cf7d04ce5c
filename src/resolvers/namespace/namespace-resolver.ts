import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { selectionOf } from '../../selection.js';
import { CursorArgs } from '../connection.js';
import { mustHaveLoginMode } from '../tenant/must-have-login-mode.js';
import { TenantType } from '../tenant/tenant-type.js';
import { findNamespace, namespacesOf } from './namespace-reads.js';
import { NamespaceConnection, NamespaceType } from './namespace-type.js';

@Resolver(() => TenantType)
export class NamespaceResolver {
  /** @throws NOT_FOUND (tenant, namespace) */
  @Query(() => NamespaceType, { nullable: true, description: 'One namespace of a tenant.' })
  namespace(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
    @Arg('slug', () => String) slug: string,
    @Arg('mustHaveLoginMode', () => Boolean, mustHaveLoginMode) hasLoginMode?: boolean | null,
  ): Promise<NamespaceType> {
    return findNamespace(context, key, slug, selectionOf(info), hasLoginMode);
  }

  @FieldResolver(() => NamespaceConnection, { description: 'By slug.' })
  namespaces(
    @Ctx() context: Context,
    @Root() tenant: TenantType,
    @Args(() => CursorArgs) args: CursorArgs,
  ): InstanceType<typeof NamespaceConnection> {
    return new NamespaceConnection(namespacesOf(context, tenant.id, args));
  }
}
