import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { authorizationOf, Refusal, type GraphQLClient } from './client.js';

const dataOf = async <Data>(answer: Promise<{ data?: unknown }>): Promise<Data> => {
  try {
    return (await answer).data as Data;
  } catch (error) {
    throw CombinedGraphQLErrors.is(error) ? new Refusal(error.errors[0]?.extensions) : error;
  }
};

/** Apollo Client with its normalized cache, over HTTP and, for subscriptions, over graphql-ws. */
export const apollo = (url: string, cache = new InMemoryCache()): GraphQLClient & { readonly client: ApolloClient } => {
  const session: GraphQLClient['session'] = { token: undefined };
  const sockets = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () => authorizationOf(session),
  });
  const authorized = new SetContextLink(({ headers }) => ({ headers: { ...headers, ...authorizationOf(session) } }));
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(sockets),
      authorized.concat(new HttpLink({ uri: `${url}/graphql` })),
    ),
    cache,
  });
  return {
    session,
    client,
    query: (query, variables) => dataOf(client.query({ query, variables, fetchPolicy: 'network-only' })),
    mutate: (mutation, variables) => dataOf(client.mutate({ mutation, variables })),
    subscribe: (query, variables, sink) => {
      const subscription = client.subscribe({ query, variables }).subscribe({
        next: (result) => {
          if (result.error) sink.error(result.error);
          else sink.next(result.data as never);
        },
        error: sink.error,
        complete: sink.complete,
      });
      return () => {
        subscription.unsubscribe();
      };
    },
    close: async () => {
      client.stop();
      await sockets.dispose();
    },
  };
};
