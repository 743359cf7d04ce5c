import type { JsonSchema } from './openapi/json-schema.js';

interface ResponseHeader {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: string | number;
}

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** Every header that an answer may carry for its client to read. */
export const responseHeaders = {
  'X-Request-Id': {
    description: 'Names the request in logs and in the audit log: a ULID, the one that the client sent if it sent one.',
    schema: { ...text, pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$' },
    example: '01HV5XK1EFQT8N3JRDCP7MW04A',
  },
  'X-Api-Dialect': {
    description: 'The API that answered; under a path that two APIs share it is decided anew for each request.',
    schema: { ...text, enum: ['scaikey', 'lustercms', 'exd', 'fullstackhero'] },
    example: 'exd',
  },
  'X-Total-Count': {
    description: 'How many rows the list has on all its pages together.',
    schema: count,
    example: 42,
  },
  Location: {
    description: 'Where to ask how that which was made stands.',
    schema: { ...text, format: 'uri-reference' },
    example: '/api/v1/tenants/new-tenant/status',
  },
  'X-Subscription-Grace': {
    description:
      'Days for which the tenant of the caller is still served although its subscription has ended; absent while it lasts.',
    schema: { type: 'integer', minimum: 1 },
    example: 3,
  },
  'Idempotency-Replayed': {
    description: 'There, and `true`, where a request with the same `Idempotency-Key` has been carried out before.',
    schema: { ...text, const: 'true' },
    example: 'true',
  },
  'X-RateLimit-Limit': { description: 'Requests that the caller has in a minute.', schema: count, example: 600 },
  'X-RateLimit-Remaining': { description: 'Requests left of this minute.', schema: count, example: 599 },
  'X-RateLimit-Reset': {
    description: 'When the next minute begins, in seconds since 1970.',
    schema: count,
    example: 1_777_107_660,
  },
  'Retry-After': {
    description: 'Seconds until it is worth another try.',
    schema: { type: 'integer', minimum: 1 },
    example: 12,
  },
  'WWW-Authenticate': { description: 'The scheme of credentials that is asked for.', schema: text, example: 'Bearer' },
  Allow: { description: 'The methods that there are at this path.', schema: text, example: 'GET, HEAD' },
  Pragma: { description: 'Says to old caches what `Cache-Control` says.', schema: text, example: 'no-cache' },
  Deprecation: {
    description: 'Since when the endpoint is deprecated (RFC 9745).',
    schema: { ...text, pattern: '^@\\d+$' },
    example: '@1798761600',
  },
  Sunset: {
    description: 'From when on the endpoint may be gone (RFC 8594).',
    schema: text,
    example: 'Fri, 01 Jan 2027 00:00:00 GMT',
  },
} as const satisfies Readonly<Record<string, ResponseHeader>>;

export type HeaderName = keyof typeof responseHeaders;
