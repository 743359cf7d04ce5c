import type { TestApp } from './app.js';
import type { Answer } from './clients.js';

interface Mutation {
  readonly action: string;
  readonly success: () => Promise<Answer>;
  readonly failure: () => Promise<Answer>;
}

/** How each mutation of credentials succeeds and how it fails. */
export const credentialMutations = (gateway: () => TestApp): Readonly<Record<string, Mutation>> => {
  const run = (document: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
    gateway().superadmin.graphql(document, variables);
  const createToken = (input: string): Promise<Answer> =>
    run(`mutation { createApiToken(input: { ${input} }) { token { id } secret } }`);
  const issue = (id: string): Promise<Answer> =>
    run('mutation($id: String!) { issueClientToken(client: { id: $id, secret: "client-secret" }) { accessToken } }', {
      id,
    });
  return {
    createApiToken: {
      action: 'token.created',
      success: () => createToken('type: ADMIN, name: "deployments"'),
      failure: () => createToken('type: ADMIN, name: "deployments", tenant: "root"'),
    },
    revokeApiToken: {
      action: 'token.revoked',
      success: async () => {
        const { userId: id } = await gateway().build.apiToken('ADMIN');
        return run('mutation($id: ID!) { revokeApiToken(id: $id) }', { id });
      },
      failure: () => run('mutation { revokeApiToken(id: "tok_0000000000000000") }'),
    },
    createOAuthClient: {
      action: 'client.created',
      success: () =>
        run(
          'mutation { createOAuthClient(input: { name: "reports", scopes: [ADMIN_READ] }) { client { id } secret } }',
        ),
      failure: () => run('mutation { createOAuthClient(input: { name: "", scopes: [] }) { secret } }'),
    },
    deleteOAuthClient: {
      action: 'client.deleted',
      success: async () => {
        const { id } = await gateway().build.client('admin:read');
        return run('mutation($id: ID!) { deleteOAuthClient(id: $id) }', { id });
      },
      failure: () => run('mutation { deleteOAuthClient(id: "app_0000000000000000") }'),
    },
    issueClientToken: {
      action: 'client.token_issued',
      success: async () => issue((await gateway().build.client('admin:read')).id),
      failure: () => issue('app_0000000000000000'),
    },
  };
};
