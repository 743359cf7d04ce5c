import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ClientScope } from '../../entities/oauth-client.js';
import { connectionOf } from '../connection.js';
import { plain } from '../projection.js';
import { DateTime } from '../scalars.js';

/** GraphQL's names for the scopes, which have colons. */
export const ClientScopeEnum = { ADMIN_READ: 'admin:read', ADMIN_WRITE: 'admin:write' } as const;
registerEnumType(ClientScopeEnum, {
  name: 'ClientScope',
  description: 'What a client may do as a superadmin: read (`admin:read`), or read and write (`admin:write`).',
});

@ObjectType('OAuthClient', { simpleResolvers: true, description: 'A program that gets tokens for itself.' })
export class OAuthClientType {
  @Field(() => ID, { description: 'Its `client_id`: `app_` and 16 characters.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => [ClientScopeEnum], { description: 'Without any, its tokens open nothing.' })
  scopes!: ClientScope[];

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it last got a token.' })
  lastUsedAt!: string | null;
}

@ObjectType({ simpleResolvers: true })
export class NewOAuthClient {
  @Field(() => OAuthClientType)
  client!: OAuthClientType;

  @Field(() => String, { description: 'Its `client_secret`. Nobody can show it again.' })
  secret!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A token that a client acts with, as itself.' })
export class ClientToken {
  @Field(() => String)
  accessToken!: string;

  @Field(() => Int, { description: 'Seconds.' })
  expiresIn!: number;

  @Field(() => String, { description: 'Space-separated, as OAuth writes them.' })
  scope!: string;
}

export const OAuthClientConnection = connectionOf(OAuthClientType, 'OAuthClient');

/** Where each field comes from, as an expression over `oauth_client as c`. */
export const oauthClientProjection = {
  always: ['id'],
  columns: {
    id: plain('c.id'),
    name: plain('c.name'),
    scopes: plain('c.scopes'),
    createdAt: plain('c.created_at'),
    lastUsedAt: plain('c.last_used_at'),
  },
};
