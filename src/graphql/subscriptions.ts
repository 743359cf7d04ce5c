import type { Server } from 'node:http';
import { GraphQLError, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/express';
import { useServer } from 'graphql-ws/use/ws';
import type { RequestHandler } from 'express';
import { WebSocketServer } from 'ws';
import { newRequestId } from '../ids.js';
import { failed, type LiveOperations } from './live.js';

const maxMessageBytes = 256 * 1024;

/** Clients that cannot set headers on a socket give the header in the `connection_init` payload. */
const authorizationOf = (
  params: Readonly<Record<string, unknown>> | undefined,
  header: string | undefined,
): string | undefined => {
  const given =
    params?.['authorization'] ??
    params?.['Authorization'] ??
    (params?.['headers'] as Record<string, unknown> | undefined)?.['authorization'];
  return typeof given === 'string' ? given : header;
};

/** What graphql-ws hands from `onSubscribe` to `execute` and `subscribe`: the work itself, already checked. */
interface Carried {
  readonly start: () => ReturnType<LiveOperations['start']>;
}

const started = ({ contextValue }: ExecutionArgs) => (contextValue as Carried).start() as Promise<ExecutionResult>;

/** A failure in the form graphql-ws passes on. */
const refusal = (error: unknown): GraphQLError[] => {
  const [shown] = failed(error, newRequestId()).errors ?? [];
  return [new GraphQLError(shown?.message ?? '', { extensions: shown?.extensions ?? {} })];
};

/** GraphQL over WebSocket (graphql-transport-ws) at `path`, on the server that answers HTTP. */
export const serveWebSockets = (
  server: Server,
  path: string,
  schema: GraphQLSchema,
  live: LiveOperations,
): (() => Promise<void>) => {
  const sockets = new WebSocketServer({ server, path, maxPayload: maxMessageBytes });
  const { dispose } = useServer(
    {
      onConnect: ({ connectionParams, extra }) =>
        live.authenticate(authorizationOf(connectionParams, extra.request.headers.authorization)).then(
          () => true,
          () => false,
        ),
      onSubscribe: ({ connectionParams, extra: { request } }, _id, payload) => {
        const authorization = authorizationOf(connectionParams, request.headers.authorization);
        const ip = request.socket.remoteAddress ?? null;
        try {
          const document = live.check(payload);
          const start = () => live.start(document, payload, { authorization, ip });
          return { schema, document, operationName: payload.operationName ?? null, contextValue: { start } };
        } catch (error) {
          return refusal(error);
        }
      },
      execute: started,
      subscribe: started,
    },
    sockets,
  );
  return async () => dispose();
};

/** GraphQL over server-sent events, for clients and networks without WebSocket. */
export const serveEventStreams = (live: LiveOperations): RequestHandler => {
  const handler = createHandler({
    // Each request stands for itself; a token that groups streams would be one more credential.
    authenticate: () => '',
    onSubscribe: async (request, params) => {
      const authorization = request.headers.get('authorization') ?? undefined;
      try {
        return await live.start(live.check(params), params, {
          authorization,
          ip: request.raw.ip ?? null,
        });
      } catch (error) {
        return failed(error, newRequestId());
      }
    },
  });
  return async (request, response) => handler(request, response);
};
