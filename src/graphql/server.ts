import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type Request, type RequestHandler } from 'express';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { authenticate } from '../auth/authenticate.js';
import { Context, type Services } from '../context.js';
import { AppError } from '../errors.js';
import { newRequestId } from '../ids.js';
import { kyselyOf } from '../orm.js';
import type { Telemetry } from '../telemetry.js';
import type { CompiledOperations } from './compiled.js';
import { formatError, toAppError } from './format-error.js';
import { costLimit, documentLimits, maxLexicalTokens } from './limits.js';
import { assertRepresentable } from './values.js';

const maxBody = '256kb';

const httpStatus: Partial<Record<AppError['code'], number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAVAILABLE: 503,
};

/** Runs what Apollo has parsed and validated as a compiled operation, and formats its errors, which Apollo then leaves alone. */
const compiledExecution = (operations: CompiledOperations, telemetry: Telemetry): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      async responseForOperation({ request, document, operationName, contextValue, response }) {
        const { requestId } = contextValue.origin;
        const show = (error: unknown, at: Partial<GraphQLError> = {}) => {
          const fault = toAppError(error);
          if (fault.code === 'INTERNAL' || fault.code === 'UNAVAILABLE') {
            telemetry.emit({ type: 'failed', error: fault, requestId, api: 'graphql' });
          }
          return formatError(fault, at, requestId);
        };
        try {
          const variables = request.variables ?? {};
          assertRepresentable(variables);
          const { data, errors } = await operations.run(document, operationName, variables, contextValue);
          const singleResult = {
            ...(data === undefined ? {} : { data }),
            ...(errors ? { errors: errors.map((error) => show(error, error)) } : {}),
          };
          return { ...response, body: { kind: 'single', singleResult } };
        } catch (error) {
          return { ...response, body: { kind: 'single', singleResult: { errors: [show(error)] } } };
        }
      },
    }),
});

const contextOf = async (request: Request, services: Services): Promise<Context> => {
  const origin = {
    requestId: newRequestId(),
    ip: request.ip ?? null,
    api: 'graphql',
    host: request.hostname,
    organizationId: request.get('x-organization-id'),
  };
  request.res?.setHeader('X-Request-Id', origin.requestId);
  try {
    const viewer = await authenticate(request.headers.authorization, services.tokens, kyselyOf(services.orm.em));
    return new Context(viewer, origin, services);
  } catch (error) {
    const fault = toAppError(error);
    throw new GraphQLError(fault.message, {
      originalError: fault,
      extensions: { http: { status: httpStatus[fault.code] ?? 500 } },
    });
  }
};

/** What reaches Apollo's own error path comes from before execution: body, syntax, validation, credentials. */
const formatEarlyError =
  (telemetry: Telemetry) => (shown: { message: string; locations?: unknown }, error: unknown) => {
    const fault = toAppError(error);
    const requestId = newRequestId();
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
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens },
    maxRecursiveSelections: 1000,
    validationRules: documentLimits,
    plugins: [costLimit(), compiledExecution(operations, telemetry)],
    formatError: formatEarlyError(telemetry),
    stopOnTerminationSignals: false,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await server.start();
  return {
    handlers: [
      express.json({ limit: maxBody }),
      expressMiddleware(server, {
        context: ({ req }) => contextOf(req, services),
      }),
    ],
    stop: () => server.stop(),
  };
};
