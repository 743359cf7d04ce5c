import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { AppError, invalid, type ErrorCode, type Fault, type Reason, type Violation } from '../../src/errors.js';
import type { Exchange } from '../../src/rest/endpoint.js';
import { fastapi, type Faces } from '../../src/rest/fastapi.js';
import { email, violationsOf } from '../../src/violations.js';

const exchange: Exchange = {
  requestId: '0',
  method: 'GET',
  path: '/',
  headers: {},
  quota: undefined,
  graceDaysLeft: null,
};
const answer = (error: AppError, faces: Faces = {}) => fastapi(faces).render(error, exchange);

const pydantic = (violation: Omit<Violation, 'path' | 'message'>) =>
  answer(invalid({ path: ['body', 'field'], message: 'the reason', ...violation }));

describe('a fault of a value in Pydantic’s words', () => {
  test.each<[Omit<Violation, 'path' | 'message'>, string, string]>([
    [{ code: 'REQUIRED' }, 'missing', 'Field required'],
    [{ code: 'TYPE', expected: 'string' }, 'string_type', 'Input should be a valid string'],
    [{ code: 'TYPE', expected: 'number' }, 'int_type', 'Input should be a valid integer'],
    [
      { code: 'TYPE', expected: 'integer' },
      'int_from_float',
      'Input should be a valid integer, got a number with a fractional part',
    ],
    [{ code: 'TYPE', expected: 'boolean' }, 'bool_type', 'Input should be a valid boolean'],
    [{ code: 'TYPE', expected: 'object' }, 'dict_type', 'Input should be a valid dictionary'],
    [{ code: 'TYPE', expected: 'array' }, 'list_type', 'Input should be a valid list'],
    [{ code: 'TYPE', expected: 'date' }, 'value_error', 'Value error, the reason'],
    [
      { code: 'PARSE', expected: 'integer' },
      'int_parsing',
      'Input should be a valid integer, unable to parse string as an integer',
    ],
    [
      { code: 'PARSE', expected: 'boolean' },
      'bool_parsing',
      'Input should be a valid boolean, unable to interpret input',
    ],
    [
      { code: 'TOO_SHORT', expected: 'string', limit: 1 },
      'string_too_short',
      'String should have at least 1 character',
    ],
    [
      { code: 'TOO_SHORT', expected: 'string', limit: 8 },
      'string_too_short',
      'String should have at least 8 characters',
    ],
    [
      { code: 'TOO_LONG', expected: 'string', limit: 255 },
      'string_too_long',
      'String should have at most 255 characters',
    ],
    [
      { code: 'TOO_SHORT', expected: 'array', limit: 1 },
      'too_short',
      'List should have at least 1 item after validation, not 0',
    ],
    [
      { code: 'TOO_LONG', expected: 'array', limit: 2 },
      'too_long',
      'List should have at most 2 items after validation',
    ],
    [{ code: 'TOO_SMALL', limit: 1 }, 'greater_than_equal', 'Input should be greater than or equal to 1'],
    [{ code: 'TOO_LARGE', limit: 100 }, 'less_than_equal', 'Input should be less than or equal to 100'],
    [{ code: 'PATTERN', pattern: '^[a-z]+$' }, 'string_pattern_mismatch', "String should match pattern '^[a-z]+$'"],
    [{ code: 'PATTERN' }, 'value_error', 'Value error, the reason'],
    [{ code: 'FORMAT', expected: 'email' }, 'value_error', 'value is not a valid email address'],
    [{ code: 'FORMAT', expected: 'url' }, 'url_parsing', 'Input should be a valid URL'],
    [{ code: 'FORMAT', expected: 'hostname' }, 'value_error', 'Value error, the reason'],
    [{ code: 'ENUM', allowed: ['a'] }, 'literal_error', "Input should be 'a'"],
    [{ code: 'ENUM', allowed: ['a', 'b'] }, 'literal_error', "Input should be 'a' or 'b'"],
    [{ code: 'ENUM', allowed: ['a', 'b', 'c'] }, 'literal_error', "Input should be 'a', 'b' or 'c'"],
    [{ code: 'UNKNOWN' }, 'extra_forbidden', 'Extra inputs are not permitted'],
    [{ code: 'UNIQUE' }, 'value_error', 'Value error, the reason'],
    [{ code: 'RESERVED' }, 'value_error', 'Value error, the reason'],
    [{ code: 'IMMUTABLE' }, 'value_error', 'Value error, the reason'],
    [{ code: 'TEXT' }, 'value_error', 'Value error, the reason'],
    [{ code: 'RANGE' }, 'value_error', 'Value error, the reason'],
    [{ code: 'OTHER' }, 'value_error', 'Value error, the reason'],
  ])('%j: %s', (violation, type, msg) => {
    expect(pydantic(violation)).toEqual({ status: 422, body: { detail: [{ loc: ['body', 'field'], msg, type }] } });
  });

  test('as zod finds them', () => {
    const schema = z.object({ n: z.number().int(), f: z.number().int(), m: email(), p: z.string().regex(/^a\/b$/) });
    const input = { n: 'x', f: 1.5, m: 'x', p: 'x' };
    const error = new AppError('INVALID', '', { violations: violationsOf(schema.safeParse(input).error!, input) });
    expect(answer(error).body).toEqual({
      detail: [
        { loc: ['n'], msg: 'Input should be a valid integer', type: 'int_type' },
        {
          loc: ['f'],
          msg: 'Input should be a valid integer, got a number with a fractional part',
          type: 'int_from_float',
        },
        { loc: ['m'], msg: 'value is not a valid email address', type: 'value_error' },
        { loc: ['p'], msg: "String should match pattern '^a/b$'", type: 'string_pattern_mismatch' },
      ],
    });
  });

  test('one for each value, the first', () => {
    const error = invalid(
      { path: ['body', 'a'], code: 'TOO_LARGE', message: '', limit: 5 },
      { path: ['body', 'a'], code: 'TOO_LARGE', message: '', limit: 50 },
      { path: ['body', 'b', 0], code: 'REQUIRED', message: '' },
    );
    expect(answer(error).body).toEqual({
      detail: [
        { loc: ['body', 'a'], msg: 'Input should be less than or equal to 5', type: 'less_than_equal' },
        { loc: ['body', 'b', 0], msg: 'Field required', type: 'missing' },
      ],
    });
  });

  test('of no value in particular belongs to the body', () => {
    expect(answer(new AppError('INVALID', 'the reason')).body).toEqual({
      detail: [{ loc: ['body'], msg: 'Value error, the reason', type: 'value_error' }],
    });
  });

  test('of JSON has the place where it stops being JSON', () => {
    const error = new AppError('INVALID', '', { reason: 'MALFORMED_JSON', params: { position: 7 } });
    expect(answer(error)).toEqual({
      status: 422,
      body: { detail: [{ loc: ['body', 7], msg: 'JSON decode error', type: 'json_invalid' }] },
    });
  });
});

