/** The closed set of error codes, and what a client makes of each. Every failure that leaves the gateway carries one of them. */
export const codes = {
  INVALID:
    'The request is wrong. Change it: the same again fails again. `violations`, where there are any, say which value.',
  UNAUTHENTICATED:
    'There are no good credentials. Get a new access token with the refresh token once, or log in, and repeat.',
  FORBIDDEN: 'Whoever asks may not do this. Repeating it does not help; somebody else must do it, or grant the right.',
  NOT_FOUND: 'It does not exist, or whoever asks does not see it; nobody is told which. Forget the id.',
  CONFLICT: 'It does not fit how things stand. Read anew and decide again.',
  RATE_LIMITED:
    'Too much in a short time. Wait as long as `Retry-After` (`params.retryAfter`) says, in seconds, and repeat.',
  UNAVAILABLE: 'Not now. Repeat after a pause, and after a longer one each time.',
  INTERNAL:
    'A fault of the gateway. Report its request id; reading may be repeated, writing only once its effect is known.',
} as const;

export type ErrorCode = keyof typeof codes;

/**
 * Why, in a word a machine can act on, below the code that it comes with; and what a client makes of it. A dialect translates
 * reasons into its own texts; a reason it does not know falls back to the face of its code.
 */
export const reasons = {
  INVALID: {
    MALFORMED_REQUEST: 'Path, headers or body cannot be read at all.',
    MALFORMED_JSON: 'The body is no JSON.',
    PATH_MISMATCH: 'Body and path name two things. Send one id.',
    UNSUPPORTED_MEDIA_TYPE: 'Send the body as `application/json`.',
    PAYLOAD_TOO_LARGE: 'The body is larger than the gateway reads.',
    METHOD_NOT_ALLOWED: 'The path knows other methods: those in `Allow`.',
    DIALECT_UNKNOWN: '`X-Api-Dialect` names no API. Send `exd`, `fullstackhero` or nothing.',
    OPERATION_REFUSED: 'The GraphQL document does not fit the schema, is too large or too costly. Nothing of it ran.',
    GRANT_UNSUPPORTED: 'Use `client_credentials` or `refresh_token`.',
    SCOPE_INVALID: 'The client does not have this scope. Ask for less, or for nothing to get all it has.',
    SLUG_RESERVED: 'The gateway needs this slug itself. Choose another.',
    IDEMPOTENCY_KEY_REUSED:
      'Another request had this key. Make a new key for each request, and keep it for its repetitions.',
    IDEMPOTENCY_KEY_UNFIT: 'Keys have at most 128 characters.',
    POOL_INSUFFICIENT: 'The reseller’s pool lacks the credits. Take less, or have more granted.',
    CREDITS_INSUFFICIENT: 'The organization lacks the credits.',
    LIMIT_BELOW_USE: 'More is used already than the limit would allow.',
  },
  UNAUTHENTICATED: {
    CREDENTIALS_MISSING: 'Log in first.',
    CREDENTIALS_INVALID:
      'The token has expired, was revoked or never was good; at a login, address or password is wrong.',
    CLIENT_INVALID: 'No such OAuth client, or a wrong secret.',
  },
  FORBIDDEN: {
    SCOPE_MISSING: 'The client’s token lacks the scope. Ask for one with it.',
    TENANT_DEACTIVATED: 'The tenant is suspended, and its people wait until it is active again.',
    TENANT_EXPIRED: 'The tenant’s subscription has ended, and its grace too. Renew it.',
    APP_BOUNDARY: 'The `root` tenant logs in through fullstackhero’s admin app alone.',
  },
  NOT_FOUND: {
    ROUTE_UNKNOWN: 'There is nothing at this path.',
    TENANT_UNKNOWN: 'No such tenant.',
    ADMIN_UNKNOWN: 'No such reseller.',
    GRANT_UNKNOWN: 'The user holds no such grant; it may be gone already.',
    NAMESPACE_UNKNOWN: 'No such namespace in this tenant.',
    PROVISIONING_UNKNOWN: 'The tenant was never provisioned, or no attempt has this correlation id.',
    PLAN_UNKNOWN: 'The operator has configured no such plan.',
    ORGANIZATION_UNKNOWN: 'No such organization.',
    REQUEST_UNKNOWN: 'No such registration request.',
    GROUP_UNKNOWN: 'No such partner group.',
    NOTIFICATION_UNKNOWN: 'No such line in one’s own inbox.',
    USER_UNKNOWN: 'No such user.',
    SESSION_UNKNOWN: 'The credential belongs to no session, so there is none to end.',
    TOKEN_UNKNOWN: 'No such service token; it may be revoked already.',
    CLIENT_UNKNOWN: 'No such OAuth client.',
  },
  CONFLICT: {
    SLUG_TAKEN: 'Choose another slug.',
    NAME_TAKEN: 'Choose another name.',
    NAMESPACE_TAKEN: 'The tenant has a namespace of this slug. Choose another.',
    EMAIL_DOMAIN_TAKEN: 'The e-mail domain belongs to another tenant.',
    DOMAIN_TAKEN: 'The custom domain belongs to another organization.',
    GROUP_NAME_TAKEN: 'Choose another name for the group.',
    ADMIN_SLUG_TAKEN: 'Choose another slug for the reseller.',
    ADMIN_TENANT_LIMIT: 'The reseller has as many tenants as it may have. Raise its limit, or delete one.',
    ADMIN_HAS_TENANTS: 'Transfer or delete the reseller’s tenants first.',
    PLATFORM_ADMIN: 'The platform’s own account stays as it is.',
    ROOT_TENANT: 'The platform’s own tenant stays as it is.',
    LAST_ACTIVE_TENANT: 'One tenant must stay active.',
    NOT_PROVISIONED: 'The tenant’s newest attempt has not completed. Wait for it, or try anew.',
    NOT_LATER: 'The new end must lie after the one that the tenant has.',
    PROVISIONING_OPEN: 'An attempt is under way. Wait for its end.',
    ADMINS_IMPLIED: 'Everybody of this tenant is a tenant admin; nothing is granted or revoked.',
    LAST_TENANT_ADMIN: 'Grant another tenant admin first.',
    ORGANIZATION_EXISTS: 'The tenant has its organization already.',
    CARRIED_OUT: 'Another request with this key came first; repeat it to get its answer.',
    WRONG_STATE: 'It is in that state already, or the step was taken before. Read it anew.',
    STALE: 'Somebody changed it meanwhile. Read it anew and repeat.',
  },
  RATE_LIMITED: {},
  UNAVAILABLE: {},
  INTERNAL: {},
} as const satisfies Record<ErrorCode, Readonly<Record<string, string>>>;

