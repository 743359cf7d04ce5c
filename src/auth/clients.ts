import { sql, type Kysely } from 'kysely';
import type { Database } from '../entities/index.js';
import type { ClientScope } from '../entities/oauth-client.js';
import { anonymous, credentialsInvalid, type Viewer } from './viewer.js';

/** Tokens of clients live an hour. */
export const clientTokenSeconds = 60 * 60;

/** What a client's access token says, in ScaiKey's words. Only `sub` and `scope` are believed. */
export interface ClientClaims {
  /** The client's id. */
  readonly sub: string;
  readonly client_id: string;
  /** Space-separated. */
  readonly scope: string;
  readonly token_type: 'client_credentials';
  readonly platform_token: true;
  readonly app_scope: 'GLOBAL';
}

/** The claims of a token for a client, with these scopes. */
export const clientClaims = (id: string, scopes: readonly ClientScope[]): ClientClaims => ({
  ...{ sub: id, client_id: id, scope: scopes.join(' ') },
  ...{ token_type: 'client_credentials', platform_token: true, app_scope: 'GLOBAL' },
});

/** A client as it acts with some scopes: writing includes reading; without either it may do nothing. */
export const clientViewer = (
  { id, name }: { readonly id: string; readonly name: string },
  scopes: readonly string[],
): Viewer => {
  const writes = scopes.includes('admin:write');
  const role = writes || scopes.includes('admin:read') ? 'SUPERADMIN' : 'NONE';
  return { ...anonymous, credential: 'CLIENT', subject: id, name, role, readsOnly: !writes };
};

/**
 * The viewer behind a client's access token. The token never says more than the client may now.
 * @throws UNAUTHENTICATED where the client is gone
 */
export const loadClientViewer = async (
  db: Kysely<Database>,
  { sub, scope }: Pick<ClientClaims, 'sub' | 'scope'>,
): Promise<Viewer> => {
  const { rows } = await sql<{ id: string; name: string; scopes: readonly string[] }>`
    select c.id, c.name, to_json(c.scopes) as scopes from oauth_client c where c.id = ${sub}`.execute(db);
  const [client] = rows;
  if (!client) throw credentialsInvalid();
  const claimed = scope.split(' ');
  return clientViewer(
    client,
    client.scopes.filter((each) => claimed.includes(each)),
  );
};
