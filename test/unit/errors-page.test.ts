import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorsPage } from '../../src/errors-page.js';
import { AppError, codes, reasons, violationCodes, type ErrorCode, type Fault } from '../../src/errors.js';
import { dialects } from '../../src/rest/dialects.js';

const page = errorsPage();

/** The row of a code or a reason, its cells without the first. */
const rowOf = (name: string): string[] => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
  return row
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
};

const envelopes = dialects.flatMap(({ name, render, endpoints }) => [
  [name, render] as const,
  ...endpoints.flatMap(({ path, envelope }) => (envelope ? [[`${name} ${path}`, envelope.render] as const] : [])),
]);

describe('docs/errors.md', () => {
  test('is what the envelopes show now', () => {
    expect(readFileSync('docs/errors.md', 'utf8')).toBe(page);
  });

  test('has a row for every code, every reason and every kind of violation', () => {
    const names = [codes, ...Object.values(reasons), violationCodes].flatMap((table) => Object.keys(table));
    expect(names.filter((name) => rowOf(name).length === 0)).toEqual([]);
  });

  test('shows a failure as each API does', () => {
    expect(rowOf('CONFLICT').slice(1, 5)).toEqual(['409', '409 `conflict`', '409 CustomException: …', '409 Conflict']);
    expect(rowOf('SLUG_TAKEN').slice(1)).toEqual([
      '',
      '400 Id: Tenant {slug} already exists.',
      '409 Organization slug already taken',
      "409 Tenant with slug '{slug}' already exists",
      '',
    ]);
  });
});

describe.each(envelopes)('the envelope of %s', (_name, render) => {
  const headersOf = (...fault: Fault) => {
    const exchange = { requestId: '1', method: 'GET', path: '/', headers: {}, quota: undefined, graceDaysLeft: null };
    const { status, headers = {} } = render(new AppError(...fault), exchange);
    return { status, headers };
  };

  test('says with 401 how to log in, with 405 what is allowed, and with 429 when to come back', () => {
    for (const code of Object.keys(codes) as ErrorCode[]) {
      const { status, headers } = headersOf(code, 'No.', { params: { retryAfter: 30, allow: 'GET' } });
      if (status === 401) expect(headers['WWW-Authenticate']).toMatch(/^(Basic|Bearer)/);
      if (status === 429) expect(headers['Retry-After']).toBe('30');
    }
    const { status, headers } = headersOf('INVALID', 'No.', { reason: 'METHOD_NOT_ALLOWED', params: { allow: 'GET' } });
    if (status === 405) expect(headers['Allow']).toBe('GET');
  });
});
