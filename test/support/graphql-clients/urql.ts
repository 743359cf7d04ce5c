import { cacheExchange, Client, fetchExchange, subscriptionExchange, type OperationResult } from '@urql/core';
import { createClient } from 'graphql-sse';
import { authorizationOf, Refusal, type GraphQLClient } from './client.js';

const dataOf = <Data>({ data, error }: Pick<OperationResult<Data>, 'data' | 'error'>): Data => {
  const [first] = error?.graphQLErrors ?? [];
  if (first) throw new Refusal(first.extensions);
  if (error) throw error;
  return data as Data;
};

/** urql as it is set up unless told otherwise, which sends queries as GET; subscriptions over graphql-sse. */
export const urql = (url: string): GraphQLClient => {
  const session: GraphQLClient['session'] = { token: undefined };
  const streams = createClient({ url: `${url}/graphql/stream`, headers: () => authorizationOf(session) });
  const client = new Client({
    url: `${url}/graphql`,
    fetchOptions: () => ({ headers: authorizationOf(session) }),
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: (sink) => ({ unsubscribe: streams.subscribe({ query, variables }, sink as never) }),
        }),
      }),
    ],
  });
  return {
    session,
    query: async (document, variables) =>
      dataOf(await client.query(document, variables as never, { requestPolicy: 'network-only' }).toPromise()),
    mutate: async (document, variables) => dataOf(await client.mutation(document, variables as never).toPromise()),
    subscribe: (document, variables, sink) => {
      const { unsubscribe } = client.subscription(document, variables).subscribe(({ data, error }) => {
        if (error) sink.error(error);
        else sink.next(data as never);
      });
      return unsubscribe;
    },
    close: () => {
      streams.dispose();
      return Promise.resolve();
    },
  };
};