/** The reasons that a code comes with. */
export type ReasonOf<Code extends ErrorCode> = Code extends ErrorCode ? keyof (typeof reasons)[Code] : never;

export type Reason = ReasonOf<ErrorCode>;

/** What is wrong with one value. `limit`, `allowed` and `pattern` belong to the codes that have one. */
export const violationCodes = {
  REQUIRED: 'it is missing',
  TYPE: 'it is of another type than `expected`',
  PARSE: 'its text cannot be read as `expected`',
  TOO_SHORT: 'it has less than `limit` characters or items',
  TOO_LONG: 'it has more than `limit` characters or items',
  TOO_SMALL: 'it is below `limit`',
  TOO_LARGE: 'it is above `limit`',
  PATTERN: 'it does not match `pattern`',
  FORMAT: 'it is not in the format of `expected`, such as `email`',
  ENUM: 'it is none of `allowed`',
  UNIQUE: 'it is there twice',
  RESERVED: 'the gateway needs it itself',
  IMMUTABLE: 'it never changes',
  UNKNOWN: 'there is no such member',
  TEXT: 'it holds NUL or half of a surrogate pair',
  RANGE: 'it lies outside of what is possible here',
  OTHER: 'what `message` says',
} as const;

export type ViolationCode = keyof typeof violationCodes;

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

interface Details<Code extends ErrorCode> {
  readonly reason?: ReasonOf<Code> | undefined;
  readonly violations?: readonly Violation[];
  /** Values that a dialect's text repeats, such as the slug that is taken. Never a secret. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** A code, what happened in a sentence, and details that go with that code. */
export type Fault = {
  [Code in ErrorCode]: readonly [code: Code, message: string, details?: Details<Code>];
}[ErrorCode];

/** The one error that crosses layers: thrown by use-cases, rendered by GraphQL and by each dialect in its own envelope. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly reason: Reason | undefined;
  readonly violations: readonly Violation[];
  readonly params: Readonly<Record<string, string | number>>;

  constructor(...[code, message, details = {}]: Fault) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
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
