import { sql } from 'kysely';
import { Args, ArgsType, Ctx, Field, Info, InputType, Query, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { z } from 'zod';
import { Context } from '../../context.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { text } from '../../violations.js';
import { visibleUsers } from '../../visibility.js';
import { PageArgs } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { Rules } from '../rules.js';
import { containing } from '../tenant/tenant-reads.js';
import { userColumns, UserConnection, UserType } from './user-type.js';

@InputType()
@Rules(z.object({ search: text(0, 254).nullish() }))
export class UserFilter {
  @Field(() => String, { nullable: true, description: 'Case-insensitive part of the e-mail address.' })
  search?: string | null;
}

@ArgsType()
class UsersArgs extends PageArgs {
  @Field(() => UserFilter, { nullable: true })
  filter?: UserFilter | null;
}

const newestFirst: readonly OrderKey[] = [{ alias: 'order0', expression: sql`u.id`, type: 'bigint', descending: true }];

@Resolver()
export class UserResolver {
  @Query(() => UserConnection, { description: 'The users there are, newest first.' })
  users(
    @Ctx() { db, viewer }: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => UsersArgs) args: UsersArgs,
  ): InstanceType<typeof UserConnection> {
    const visible = db.selectFrom('user as u').where(visibleUsers(viewer));
    const search = args.filter?.search;
    const query = search ? visible.where('u.email', 'ilike', containing(search)) : visible;
    const columns = userColumns(selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']), viewer);
    return new UserConnection(pageOf<UserType>({ query, keys: newestFirst, columns }, args));
  }
}
