import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { ApiToken } from '../../entities/api-token.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { write } from '../../write.js';
import { PageArgs } from '../connection.js';
import { findApiTokens, tokenUnknown, visibleTokens } from './api-token-reads.js';
import { ApiTokenConnection } from './api-token-type.js';

@Resolver()
export class ApiTokenResolver {
  @Query(() => ApiTokenConnection, { description: 'The service tokens that are not revoked, newest first.' })
  apiTokens(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) args: PageArgs,
  ): InstanceType<typeof ApiTokenConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    return new ApiTokenConnection(findApiTokens(context, args, selection));
  }

  /** @throws NOT_FOUND, also for one that is revoked already */
  @Mutation(() => ID, { description: 'Answers the id of the token, which opens nothing from now on.' })
  revokeApiToken(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<string> {
    const { viewer } = context;
    return write(context, async (tx) => {
      const found = await visibleTokens({ db: tx.db, viewer })
        .leftJoin('tenant as t', 't.id', 'k.tenant_id')
        .where('k.id', '=', id)
        .select(['k.id', 'k.tenant_id as tenantId', 't.admin_id as adminId'])
        .forUpdate('k')
        .executeTakeFirst();
      if (!found) throw tokenUnknown();
      const token = await tx.em.findOneOrFail(ApiToken, found.id);
      token.revoke();
      const { type, name } = token;
      tx.audit({
        action: 'token.revoked',
        targetType: 'token',
        targetId: id,
        tenantId: found.tenantId,
        adminId: found.adminId,
        changes: { before: { type, name } },
      });
      return id;
    });
  }
}
