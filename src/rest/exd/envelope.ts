import { z } from 'zod';
import type { AppError, ErrorCode, Reason, Violation } from '../../errors.js';
import type { Envelope, Exchange, Rendered } from '../endpoint.js';
import { RequestId } from './request-id.js';

type Face = readonly [status: number, code: string];

const faces: Readonly<Record<ErrorCode, Face>> = {
  INVALID: [400, 'invalid_request'],
  UNAUTHENTICATED: [401, 'unauthorized'],
  FORBIDDEN: [403, 'forbidden'],
  NOT_FOUND: [404, 'not_found'],
  CONFLICT: [409, 'conflict'],
  RATE_LIMITED: [429, 'rate_limited'],
  INTERNAL: [500, 'internal'],
  UNAVAILABLE: [503, 'unavailable'],
};

/** Where HTTP has a status of its own for what the request got wrong. */
const ownFaces: Partial<Record<Reason, Face>> = {
  METHOD_NOT_ALLOWED: [405, 'method_not_allowed'],
  PAYLOAD_TOO_LARGE: [413, 'payload_too_large'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'unsupported_media_type'],
};

const faceOf = ({ code, reason }: AppError): Face =>
  (reason === undefined ? undefined : ownFaces[reason]) ?? faces[code];

/** `initial_admin_user_ids[0]`: a member of the body as a client would write it. */
const fieldName = (steps: Violation['path']): string =>
  steps.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');

const wording = ({ code, message }: Violation): string => (code === 'REQUIRED' ? 'is required' : message);

/** Faults of the body are listed, the first of each field; of the query or the path only the first is named. */
const detailsOf = ({ violations }: AppError): Readonly<Record<string, unknown>> => {
  const messages = new Map<string, string>();
  for (const violation of violations) {
    const [place, ...steps] = violation.path;
    const field = fieldName(steps);
    if (place === 'body' && field !== '' && !messages.has(field)) messages.set(field, wording(violation));
  }
  if (messages.size > 0) return { fields: [...messages].map(([field, message]) => ({ field, message })) };
  const parameter = violations.map(({ path }) => path).find(([place]) => place === 'query' || place === 'params')?.[1];
  return parameter === undefined ? {} : { parameter };
};

const headersOf = ({ code, params }: AppError): Readonly<Record<string, string>> => ({
  ...(code === 'UNAUTHENTICATED' ? { 'WWW-Authenticate': 'Bearer' } : {}),
  ...(params['allow'] === undefined ? {} : { Allow: String(params['allow']) }),
  ...(params['retryAfter'] === undefined ? {} : { 'Retry-After': String(params['retryAfter']) }),
});

const Failure = z
  .object({
    error: z.object({
      code: z
        .enum([...new Set([...Object.values(faces), ...Object.values(ownFaces)].map(([, code]) => code))])
        .describe('Why, as a word for machines.'),
      message: z.string().describe('Why, in words.'),
      details: z
        .object({
          fields: z
            .array(z.object({ field: z.string(), message: z.string() }))
            .optional()
            .describe('Every member of the body that is refused, with why.'),
          parameter: z.string().optional().describe('The parameter of the path or the query that is refused.'),
        })
        .describe('What more there is to say of `invalid_request`.'),
    }),
    request_id: RequestId,
  })
  .meta({ title: 'Failure', description: 'Any failure.' });

const render = (error: AppError, { requestId }: Exchange): Rendered => {
  const [status, code] = faceOf(error);
  return {
    status,
    headers: headersOf(error),
    body: { error: { code, message: error.message, details: detailsOf(error) }, request_id: requestId },
  };
};

/** `{"error":{"code","message","details"},"request_id"}`, for every failure there is. */
export const envelope: Envelope = { render, failure: () => Failure };

/** What is left of the caller's minute, wherever a request of it was taken. */
export const quotaHeaders = ({ quota }: Exchange): Readonly<Record<string, string>> =>
  quota === undefined
    ? {}
    : {
        'X-RateLimit-Limit': String(quota.limit),
        'X-RateLimit-Remaining': String(quota.remaining),
        'X-RateLimit-Reset': String(Math.ceil(quota.resetAt.getTime() / 1000)),
      };
