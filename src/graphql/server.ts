import { ApolloServer, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type Request, type RequestHandler } from 'express';
import { GraphQLError, OperationTypeNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { authenticate } from '../auth/authenticate.js';
import { Context, type Services } from '../context.js';
import { AppError } from '../errors.js';
import { newRequestId } from '../ids.js';
import { kyselyOf } from '../orm.js';
import type { Telemetry } from '../telemetry.js';
import type { CompiledOperations } from './compiled.js';
import { formatError, requestError, statusOf, toAppError } from './format-error.js';
import { costLimit, documentLimits, maxLexicalTokens } from './limits.js';
import { assertRepresentable } from './values.js';

const maxBody = '256kb';

/** A browser lets a page of another site send none of these unasked, so a GET that has one is nobody's trick. */
const preflighted = ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** An answer without data: nothing ran, so the status says so as well. */
const refused = (
  response: Pick<GraphQLResponse, 'http'>,
  fault: AppError,
  errors: GraphQLFormattedError[],
): GraphQLResponse => ({
  http: { ...response.http, status: statusOf(fault) },
  body: { kind: 'single', singleResult: { errors } },
});

const notHere = (): AppError =>
  new AppError('INVALID', 'Subscriptions are served over WebSocket and event streams.', {
    reason: 'OPERATION_REFUSED',
  });

/** Runs what Apollo has parsed and validated as a compiled operation, and formats its errors, which Apollo then leaves alone. */
const compiledExecution = (operations: CompiledOperations, telemetry: Telemetry): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      async responseForOperation({ request, document, operation, operationName, contextValue, response }) {
        const { requestId } = contextValue.origin;
        const show = (error: unknown, at: Partial<GraphQLError> = {}) => {
          const fault = toAppError(error);
          if (fault.code === 'INTERNAL' || fault.code === 'UNAVAILABLE') {
            telemetry.emit({ type: 'failed', error: fault, requestId, api: 'graphql' });
          }
          const { retryAfter } = fault.params;
          if (retryAfter !== undefined) response.http.headers.set('retry-after', String(retryAfter));
          return formatError(fault, at, requestId);
        };
        try {
          if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw notHere();
          const variables = request.variables ?? {};
          assertRepresentable(variables);
          const { data, errors } = await operations.run(document, operationName, variables, contextValue);
          const shown = errors && { errors: errors.map((error) => show(error, error)) };
          if (data !== undefined) return { ...response, body: { kind: 'single', singleResult: { data, ...shown } } };
          return refused(response, toAppError(errors?.[0]), shown?.errors ?? []);
        } catch (error) {
          return refused(response, toAppError(error), [show(error)]);
        }
      },
    }),
});

/** Every answer carries its id, also one to a request that cannot be read. */
const identify: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Request-Id', newRequestId());
  next();
};

const contextOf = async (request: Request, services: Services): Promise<Context> => {
  const requestId = String(request.res?.getHeader('X-Request-Id'));
  try {
    const viewer = await authenticate(request.headers.authorization, services, kyselyOf(services.orm.em));
    const origin = {
      requestId,
      ip: request.ip ?? null,
      api: 'graphql',
      host: request.hostname,
      organizationId: request.get('x-organization-id'),
    };
    return new Context(viewer, origin, services);
  } catch (error) {
    throw requestError(toAppError(error), requestId);
  }
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
    // Apollo's own page would load from its makers' hosts.
    plugins: [ApolloServerPluginLandingPageDisabled(), costLimit(), compiledExecution(operations, telemetry)],
    formatError: formatEarlyError(telemetry),
    stopOnTerminationSignals: false,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await server.start();
  return {
    handlers: [
      identify,
      express.json({ limit: maxBody }),
      expressMiddleware(server, {
        context: ({ req }) => contextOf(req, services),
      }),
    ],
    stop: () => server.stop(),
  };
};
