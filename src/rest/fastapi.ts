import type { AppError, ErrorCode, Reason, Violation } from '../errors.js';
import type { Dialect, Rendered } from './endpoint.js';

/** The status and the text of `{"detail": …}`. */
export type Face = readonly [status: number, detail: string];

/** Faces by reason, and by code for every reason that has none of its own. */
export type Faces = Readonly<Partial<Record<Reason | ErrorCode, Face>>>;

/** What FastAPI and Starlette answer by themselves. */
const framework: Faces = {
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
};

const faultOf = ({ code, expected, message }: Violation): readonly [type: string, msg: string] => {
  if (code === 'REQUIRED') return ['missing', 'Field required'];
  if (code === 'TYPE' && expected === 'string') return ['string_type', 'Input should be a valid string'];
  if (code === 'TYPE' && expected === 'object') return ['dict_type', 'Input should be a valid dictionary'];
  if (code === 'FORMAT' && expected === 'email') return ['value_error', 'value is not a valid email address'];
  return ['value_error', `Value error, ${message}`];
};

const detailsOf = ({ reason, params, violations }: AppError): unknown[] =>
  reason === 'MALFORMED_JSON'
    ? [{ loc: ['body', Number(params['position'])], msg: 'JSON decode error', type: 'json_invalid' }]
    : violations.map((violation) => {
        const [type, msg] = faultOf(violation);
        return { loc: violation.path, msg, type };
      });

const headersOf = ({ params }: AppError, status: number): NonNullable<Rendered['headers']> => {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  if (status === 405) return { Allow: String(params['allow']) };
  return status === 429 ? { 'Retry-After': String(params['retryAfter']) } : {};
};

/** The envelope of a FastAPI application: `{"detail": …}`, with 422 and a list for input that has no face. */
export const fastapi = (own: Faces): Dialect['render'] => {
  const faces: Faces = { ...framework, ...own };
  return (error) => {
    const face = (error.reason && faces[error.reason]) ?? faces[error.code];
    if (!face) return { status: 422, body: { detail: detailsOf(error) } };
    const [status, detail] = face;
    return { status, headers: headersOf(error, status), body: { detail } };
  };
};
