import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { collection, fault, outcome, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
let partner: Admin;
const made: Tenant[] = [];

const at = (second: number) => new Date(Date.UTC(2026, 4, 17, 12, 20, second, 750));

beforeAll(async () => {
  gateway = await startTestApp();
  ({ admin: partner } = await gateway.build.reseller({ name: 'Partner' }));
  const adminId = partner.id;
  const build = (fields: Parameters<typeof gateway.build.tenant>[0]) => gateway.build.tenant({ adminId, ...fields });
  made.push(
    await build({
      slug: 'acme',
      displayName: 'Acme Corp',
      contactEmail: 'it@acme.example',
      createdAt: at(47),
      settings: {
        mfaRequired: true,
        mfaMethods: ['TOTP', 'WEBAUTHN'],
        passwordPolicy: { min_length: 12 },
        sessionTimeout: 60,
      },
    }),
    await build({ slug: 'bolt', displayName: '100% Bolt_s', createdAt: at(46), status: 'SUSPENDED' }),
    await build({ slug: 'twin-a', displayName: 'Twin', createdAt: at(45) }),
    await build({ slug: 'twin-b', displayName: 'Twin', createdAt: at(45) }),
  );
  const gone = await build({ slug: 'gone', displayName: 'Gone' });
  await gateway.superadmin.request('DELETE', `${collection}${gone.id}`);
});
afterAll(() => gateway.stop());

const list = (query: string) => gateway.superadmin.get(`${collection}?partner_id=${partner.publicId}&${query}`);
const slugs = async (query: string) => {
  const { json, status } = await list(query);
  expect(status).toBe(200);
  return (json.items as { slug: string }[]).map(({ slug }) => slug);
};

describe('the documented list', () => {
  test('is the example of the page', async () => {
    const [acme] = made;
    const { status, headers, text } = await list('search=acme');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const updatedAt = acme!.updatedAt.toISOString().replace(/\.\d+/, '');
    expect(text).toBe(
      `{"items":[{"id":"${acme!.id}","name":"Acme Corp","slug":"acme","status":"ACTIVE",` +
        `"partner_id":"${partner.publicId}","contact_email":"it@acme.example",` +
        `"settings":{"mfa_required":true,"mfa_methods":["totp","webauthn"],"password_policy":{"min_length":12},"session_timeout":60},` +
        `"branding":{},"created_at":"2026-05-17T12:20:47Z","updated_at":"${updatedAt}"}],` +
        `"total":1,"page":1,"per_page":20,"pages":1}`,
    );
  });

  test('has 20 to a page, all tenants of all partners, without any parameter', async () => {
    const { json } = await gateway.superadmin.get(collection);
    expect(json).toMatchObject({ total: 5, page: 1, per_page: 20, pages: 1 });
    expect(json.items).toHaveLength(5);
  });

  test('goes from the newest to the oldest, those of one moment by id', async () => {
    const twins = made
      .slice(2)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ slug }) => slug);
    expect(await slugs('')).toEqual(['acme', 'bolt', ...twins]);
  });

  test.each([
    ['per_page=3', { page: 1, per_page: 3, pages: 2 }, 3],
    ['per_page=3&page=2', { page: 2, per_page: 3, pages: 2 }, 1],
    ['per_page=2&page=2', { page: 2, per_page: 2, pages: 2 }, 2],
    ['per_page=100', { page: 1, per_page: 100, pages: 1 }, 4],
    ['per_page=3&page=3', { page: 3, per_page: 3, pages: 2 }, 0],
    ['per_page=100&page=2147483647', { page: 2_147_483_647, per_page: 100, pages: 1 }, 0],
  ])('%s', async (query, page, rows) => {
    const { json } = await list(query);
    expect(json).toEqual({ items: json.items, total: 4, ...page });
    expect(json.items).toHaveLength(rows);
  });

  test('of nothing has no page', async () => {
    expect((await list('search=nothing-like-it')).text).toBe('{"items":[],"total":0,"page":1,"per_page":20,"pages":0}');
  });
});

