import { defineEntity, p } from '@mikro-orm/core';
import { newClientId } from '../ids.js';

/** What a client may be let do: read everything, or change it as well. */
export const clientScopes = ['admin:read', 'admin:write'] as const;
export type ClientScope = (typeof clientScopes)[number];

export const OAuthClientTable = defineEntity({
  name: 'OAuthClient',
  tableName: 'oauth_client',
  properties: {
    id: p.text().primary(),
    secretHash: p.text(),
    name: p.text(),
    scopes: p.array(),
    createdAt: p.datetime(3),
    lastUsedAt: p.datetime(3).nullable(),
  },
});

/** A program that gets tokens for itself, ScaiKey's GLOBAL application. Its tokens end with it. */
export class OAuthClient extends OAuthClientTable.class {
  static create(fields: {
    readonly secretHash: string;
    readonly name: string;
    readonly scopes: readonly ClientScope[];
  }): OAuthClient {
    const client = new OAuthClient();
    client.id = newClientId();
    client.secretHash = fields.secretHash;
    client.name = fields.name;
    client.scopes = clientScopes.filter((scope) => fields.scopes.includes(scope));
    client.createdAt = new Date();
    return client;
  }
}

OAuthClientTable.setClass(OAuthClient);
