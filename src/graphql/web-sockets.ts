import type { IncomingMessage, Server } from 'node:http';
import {
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Origin } from '../context.js';
import { newRequestId } from '../ids.js';
import { toAppError } from './format-error.js';
import type { LiveOperations } from './live.js';

const maxMessageBytes = 256 * 1024;
const maxOperations = 50;
const keepAliveMilliseconds = 12_000;

/** WebSocket's own code for "try again later"; clients come back after it, as they do not after 4500. */
const tryAgainLater = 1013;

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

const first = (header: string | string[] | undefined): string | undefined =>
  [header].flat()[0]?.split(',', 1)[0]?.trim();

/** The same facts that Express reads off a request, which a socket does not pass through. */
const originOf = ({ headers, socket }: IncomingMessage, behindProxy: boolean): Origin => {
  const forwarded = (name: string): string | undefined => (behindProxy ? first(headers[name]) : undefined);
  const host = forwarded('x-forwarded-host') ?? headers.host;
  return {
    requestId: newRequestId(),
    ip: forwarded('x-forwarded-for') ?? socket.remoteAddress ?? null,
    api: 'graphql',
    host: host?.replace(/:\d+$/, ''),
    organizationId: first(headers['x-organization-id']),
  };
};

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/** What graphql-ws hands from `onSubscribe` to `execute` and `subscribe`: the results, already under way. */
const results = ({ contextValue }: ExecutionArgs) => contextValue as ExecutionResult;

const protocol = (schema: GraphQLSchema, live: LiveOperations, behindProxy: boolean) =>
  makeServer<Record<string, unknown>, Extra>({
    onConnect: async ({ connectionParams, extra: { socket, request } }) => {
      try {
        await live.authenticate(authorizationOf(connectionParams, request.headers.authorization));
        return true;
      } catch (error) {
        const { code, message } = toAppError(error);
        if (code === 'FORBIDDEN') socket.close(CloseCode.Forbidden, message);
        else if (code === 'UNAUTHENTICATED') socket.close(CloseCode.Unauthorized, message);
        else socket.close(tryAgainLater, 'Try again later');
        return false;
      }
    },
    onSubscribe: async ({ connectionParams, subscriptions, extra: { request } }, _id, payload) => {
      const origin = originOf(request, behindProxy);
      const authorization = authorizationOf(connectionParams, request.headers.authorization);
      try {
        if (Object.keys(subscriptions).length > maxOperations) {
          return [new GraphQLError('Too many operations on one socket.', { extensions: { code: 'RATE_LIMITED' } })];
        }
        const { document, operationName, ...checked } = live.check(payload);
        const contextValue = await live.start({ document, operationName, ...checked }, { authorization, origin });
        return { schema, document, operationName, contextValue };
      } catch (error) {
        const [shown] = live.failed(error, origin.requestId).errors ?? [];
        return [new GraphQLError(shown?.message ?? '', { extensions: shown?.extensions ?? {} })];
      }
    },
    execute: results,
    subscribe: results,
    // Errors in a result are formatted already; graphql-ws would look for a method on them.
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
  });

/** Tells a connection that has silently gone from one where nothing happens. */
const keepAlive = (socket: WebSocket): NodeJS.Timeout => {
  let answered = true;
  socket.on('pong', () => (answered = true));
  return setInterval(() => {
    if (!answered) socket.terminate();
    answered = false;
    socket.ping();
  }, keepAliveMilliseconds);
};

/** GraphQL over WebSocket (graphql-transport-ws) at `path`, on the server that answers HTTP. Answers how to close it. */
export const serveWebSockets = (
  server: Server,
  path: string,
  schema: GraphQLSchema,
  live: LiveOperations,
  behindProxy: boolean,
): (() => Promise<void>) => {
  const sockets = new WebSocketServer({ server, path, maxPayload: maxMessageBytes, handleProtocols });
  const graphql = protocol(schema, live, behindProxy);
  // It repeats the errors of the HTTP server, whose owner handles them.
  sockets.on('error', () => undefined);
  sockets.on('connection', (socket, request) => {
    const closed = graphql.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve) => {
            socket.send(data, () => {
              resolve();
            });
          }),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        onMessage: (hear) => {
          socket.on('message', (data: Buffer) => {
            hear(data.toString('utf8')).catch(() => {
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      { socket, request },
    );
    const beat = keepAlive(socket);
    // A broken frame or an oversized message closes the socket; there is nobody to tell.
    socket.on('error', () => undefined);
    socket.once('close', (code, reason) => {
      clearInterval(beat);
      void closed(code, reason.toString('utf8'));
    });
  });
  return () =>
    new Promise((resolve) => {
      for (const socket of sockets.clients) socket.close(1001, 'Going away');
      sockets.close(() => {
        resolve();
      });
    });
};
