import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { fromDatabase } from '../database-errors.js';
import { AppError } from '../errors.js';

/** GraphQL's own messages repeat the value they refuse, which may be a password. */
const withoutInput = (message: string): string =>
  message.replace(/got invalid value [\s\S]*?(?= at "|; )/, 'got an invalid value');

/**
 * What a GraphQL error means in the closed set of codes. One without a path comes from the request itself
 * (syntax, validation, variables); one with a path and nothing behind it is a fault of ours.
 */
export const toAppError = (error: unknown): AppError => {
  if (!(error instanceof GraphQLError)) return fromDatabase(error);
  if (error.originalError && !(error.originalError instanceof GraphQLError)) return fromDatabase(error.originalError);
  if (error.path) return new AppError('INTERNAL', 'An unexpected error occurred.', { cause: error });
  const message = withoutInput(error.message);
  return new AppError('INVALID', message, { reason: 'OPERATION_REFUSED' });
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