describe('filters', () => {
  test.each([
    ['search=ACME', ['acme']],
    ['search=acme.ex', ['acme']],
    ['search=Corp', ['acme']],
    ['search=%25', ['bolt']],
    ['search=t_s', ['bolt']],
    ['search=%5C', []],
    ["search='%20or%201=1--", []],
    ['search=%ED%A0%80', []],
    ['search=twin&per_page=1', [expect.stringMatching(/^twin-/)]],
    ['search=', 4],
    ['status=SUSPENDED', ['bolt']],
    ['status=suspended', ['bolt']],
    ['status=Suspended&search=acme', []],
    ['status=active', 3],
    ['status=', 4],
    ['status=DELETED', []],
    ['status=archived', []],
    ['search[$ne]=1', 4],
  ])('%s', async (query, expected) => {
    const found = await slugs(query);
    expect(typeof expected === 'number' ? found.length : found).toEqual(expected);
  });

  test('search finds an id only when it is whole', async () => {
    const [, bolt] = made;
    expect(await slugs(`search=${bolt!.id}`)).toEqual(['bolt']);
    expect(await slugs(`search=${bolt!.id.slice(0, -1)}`)).toEqual([]);
  });

  test.each(['prt_0000000000000000', 'nonsense', 'prt_%27', '1'])('partner_id=%s finds nothing', async (id) => {
    const { json } = await gateway.superadmin.get(`${collection}?partner_id=${id}`);
    expect(json).toEqual({ items: [], total: 0, page: 1, per_page: 20, pages: 0 });
  });
});

describe('a bad parameter is 422 in its place', () => {
  const parsing = ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer'] as const;
  const twice = ['string_type', 'Input should be a valid string'] as const;
  const long = ['string_too_long', 'String should have at most 255 characters'] as const;
  const nul = ['value_error', 'Value error, Text must not contain NUL or unpaired surrogates'] as const;
  const atLeastOne = ['greater_than_equal', 'Input should be greater than or equal to 1'] as const;
  const atMost = (limit: number) => ['less_than_equal', `Input should be less than or equal to ${limit}`] as const;

  const integers = ['page', 'per_page'].flatMap((name) => [
    ...['', 'x', '1.5', '1e400', '%00', 'NaN', '0x1', '{"$ne": null}', '[1]'].map(
      (value) => [`${name}=${encodeURI(value).replace('%2500', '%00')}`, name, ...parsing] as const,
    ),
    [`${name}=1&${name}=2`, name, ...parsing] as const,
    [`${name}=0`, name, ...atLeastOne] as const,
    [`${name}=-1`, name, ...atLeastOne] as const,
    [`${name}=9007199254740993`, name, ...atMost(name === 'page' ? 2_147_483_647 : 100)] as const,
  ]);
  const texts = ['search', 'status', 'partner_id'].flatMap((name) => [
    [`${name}=${'x'.repeat(256)}`, name, ...long] as const,
    [`${name}=a%00b`, name, ...nul] as const,
    [`${name}=a&${name}=b`, name, ...twice] as const,
  ]);

  test.each([
    ...integers,
    ...texts,
    ['page=2147483648', 'page', ...atMost(2_147_483_647)] as const,
    ['per_page=101', 'per_page', ...atMost(100)] as const,
  ])('%s', async (query, name, type, msg) => {
    const answer = await gateway.superadmin.get(`${collection}?${query}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(['query', name], type, msg)));
  });

  test('and all of them are named at once', async () => {
    const answer = await gateway.superadmin.get(`${collection}?page=x&per_page=0`);
    expect(outcome(answer)).toEqual(
      unprocessable(fault(['query', 'page'], ...parsing), fault(['query', 'per_page'], ...atLeastOne)),
    );
  });
});
