/** Why a tenant's store cannot be made ready, in words that hold no secret and no value of a statement: they are shown and audited as they are. */
export class StoreError extends Error {
  /** Whether the same may well succeed a little later. */
  readonly passes: boolean;

  constructor(
    message: string,
    { passes = false, cause }: { readonly passes?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'StoreError';
    this.passes = passes;
  }
}

/** No room, shutting down, somebody else's lock, a time limit: what PostgreSQL calls "not now". */
const passing = /^(08|53|57P|57014|55P03|25P03|40)/;

/** The same of the network beneath it. A name that is not known is not among them: it is a mistake in the text. */
const unreachable = /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/;

const timedOut = /time(d )?out/i;
const cutOff = /terminated|closed/i;

const isState = (code: unknown): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(String(code));

/**
 * What may be told of a fault in a database: its code, never the words of a server or driver.
 * @param where such as `The tenant's database`
 */
export const storeError = (where: string, error: unknown): StoreError => {
  const { code, message, severity } = error as { code?: unknown; message?: unknown; severity?: unknown };
  // A server may say anything, also where a code is expected; what a driver finds by itself has no severity.
  if (severity !== undefined && !isState(code)) return new StoreError(`${where} refused.`, { cause: error });
  if (typeof code === 'string' && /^[A-Z0-9_]{1,32}$/.test(code)) {
    const isAnswer = isState(code);
    const passes = (isAnswer ? passing : unreachable).test(code);
    return new StoreError(`${where} ${isAnswer ? 'refused' : 'cannot be reached'} (${code}).`, {
      passes,
      cause: error,
    });
  }
  if (timedOut.test(String(message)))
    return new StoreError(`${where} did not answer in time.`, { passes: true, cause: error });
  if (cutOff.test(String(message)))
    return new StoreError(`${where} ended the connection.`, { passes: true, cause: error });
  return new StoreError(`${where} cannot be used.`, { cause: error });
};
