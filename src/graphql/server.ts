import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type RequestHandler } from 'express';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Context, Services } from '../context.js';
import { newRequestId } from '../ids.js';
import type { Telemetry } from '../telemetry.js';
import { answerTo } from './answer.js';
import type { CompiledOperations } from './compiled.js';
import { formatError, toAppError } from './format-error.js';
import { contextOf } from './http-context.js';
import { KnownDocuments } from './known-documents.js';
import { costLimit, documentLimits, maxLexicalTokens } from './limits.js';
import { shortWay } from './short-way.js';

const maxBody = '256kb';

/** A browser lets a page of another site send none of these unasked, so a GET that has one is nobody's trick. */
const preflighted = ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** Runs what Apollo has parsed and validated as a compiled operation, and formats its errors, which Apollo then leaves alone. */
const compiledExecution = (
  operations: CompiledOperations,
  known: KnownDocuments,
  telemetry: Telemetry,
): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      async responseForOperation({ request, source, document, contextValue, response }) {
        known.remember(source, document);
        const asked = { document, operationName: request.operationName, variables: request.variables ?? {} };
        const { status, retryAfter, result } = await answerTo(asked, contextValue, operations, telemetry);
        response.http.status = status;
        if (retryAfter !== undefined) response.http.headers.set('retry-after', String(retryAfter));
        return { ...response, body: { kind: 'single', singleResult: result } };
      },
    }),
});

/** Every answer carries its id and is nobody else's, also one to a request that cannot be read. */
const identify: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Request-Id', newRequestId());
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** What reaches Apollo's own error path comes from before execution: body, syntax, validation, credentials. */
const formatEarlyError =
  (telemetry: Telemetry) => (shown: { message: string; locations?: unknown }, error: unknown) => {
    const fault = toAppError(error);
    const known = error instanceof GraphQLError ? error.extensions['requestId'] : undefined;
    const requestId = typeof known === 'string' ? known : newRequestId();
    if (fault.code === 'INTERNAL' || fault.code === 'UNAVAILABLE')
      telemetry.emit({ type: 'failed', error: fault, requestId, api: 'graphql' });
    return formatError(fault, { ...(shown.locations ? { locations: shown.locations as never } : {}) }, requestId);
  };

/** GraphQL over HTTP: Apollo for the protocol, compiled operations for the work. */
export const graphqlServer = async (
  schema: GraphQLSchema,
  operations: CompiledOperations,
  services: Services,
  telemetry: Telemetry,
): Promise<{ handlers: RequestHandler[]; stop: () => Promise<void> }> => {
  const known = new KnownDocuments();
  const server = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: { requestHeaders: preflighted },
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens },
    maxRecursiveSelections: 1000,
    validationRules: documentLimits,
    plugins: [
      // Apollo's own page would load from its makers' hosts, and nothing here is anybody else's to keep.
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      costLimit(),
      compiledExecution(operations, known, telemetry),
    ],
    formatError: formatEarlyError(telemetry),
    stopOnTerminationSignals: false,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await server.start();
  return {
    handlers: [
      identify,
      express.json({ limit: maxBody }),
      shortWay(schema, operations, known, services, telemetry),
      expressMiddleware(server, {
        context: ({ req }) => contextOf(req, services),
      }),
    ],
    stop: () => server.stop(),
  };
};
