import type { GraphQLResolveInfo } from 'graphql';
import { sql } from 'kysely';
import { Arg, Args, Ctx, Field, ID, Info, InputType, Mutation, Query, Resolver } from 'type-graphql';
import { z } from 'zod';
import { hashSecret } from '../../auth/secret-hash.js';
import { Context, type Asking } from '../../context.js';
import { OAuthClient, type ClientScope } from '../../entities/oauth-client.js';
import { AppError } from '../../errors.js';
import { newSecret } from '../../ids.js';
import { held } from '../../orm/held.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { text } from '../../violations.js';
import { visibleOAuthClients } from '../../visibility.js';
import { write, writeThenRead } from '../../write.js';
import { PageArgs } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { project } from '../projection.js';
import { Rules } from '../rules.js';
import {
  ClientScopeEnum,
  NewOAuthClient,
  OAuthClientConnection,
  oauthClientProjection,
  type OAuthClientType,
} from './oauth-client-type.js';

@InputType()
@Rules(z.object({ name: text(1, 255) }))
export class CreateOAuthClientInput {
  @Field(() => String, { description: 'For people, to tell clients apart.' })
  name!: string;

  @Field(() => [ClientScopeEnum])
  scopes!: ClientScope[];
}

/** The same words whether it never existed, is deleted, or is hidden from the viewer. */
export const clientUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Client not found.', { reason: 'CLIENT_UNKNOWN' });

/** The clients that the viewer may see, as `c`. */
export const visibleClients = ({ db, viewer }: Asking) =>
  db.selectFrom('oauth_client as c').where(visibleOAuthClients(viewer));

const newestFirst: readonly OrderKey[] = [
  { alias: 'order0', expression: sql`c.created_at`, type: 'timestamptz', descending: true },
  { alias: 'order1', expression: sql`c.id`, type: 'text', descending: true },
];

@Resolver()
export class OAuthClientResolver {
  @Query(() => OAuthClientConnection, { description: 'The OAuth clients there are, newest first.' })
  oauthClients(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) args: PageArgs,
  ): InstanceType<typeof OAuthClientConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    const columns = project(oauthClientProjection, selection, context.viewer);
    return new OAuthClientConnection(
      pageOf<OAuthClientType>({ query: visibleClients(context), keys: newestFirst, columns }, args),
    );
  }

  /** @throws INVALID */
  @Mutation(() => NewOAuthClient)
  async createOAuthClient(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', () => CreateOAuthClientInput) { name, scopes }: CreateOAuthClientInput,
  ): Promise<NewOAuthClient> {
    const secret = newSecret();
    return writeThenRead(
      context,
      async (tx) => {
        const client = OAuthClient.create({ secretHash: hashSecret(secret), name, scopes });
        tx.em.persist(client);
        const changes = { after: { name, scopes: client.scopes } };
        tx.audit({ action: 'client.created', targetType: 'client', targetId: client.id, changes });
        return Promise.resolve(client.id);
      },
      async (id, asking) => {
        const client = await visibleClients(asking)
          .where('c.id', '=', id)
          .select(project(oauthClientProjection, selectionAt(selectionOf(info), ['client']), asking.viewer))
          .executeTakeFirstOrThrow();
        return { client: client as unknown as OAuthClientType, secret };
      },
    );
  }

  /** @throws NOT_FOUND */
  @Mutation(() => ID, { description: 'Answers the id of the client that is gone, and its tokens with it.' })
  deleteOAuthClient(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<string> {
    const { viewer } = context;
    return write(context, async (tx) => {
      const client = await held({ ...tx, viewer }, OAuthClient, {
        values: { id },
        alias: 'c',
        query: (slot) => visibleClients({ db: tx.db, viewer }).where('c.id', '=', slot('id')),
      });
      if (!client) throw clientUnknown();
      tx.em.remove(client);
      const changes = { before: { name: client.name, scopes: client.scopes } };
      tx.audit({ action: 'client.deleted', targetType: 'client', targetId: id, changes });
      return id;
    });
  }
}
