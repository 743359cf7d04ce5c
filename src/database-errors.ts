import { OptimisticLockError } from '@mikro-orm/core';
import { AppError } from './errors.js';

/** SQLSTATE classes and codes that mean "not now": connection trouble, no room, shutting down, a time limit passed. */
const unavailable = /^(08|53|57P|57014|55P03|25P03)/;

/** What an update fails with that was to change a row which somebody else has changed. */
export const stale = 'STALE';

/** What node-postgres and the sockets under it say when nobody answers in time. */
const unreachable =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|Query read timeout|timeout exceeded when trying to connect|Connection terminated|connection timeout|PGlite is clos/i;

/** The driver's own error, beneath whatever MikroORM wrapped around it. */
const driverError = (
  error: unknown,
): { code?: unknown; severity?: unknown; message: string; constraint?: unknown } | undefined =>
  error instanceof Error ? error : undefined;

/** The unique constraint that an insert or update ran into, or undefined if it failed otherwise. */
export const violatedUnique = (error: unknown): string | undefined => {
  const fault = driverError(error);
  if (fault?.code !== '23505') return undefined;
  if (typeof fault.constraint === 'string') return fault.constraint;
  return /unique constraint "([^"]+)"/.exec(fault.message)?.[1];
};

/** PostgreSQL calls fatal what ends a connection or refuses one: the database is closed, gone, or the login is. */
const isUnavailable = ({ code, severity, message }: { code?: unknown; severity?: unknown; message: string }): boolean =>
  severity === 'FATAL' || (typeof code === 'string' && unavailable.test(code)) || unreachable.test(message);

/**
 * Whatever a use-case threw, as an AppError. Trouble with the database is UNAVAILABLE, because trying again may help;
 * somebody else's change in between is CONFLICT; anything unknown is INTERNAL.
 */
export const fromDatabase = (thrown: unknown): AppError => {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof OptimisticLockError || driverError(thrown)?.code === stale) {
    return new AppError('CONFLICT', 'It was changed by somebody else meanwhile.', { reason: 'STALE', cause: thrown });
  }
  const fault = driverError(thrown);
  if (fault && isUnavailable(fault)) {
    return new AppError('UNAVAILABLE', 'The database does not answer. Try again shortly.', { cause: thrown });
  }
  return new AppError('INTERNAL', 'An unexpected error occurred.', { cause: thrown });
};
