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
  };
};
