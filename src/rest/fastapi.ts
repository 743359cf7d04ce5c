import { z } from 'zod';
import type { AppError, ErrorCode, Reason, Violation } from '../errors.js';
import type { Envelope, Rendered } from './endpoint.js';

/* The face of FastAPI: faults of values as Pydantic v2 words them, everything else as one line of text. */

type Fault = readonly [type: string, msg: string];

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Pydantic's `'totp', 'sms' or 'email'`. */
const oneOf = (values: readonly string[]): string => {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
};

const valueError = ({ message }: Violation): Fault => ['value_error', `Value error, ${message}`];

/** Every number of these APIs is whole: one that is called no integer has a fraction, what is called no number is none. */
const types: Readonly<Record<string, Fault>> = {
  string: ['string_type', 'Input should be a valid string'],
  number: ['int_type', 'Input should be a valid integer'],
  integer: ['int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
  boolean: ['bool_type', 'Input should be a valid boolean'],
  object: ['dict_type', 'Input should be a valid dictionary'],
  array: ['list_type', 'Input should be a valid list'],
};

const texts: Readonly<Record<string, Fault>> = {
  integer: ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
  boolean: ['bool_parsing', 'Input should be a valid boolean, unable to interpret input'],
};

const formats: Readonly<Record<string, Fault>> = {
  email: ['value_error', 'value is not a valid email address'],
  url: ['url_parsing', 'Input should be a valid URL'],
};

const tooShort = ({ expected, limit = 1 }: Violation): Fault => {
  if (expected !== 'array') return ['string_too_short', `String should have at least ${plural(limit, 'character')}`];
  const actual = limit === 1 ? ', not 0' : '';
  return ['too_short', `List should have at least ${plural(limit, 'item')} after validation${actual}`];
};

const tooLong = ({ expected, limit = 0 }: Violation): Fault =>
  expected === 'array'
    ? ['too_long', `List should have at most ${plural(limit, 'item')} after validation`]
    : ['string_too_long', `String should have at most ${plural(limit, 'character')}`];

const faults: Readonly<Record<Violation['code'], (violation: Violation) => Fault>> = {
  REQUIRED: () => ['missing', 'Field required'],
  TYPE: (violation) => types[violation.expected ?? ''] ?? valueError(violation),
  PARSE: (violation) => texts[violation.expected ?? ''] ?? valueError(violation),
  TOO_SHORT: tooShort,
  TOO_LONG: tooLong,
  TOO_SMALL: ({ limit = 0 }) => ['greater_than_equal', `Input should be greater than or equal to ${limit}`],
  TOO_LARGE: ({ limit = 0 }) => ['less_than_equal', `Input should be less than or equal to ${limit}`],
  PATTERN: (violation) =>
    violation.pattern === undefined
      ? valueError(violation)
      : ['string_pattern_mismatch', `String should match pattern '${violation.pattern}'`],
  FORMAT: (violation) => formats[violation.expected ?? ''] ?? valueError(violation),
  ENUM: ({ allowed = [] }) => ['literal_error', `Input should be ${oneOf(allowed)}`],
  UNKNOWN: () => ['extra_forbidden', 'Extra inputs are not permitted'],
  UNIQUE: valueError,
  RESERVED: valueError,
  IMMUTABLE: valueError,
  TEXT: valueError,
  RANGE: valueError,
  OTHER: valueError,
};

interface Detail {
  readonly loc: Violation['path'];
  readonly msg: string;
  readonly type: string;
}

/** Where a value stands, in FastAPI's words. */
const locOf = ([part, ...rest]: Violation['path']): Violation['path'] =>
  part === undefined ? [] : [part === 'params' ? 'path' : part === 'headers' ? 'header' : part, ...rest];

/** One entry for each value, its first fault, as Pydantic stops there. */
const detailsOf = (violations: readonly Violation[]): Detail[] => {
  const byPlace = new Map<string, Detail>();
  for (const violation of violations) {
    const place = JSON.stringify(violation.path);
    const [type, msg] = faults[violation.code](violation);
    if (!byPlace.has(place)) byPlace.set(place, { loc: locOf(violation.path), msg, type });
  }
  return [...byPlace.values()];
};

/** The status and the text of `{"detail": …}`; the text may repeat the error's parameters, or its own message. */
export type Face = readonly [
  status: number,
  detail: string | ((params: AppError['params'], message: string) => string),
];

/** Faces by reason, and by code for every reason that has none of its own. */
export type Faces = Readonly<Partial<Record<Reason | ErrorCode, Face>>>;

/** What FastAPI and Starlette answer by themselves. */
const framework = {
  MALFORMED_REQUEST: [400, 'Bad Request'],
  PAYLOAD_TOO_LARGE: [413, 'Content Too Large'],
  ROUTE_UNKNOWN: [404, 'Not Found'],
  METHOD_NOT_ALLOWED: [405, 'Method Not Allowed'],
  CREDENTIALS_INVALID: [401, 'Invalid or expired token'],
  UNAUTHENTICATED: [401, 'Not authenticated'],
  FORBIDDEN: [403, 'Insufficient permissions'],
  NOT_FOUND: [404, 'Not Found'],
  CONFLICT: [409, 'Conflict'],
  RATE_LIMITED: [429, 'Too Many Requests'],
  UNAVAILABLE: [503, 'Service Unavailable'],
  INTERNAL: [500, 'Internal Server Error'],
} satisfies Faces;

const headersOf = ({ params }: AppError, status: number): NonNullable<Rendered['headers']> => {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  if (status === 405) return { Allow: String(params['allow']) };
  return status === 429 ? { 'Retry-After': String(params['retryAfter']) } : {};
};

const detailsOfInvalid = ({ reason, params, violations, message }: AppError): Detail[] => {
  if (reason === 'MALFORMED_JSON') {
    return [{ loc: ['body', Number(params['position'])], msg: 'JSON decode error', type: 'json_invalid' }];
  }
  return detailsOf(violations.length > 0 ? violations : [{ path: ['body'], code: 'OTHER', message }]);
};

const ValidationError = z
  .object({
    loc: z
      .array(z.union([z.string(), z.int()]))
      .describe('Where the value stands: `body`, `query`, `path` or `header`, then its name.'),
    msg: z.string().describe('What is wrong with it, in words.'),
    type: z.string().describe('What is wrong with it, as a word for machines.'),
  })
  .meta({ title: 'ValidationError', description: 'What is wrong with one value.' });

const HTTPValidationError = z
  .object({ detail: z.array(ValidationError).optional() })
  .meta({ title: 'HTTPValidationError', description: 'Every value of the request that is refused.' });

const HTTPError = z
  .object({ detail: z.string().describe('Why, in words.') })
  .meta({ title: 'HTTPError', description: 'Any other failure.' });

/**
 * The envelope of a FastAPI application: `{"detail": "…"}` with the dialect's own face for a reason or code, and
 * `{"detail": [{loc, msg, type}]}` with 422 for input that has no face.
 */
export const fastapi = (own: Faces): Envelope => {
  const faces: Faces = { ...framework, ...own };
  const render: Envelope['render'] = (error) => {
    const face = (error.reason && faces[error.reason]) ?? faces[error.code];
    if (!face) return { status: 422, body: { detail: detailsOfInvalid(error) } };
    const [status, detail] = face;
    return {
      status,
      headers: headersOf(error, status),
      body: { detail: typeof detail === 'string' ? detail : detail(error.params, error.message) },
    };
  };
  return { render, failure: (status) => (status === 422 ? HTTPValidationError : HTTPError) };
};