describe('everything else is one line of text', () => {
  const failure = (code: ErrorCode, reason?: Reason, params: Record<string, string | number> = {}) =>
    new AppError(...([code, 'internal words', { params, reason }] as Fault));

  test.each<[AppError, number, string, Record<string, string>]>([
    [failure('INVALID', 'MALFORMED_REQUEST'), 400, 'Bad Request', {}],
    [failure('UNAUTHENTICATED', 'CREDENTIALS_MISSING'), 401, 'Not authenticated', { 'WWW-Authenticate': 'Bearer' }],
    [
      failure('UNAUTHENTICATED', 'CREDENTIALS_INVALID'),
      401,
      'Invalid or expired token',
      { 'WWW-Authenticate': 'Bearer' },
    ],
    [failure('FORBIDDEN'), 403, 'Insufficient permissions', {}],
    [failure('NOT_FOUND', 'ROUTE_UNKNOWN'), 404, 'Not Found', {}],
    [failure('NOT_FOUND'), 404, 'Not Found', {}],
    [
      failure('INVALID', 'METHOD_NOT_ALLOWED', { allow: 'GET, HEAD' }),
      405,
      'Method Not Allowed',
      { Allow: 'GET, HEAD' },
    ],
    [failure('CONFLICT'), 409, 'Conflict', {}],
    [failure('INVALID', 'PAYLOAD_TOO_LARGE'), 413, 'Content Too Large', {}],
    [failure('RATE_LIMITED', undefined, { retryAfter: 9 }), 429, 'Too Many Requests', { 'Retry-After': '9' }],
    [failure('INTERNAL'), 500, 'Internal Server Error', {}],
    [failure('UNAVAILABLE'), 503, 'Service Unavailable', {}],
  ])('%#: %j', (error, status, detail, headers) => {
    expect(answer(error)).toEqual({ status, headers, body: { detail } });
  });

  test('a dialect has its own face for a reason, over that of the code and over the list', () => {
    const faces: Faces = {
      SLUG_RESERVED: [400, ({ slug }) => `${String(slug)} is reserved`],
      NOT_FOUND: [404, 'Gone'],
    };
    const violations = [{ path: ['body', 'slug'], code: 'RESERVED', message: 'reserved' }] as const;
    expect(
      answer(new AppError('INVALID', '', { reason: 'SLUG_RESERVED', params: { slug: 'a' }, violations }), faces),
    ).toEqual({ status: 400, headers: {}, body: { detail: 'a is reserved' } });
    expect(answer(failure('NOT_FOUND', 'TENANT_UNKNOWN'), faces).body).toEqual({ detail: 'Gone' });
  });
});
