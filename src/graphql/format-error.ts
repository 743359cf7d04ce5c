import { GraphQLError, type ASTNode, type GraphQLFormattedError } from 'graphql';
import { fromDatabase } from '../database-errors.js';
import { AppError } from '../errors.js';

const isValue = ({ kind }: ASTNode): boolean => kind.endsWith('Value');

/** GraphQL's own messages repeat the value they refuse, which may be a password. */
const withoutInput = ({ message, nodes }: GraphQLError): string => {
  if (nodes?.some(isValue) && !message.startsWith('Field "')) {
    const type = /(?:^Expected value of type |^Enum |in )"([^"]+)"|^(\w+) cannot represent/.exec(message);
    return type ? `Expected a value of type ${type[1] ?? type[2] ?? ''}.` : 'A value does not fit its type.';
  }
  return message
    .replace(/got invalid value [\s\S]*$/, 'got an invalid value.')
    .replace(/^(Syntax Error: .*?(?:String|Int|Float|Name)) "[\s\S]*$/, '$1.');
};

/**
 * What a GraphQL error means in the closed set of codes. One without a path comes from the request itself
 * (syntax, validation, variables); one with a path and nothing behind it is a fault of ours.
 */
export const toAppError = (error: unknown): AppError => {
  if (!(error instanceof GraphQLError)) return fromDatabase(error);
  if (error.originalError && !(error.originalError instanceof GraphQLError)) return fromDatabase(error.originalError);
  if (error.path) return new AppError('INTERNAL', 'An unexpected error occurred.', { cause: error });
  return new AppError('INVALID', withoutInput(error), { reason: 'OPERATION_REFUSED' });
};

/** Where in a document and a result an error belongs; a GraphQLError says so itself. */
type Place = { readonly [Key in 'locations' | 'path']?: GraphQLFormattedError[Key] | undefined };

/** An AppError as GraphQL shows it: the code always, the rest where there is any. */
export const formatError = (error: AppError, { locations, path }: Place, requestId: string): GraphQLFormattedError => ({
  message: error.message,
  ...(locations ? { locations } : {}),
  ...(path ? { path } : {}),
  extensions: {
    code: error.code,
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    ...(error.violations.length > 0 ? { violations: error.violations } : {}),
    ...(Object.keys(error.params).length > 0 ? { params: error.params } : {}),
    ...(error.code === 'INTERNAL' ? { requestId } : {}),
  },
});

const httpStatus: Readonly<Record<AppError['code'], number>> = {
  INVALID: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** The HTTP status of a request that was refused before any field of it ran. */
export const statusOf = ({ code }: AppError): number => httpStatus[code];

/** A refusal of the whole request in the form that Apollo carries to the client, with its status. */
export const requestError = (fault: AppError, requestId?: string): GraphQLError =>
  new GraphQLError(fault.message, {
    originalError: fault,
    extensions: { http: { status: statusOf(fault) }, ...(requestId === undefined ? {} : { requestId }) },
  });
