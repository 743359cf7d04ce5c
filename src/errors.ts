/** The closed set of error codes. Every failure that leaves the gateway carries one of them. */
export type ErrorCode =
  'INVALID' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'RATE_LIMITED' | 'UNAVAILABLE' | 'INTERNAL';

/**
 * Why, in a word a machine can act on. A dialect translates reasons into its own texts;
 * a reason it does not know falls back to the face of its code.
 */
export type Reason =
  // What the request itself got wrong, before any use-case ran.
  | 'MALFORMED_REQUEST'
  | 'MALFORMED_JSON'
  | 'PATH_MISMATCH'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'PAYLOAD_TOO_LARGE'
  | 'ROUTE_UNKNOWN'
  | 'METHOD_NOT_ALLOWED'
  | 'DIALECT_UNKNOWN'
  | 'OPERATION_REFUSED'
  // Who is asking.
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_INVALID'
  | 'CLIENT_INVALID'
  | 'GRANT_UNSUPPORTED'
  | 'SCOPE_INVALID'
  | 'SCOPE_MISSING'
  | 'TENANT_DEACTIVATED'
  | 'TENANT_EXPIRED'
  | 'APP_BOUNDARY'
  // What the domain refuses.
  | 'TENANT_UNKNOWN'
  | 'ADMIN_UNKNOWN'
  | 'GRANT_UNKNOWN'
  | 'NAMESPACE_UNKNOWN'
  | 'NAMESPACE_TAKEN'
  | 'PROVISIONING_UNKNOWN'
  | 'PROVISIONING_OPEN'
  | 'SLUG_TAKEN'
  | 'SLUG_RESERVED'
  | 'NAME_TAKEN'
  | 'EMAIL_DOMAIN_TAKEN'
  | 'ADMIN_TENANT_LIMIT'
  | 'ADMIN_SLUG_TAKEN'
  | 'ADMIN_HAS_TENANTS'
  | 'PLATFORM_ADMIN'
  | 'ROOT_TENANT'
  | 'LAST_ACTIVE_TENANT'
  | 'NOT_PROVISIONED'
  | 'NOT_LATER'
  | 'PLAN_UNKNOWN'
  | 'ADMINS_IMPLIED'
  | 'LAST_TENANT_ADMIN'
  | 'ORGANIZATION_UNKNOWN'
  | 'ORGANIZATION_EXISTS'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'REQUEST_UNKNOWN'
  | 'GROUP_UNKNOWN'
  | 'NOTIFICATION_UNKNOWN'
  | 'USER_UNKNOWN'
  | 'SESSION_UNKNOWN'
  | 'TOKEN_UNKNOWN'
  | 'CLIENT_UNKNOWN'
  | 'GROUP_NAME_TAKEN'
  | 'DOMAIN_TAKEN'
  | 'POOL_INSUFFICIENT'
  | 'CREDITS_INSUFFICIENT'
  | 'LIMIT_BELOW_USE'
  | 'WRONG_STATE'
  | 'STALE';

/** What is wrong with one value. `limit`, `allowed` and `pattern` belong to the codes that have one. */
export type ViolationCode =
  | 'REQUIRED'
  | 'TYPE'
  | 'PARSE'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'TOO_SMALL'
  | 'TOO_LARGE'
  | 'PATTERN'
  | 'FORMAT'
  | 'ENUM'
  | 'UNIQUE'
  | 'RESERVED'
  | 'IMMUTABLE'
  | 'UNKNOWN'
  | 'TEXT'
  | 'RANGE'
  | 'OTHER';

/** One fault of one value; `path` leads to it from the input's root. */
export interface Violation {
  readonly path: readonly (string | number)[];
  readonly code: ViolationCode;
  readonly message: string;
  /** The type that was expected, for TYPE and PARSE: `string`, `integer`, `boolean`, `object`, `array`, `email` … */
  readonly expected?: string;
  readonly limit?: number;
  readonly allowed?: readonly string[];
  /** The regular expression that was not met, for PATTERN. */
  readonly pattern?: string;
}

interface Details {
  readonly reason?: Reason;
  readonly violations?: readonly Violation[];
  /** Values that a dialect's text repeats, such as the slug that is taken. Never a secret. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** The one error that crosses layers: thrown by use-cases, rendered by GraphQL and by each dialect in its own envelope. */
export class AppError extends Error {
  readonly reason: Reason | undefined;
  readonly violations: readonly Violation[];
  readonly params: Readonly<Record<string, string | number>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: Details = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.reason = details.reason;
    this.violations = details.violations ?? [];
    this.params = details.params ?? {};
  }
}

/** Input that cannot be accepted; at least one violation says which value and why. */
export const invalid = (...violations: Violation[]): AppError =>
  new AppError('INVALID', violations[0]?.message ?? 'The input is not valid.', { violations });

/** Whatever was thrown, as an AppError: an unknown fault becomes INTERNAL and keeps its cause for the log only. */
export const toAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError ? thrown : new AppError('INTERNAL', 'An unexpected error occurred.', { cause: thrown });
