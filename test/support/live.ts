import { setTimeout } from 'node:timers/promises';
import { createClient as sseClient } from 'graphql-sse';
import { createClient as socketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A subscription as a client sees it: results as they come, and how it ended. */
export interface Subscription {
  readonly results: unknown[];
  /** Settles with `complete`, or with whatever the client was told instead. */
  readonly ended: Promise<unknown>;
  /** Resolves once there are so many results. @throws after five seconds */
  received(count: number): Promise<unknown[]>;
  leave(): void;
}

interface Sink {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

const subscription = (start: (sink: Sink) => () => void): Subscription => {
  const results: unknown[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<unknown>();
  const leave = start({
    next: (value) => results.push(value),
    error: resolve,
    complete: () => {
      resolve('complete');
    },
  });
  const received = async (count: number): Promise<unknown[]> => {
    for (let waited = 0; results.length < count; waited += 10) {
      if (waited > 20_000) throw new Error(`${results.length} of ${count} results came.`);
      await setTimeout(10);
    }
    return results;
  };
  return { results, ended, received, leave };
};

/** What is worth comparing of how a socket was closed. */
const closing = (event: unknown): unknown => {
  const { code, reason } = event as { code?: unknown; reason?: unknown };
  return code === undefined ? event : { code, reason };
};

/** Subscribes over WebSocket with graphql-ws' own client, which does not try again. */
export const overSocket = (url: string, token: string | undefined, query: string): Subscription => {
  const client = socketClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
  });
  return subscription((sink) =>
    client.subscribe(
      { query },
      {
        ...sink,
        error: (error) => {
          sink.error(closing(error));
        },
      },
    ),
  );
};

/** Subscribes over an event stream with graphql-sse's own client, which does not try again. */
export const overStream = (
  url: string,
  token: string | undefined,
  query: string,
  headers: Record<string, string> = {},
  variables: Record<string, unknown> = {},
): Subscription => {
  const client = sseClient({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  });
  return subscription((sink) =>
    client.subscribe(
      { query, variables },
      {
        ...sink,
        error: (error) => {
          const { response } = error as { response?: Response };
          sink.error(response ? response.status : error);
        },
      },
    ),
  );
};
