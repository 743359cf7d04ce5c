import { z } from 'zod';
import type { AppError, Reason } from '../../errors.js';
import type { Envelope, Exchange, Rendered } from '../endpoint.js';
import { bindingFault, errorsOf, type Errors } from './wording.js';

/** What a problem says of itself; the envelope adds where and when. */
interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: Errors;
}

const badRequest = (detail: string): Problem => ({ title: 'Bad Request', status: 400, detail });

const validation = (errors: Errors): Problem => ({
  type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
  title: 'Validation error',
  status: 400,
  detail: 'One or more validation errors occurred.',
  errors,
});

const forbidden = (detail: string): Problem => ({ title: 'ForbiddenException', status: 403, detail });

const notFound = (detail: string): Problem => ({ title: 'NotFoundException', status: 404, detail });

const exists = (name: unknown): readonly string[] => [`Tenant ${String(name)} already exists.`];

const invalid = (error: AppError): Problem => {
  if (error.violations.length === 0) return badRequest(error.message);
  const fault = bindingFault(error);
  return fault === undefined ? validation(errorsOf(error.violations)) : badRequest(fault);
};

/** Where a reason has a face of its own. */
const ownFaces: Partial<Record<Reason, (error: AppError) => Problem>> = {
  MALFORMED_JSON: () => badRequest('The request body is not valid JSON.'),
  UNSUPPORTED_MEDIA_TYPE: ({ message }) => ({ title: 'Unsupported Media Type', status: 415, detail: message }),
  PAYLOAD_TOO_LARGE: ({ message }) => ({ title: 'Payload Too Large', status: 413, detail: message }),
  IDEMPOTENCY_KEY_REUSED: ({ message }) => ({ title: 'Unprocessable Entity', status: 422, detail: message }),
  METHOD_NOT_ALLOWED: ({ message }) => ({ title: 'Method Not Allowed', status: 405, detail: message }),
  TENANT_DEACTIVATED: () => forbidden('This tenant has been deactivated. Contact your administrator.'),
  TENANT_EXPIRED: () => forbidden("This tenant's subscription has expired. Please renew to continue."),
  APP_BOUNDARY: ({ message }) => ({ title: 'App boundary', status: 403, detail: message }),
  SLUG_TAKEN: ({ params }) => validation({ Id: exists(params['slug']) }),
  PLAN_UNKNOWN: ({ params }) => notFound(`Plan ${String(params['plan'])} not found.`),
  NAME_TAKEN: ({ params }) => validation({ Name: exists(params['name']) }),
};

const problemOf = (error: AppError): Problem => {
  const own = error.reason === undefined ? undefined : ownFaces[error.reason];
  if (own) return own(error);
  switch (error.code) {
    case 'INVALID':
      return invalid(error);
    case 'UNAUTHENTICATED':
      return {
        type: 'https://datatracker.ietf.org/doc/html/rfc7235#section-3.1',
        title: 'Unauthorized',
        status: 401,
        detail: 'Authentication is required to access this resource.',
      };
    case 'FORBIDDEN':
      return forbidden('Unauthorized access.');
    case 'NOT_FOUND':
      return notFound(error.message);
    case 'CONFLICT':
      return { title: 'CustomException', status: 409, detail: error.message };
    case 'RATE_LIMITED':
      return {
        type: 'https://datatracker.ietf.org/doc/html/rfc6585#section-4',
        title: 'Too Many Requests',
        status: 429,
        detail: 'Too many requests. Please try again later.',
      };
    case 'UNAVAILABLE':
      return { title: 'Service Unavailable', status: 503, detail: error.message };
    case 'INTERNAL':
      return {
        title: 'An unexpected error occurred',
        status: 500,
        detail: 'An unexpected error occurred. Please try again later.',
      };
  }
};

const headersOf = ({ code, params }: AppError): Readonly<Record<string, string>> => ({
  'Content-Type': 'application/problem+json; charset=utf-8',
  ...(code === 'UNAUTHENTICATED' ? { 'WWW-Authenticate': 'Bearer' } : {}),
  ...(params['allow'] === undefined ? {} : { Allow: String(params['allow']) }),
  ...(params['retryAfter'] === undefined ? {} : { 'Retry-After': String(params['retryAfter']) }),
});

const ProblemDetails = z
  .object({
    type: z.string().optional().describe('An address that says more about this kind of problem.'),
    title: z.string().describe('What kind of problem it is.'),
    status: z.int().describe('The status of the answer.'),
    detail: z.string().describe('What is wrong, in words.'),
    instance: z.string().describe('The path that was asked for.'),
    errors: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .describe('What is wrong with which member, by its name in PascalCase; members of members after a dot.'),
    traceId: z.string().describe('The id of the request, the same as in `X-Request-Id`.'),
    correlationId: z.string().optional().describe('What the client sent as `X-Correlation-ID`.'),
  })
  .meta({ title: 'ProblemDetails', description: 'Any failure (RFC 9457).' });

/**
 * ProblemDetails for every failure there is, its members in ASP.NET's order. A body about another tenant than the path is
 * refused without a word, as in the original.
 */
const render = (error: AppError, { requestId, path, headers }: Exchange): Rendered => {
  if (error.reason === 'PATH_MISMATCH') return { status: 400 };
  const { errors, ...problem } = problemOf(error);
  const correlationId = headers['x-correlation-id'];
  const extensions = {
    ...(errors === undefined ? {} : { errors }),
    traceId: requestId,
    ...(correlationId === undefined ? {} : { correlationId }),
  };
  return { status: problem.status, headers: headersOf(error), body: { ...problem, instance: path, ...extensions } };
};

/** How failures look here. */
export const envelope: Envelope = { render, failure: () => ProblemDetails };
