import { expect } from '@jest/globals';
import type { Answer } from './clients.js';

export const path = '/api/v1/tenants';

/** A ULID, as every answer of exd carries one. */
export const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** A user id that nobody has; each number gives another. */
export const userId = (number: number): string => `usr_01HV5Z9R4Y0XJ7A2W8WJ${String(number).padStart(6, '0')}`;

export const ssoTenant = (slug: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  slug,
  login_mode: 'sso',
  sso_provider: 'acme-oidc',
  ...more,
});

/** The id of the request, which header and body must agree on. */
export const requestIdOf = ({ headers, json }: Answer): string => {
  const id = headers.get('X-Request-Id') ?? '';
  expect(id).toMatch(ulid);
  expect(json.request_id).toBe(id);
  return id;
};

/** The whole body of a failure, byte for byte. */
export const expectFailure = (
  answer: Answer,
  status: number,
  error: { code: string; message: string; details?: Record<string, unknown> },
): void => {
  const { code, message, details = {} } = error;
  expect({ status: answer.status, text: answer.text }).toEqual({
    status,
    text: JSON.stringify({ error: { code, message, details }, request_id: requestIdOf(answer) }),
  });
  expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('X-Api-Dialect')).toBe('exd');
};

/** A refusal of the body that names these fields, in this order, each with words. */
export const expectFields = (answer: Answer, ...names: string[]): void => {
  expect(answer.status).toBe(400);
  const { fields } = answer.json.error.details as { fields: { field: string; message: string }[] };
  expect(fields.map(({ field }) => field)).toEqual(names);
  for (const { message } of fields) expect(message).not.toBe('');
  expectFailure(answer, 400, { code: 'invalid_request', message: answer.json.error.message, details: { fields } });
};

/** A refusal of the query or the path that names the parameter. */
export const expectParameter = (answer: Answer, parameter: string): void => {
  expectFailure(answer, 400, {
    code: 'invalid_request',
    message: answer.json.error.message as string,
    details: { parameter },
  });
};

export const tenantNotFound = { code: 'not_found', message: 'Tenant not found.' };
export const notAllowed = { code: 'forbidden', message: 'You may not do this.' };
