import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { clientClaims, clientTokenSeconds, clientViewer } from '../../auth/clients.js';
import { Context } from '../../context.js';
import type { ClientScope } from '../../entities/oauth-client.js';
import { AppError } from '../../errors.js';
import { write } from '../../write.js';
import { authenticateClient, ClientCredentialsInput, type KnownClient } from './authenticate-client.js';
import { ClientToken } from './oauth-client-type.js';

/** @throws INVALID for a scope that the client may not have */
const granted = ({ scopes }: KnownClient, asked: string | null | undefined): readonly ClientScope[] => {
  const names = (asked ?? '').split(' ').filter((name) => name !== '');
  if (names.length === 0) return scopes;
  if (names.some((name) => !scopes.some((scope) => scope === name))) {
    throw new AppError('INVALID', 'The client may not have this scope.', {
      reason: 'SCOPE_INVALID',
      violations: [{ path: ['scope'], code: 'ENUM', message: 'The client may not have this scope', allowed: scopes }],
    });
  }
  return scopes.filter((scope) => names.includes(scope));
};

@Resolver()
export class IssueClientTokenResolver {
  /** @throws UNAUTHENTICATED, INVALID (scope) */
  @Mutation(() => ClientToken, { description: 'The `client_credentials` grant of OAuth.' })
  async issueClientToken(
    @Ctx() context: Context,
    @Arg('client', () => ClientCredentialsInput) credentials: ClientCredentialsInput,
    @Arg('scope', () => String, {
      nullable: true,
      description: 'Space-separated; everything that the client may unless given.',
    })
    scope?: string | null,
  ): Promise<ClientToken> {
    const client = await authenticateClient(context.db, credentials);
    const claims = clientClaims(client.id, granted(client, scope));
    await write(context.as(clientViewer(client, claims.scope.split(' '))), (tx) => {
      tx.audit({
        action: 'client.token_issued',
        targetType: 'client',
        targetId: client.id,
        changes: { after: { scope: claims.scope } },
      });
      return Promise.resolve();
    });
    // The gateway's own bookkeeping: a client that may change nothing has been used as well.
    await context.db
      .updateTable('oauth_client')
      .set({ last_used_at: new Date() })
      .where('id', '=', client.id)
      .execute();
    const expiresAt = new Date(Date.now() + clientTokenSeconds * 1000);
    const accessToken = await context.services.tokens.issue(claims, expiresAt);
    return { accessToken, expiresIn: clientTokenSeconds, scope: claims.scope };
  }
}
