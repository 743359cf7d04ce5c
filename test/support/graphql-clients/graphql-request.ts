import { ClientError, GraphQLClient as Library } from 'graphql-request';
import type { TadaDocumentNode } from 'gql.tada';
import { authorizationOf, Refusal, type GraphQLClient } from './client.js';

/** graphql-request, which knows no subscriptions. */
export const graphqlRequest = (url: string): GraphQLClient => {
  const session: GraphQLClient['session'] = { token: undefined };
  const client = new Library(`${url}/graphql`, { headers: () => authorizationOf(session) });
  const run = async <Data, Variables extends object>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> => {
    try {
      return await client.request<Data>(document, variables);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      throw new Refusal(error.response.errors?.[0]?.extensions);
    }
  };
  return { session, query: run, mutate: run, close: () => Promise.resolve() };
};
