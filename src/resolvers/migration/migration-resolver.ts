import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { PageArgs } from '../connection.js';
import { findTenantMigrations } from './tenant-migration-reads.js';
import { TenantMigrationConnection } from './tenant-migration-type.js';

@Resolver()
export class MigrationResolver {
  @Query(() => TenantMigrationConnection, {
    description:
      "What every tenant's store has got of the migrations there are, by slug. A database that does not answer at once is told of in `error`.",
  })
  tenantMigrations(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) args: PageArgs,
  ): InstanceType<typeof TenantMigrationConnection> {
    const ofTenant = selectionAt(selectionOf(info), ['nodes', 'tenant'], ['edges', 'node', 'tenant']);
    return new TenantMigrationConnection(findTenantMigrations(context, args, ofTenant));
  }
}
