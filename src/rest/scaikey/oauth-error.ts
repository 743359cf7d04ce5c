import { z } from 'zod';
import type { AppError, ErrorCode, Reason, ViolationCode } from '../../errors.js';
import type { Envelope, Rendered } from '../endpoint.js';

type Face = readonly [status: number, error: string];

const ownFaces: Partial<Record<Reason, Face>> = {
  CLIENT_INVALID: [401, 'invalid_client'],
  SCOPE_INVALID: [400, 'invalid_scope'],
  GRANT_UNSUPPORTED: [400, 'unsupported_grant_type'],
  PAYLOAD_TOO_LARGE: [413, 'invalid_request'],
};

/** Beyond the client only the grant can be refused, so whoever may not come in brought a bad one. */
const faces: Readonly<Record<ErrorCode, Face>> = {
  INVALID: [400, 'invalid_request'],
  CONFLICT: [400, 'invalid_request'],
  UNAUTHENTICATED: [400, 'invalid_grant'],
  FORBIDDEN: [400, 'invalid_grant'],
  NOT_FOUND: [400, 'invalid_grant'],
  RATE_LIMITED: [429, 'temporarily_unavailable'],
  UNAVAILABLE: [503, 'temporarily_unavailable'],
  INTERNAL: [500, 'server_error'],
};

/** The signs that RFC 6749 allows in a description. */
const plain = (text: string): string => text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '');

/** A form's field is text unless it is given twice. */
const words: Partial<Record<ViolationCode, string>> = { REQUIRED: 'is required', TYPE: 'is given more than once' };

const describe = ({ violations: [first], message }: AppError): string =>
  plain(first ? `${String(first.path.at(-1))} ${words[first.code] ?? `is refused: ${first.message}`}` : message);

const OAuthError = z
  .object({
    error: z.string().describe('A word of RFC 6749, section 5.2.'),
    error_description: z.string().describe('Why, in words.'),
  })
  .meta({ title: 'OAuthError', description: 'Why there is no token.' });

const render = (error: AppError): Rendered => {
  const [status, code] = (error.reason && ownFaces[error.reason]) ?? faces[error.code];
  return {
    status,
    headers: {
      Pragma: 'no-cache',
      ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="tenantry"' } : {}),
      ...(status === 429 ? { 'Retry-After': String(error.params['retryAfter']) } : {}),
    },
    body: { error: code, error_description: describe(error) },
  };
};

/** `{"error","error_description"}` of RFC 6749, section 5.2. */
export const oauthErrors: Envelope = { render, failure: () => OAuthError };
