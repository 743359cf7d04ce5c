import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { expectParameter, path, requestIdOf } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const sso = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;
const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');
const list = (query = '') => gateway.superadmin.get(`${path}${query}`);
const slugsOf = (json: { tenants: { slug: string }[] }): string[] => json.tenants.map(({ slug }) => slug);

describe('the list', () => {
  test('is empty while no tenant has a login mode', async () => {
    await gateway.build.tenant({ slug: 'without-login' });
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(`{"tenants":[],"next_cursor":null,"request_id":"${requestIdOf(answer)}"}`);
  });

  test('shows a tenant admin the documented example, with the members in that order', async () => {
    const acme = await gateway.build.tenant({
      slug: 'acme',
      displayName: 'Acme Corp',
      login: sso,
      createdAt: new Date('2026-04-25T09:00:00.789Z'),
    });
    await gateway.build.namespace(acme);
    await gateway.build.namespace(acme);
    const admin = await gateway.build.member(acme, 'TENANT_ADMIN');
    const answer = await admin.get(path);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      '{"tenants":[{"slug":"acme","display_name":"Acme Corp","login_mode":"sso","sso_provider":"acme-oidc","email_domain":null,' +
        '"created_at":"2026-04-25T09:00:00Z","namespace_count":2,"current_user_roles":["tenant_admin"]}],' +
        `"next_cursor":null,"request_id":"${requestIdOf(answer)}"}`,
    );
  });

  test('is the same with a trailing slash and under the prefix', async () => {
    const [plain, slash, prefixed] = await Promise.all([
      list(),
      gateway.superadmin.get(`${path}/`),
      gateway.superadmin.get(`/exd${path}`),
    ]);
    expect(slash.json.tenants).toEqual(plain.json.tenants);
    expect(prefixed.json.tenants).toEqual(plain.json.tenants);
  });
});

describe('pages', () => {
  const slugs = Array.from({ length: 250 }, (_, index) => `page-${String(index).padStart(3, '0')}`);

  beforeAll(async () => {
    for (const slug of slugs) await gateway.build.tenant({ slug, login: sso });
  });

  test('walk every tenant exactly once, in order, while others are made', async () => {
    const seen: string[] = [];
    let query = '?limit=17';
    for (let page = 0; page < 50; page += 1) {
      const { status, json } = await list(query);
      expect(status).toBe(200);
      seen.push(...slugsOf(json));
      if (json.next_cursor === null) break;
      expect(json.next_cursor).toBe(cursorOf(seen.at(-1)!));
      expect(json.tenants).toHaveLength(17);
      query = `?limit=17&after=${json.next_cursor}`;
      await gateway.build.tenant({ slug: `${seen.at(-1)!}-behind`, login: sso });
      await gateway.build.tenant({ slug: `aa-before-${page}`, login: sso });
    }
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((slug) => slugs.includes(slug))).toEqual(slugs);
  });

  test('hold 50 unless told otherwise, and as many as asked for', async () => {
    expect((await list()).json.tenants).toHaveLength(50);
    expect((await list('?after=')).json.tenants).toHaveLength(50);
    expect((await list('?limit=1')).json.tenants).toHaveLength(1);
    expect((await list('?limit=200')).json.tenants).toHaveLength(200);
    expect((await list('?limit=007')).json.tenants).toHaveLength(7);
  });

  test('end without a cursor, also where the last one is full', async () => {
    const { json } = await list(`?limit=3&after=${cursorOf('page-246')}`);
    expect(slugsOf(json)).toEqual(['page-247', 'page-248', 'page-249']);
    expect(json.next_cursor).toBeNull();
    const beyond = await list(`?after=${cursorOf('zzz')}`);
    expect(beyond.json).toMatchObject({ tenants: [], next_cursor: null });
  });

  test('go on where a tenant was that is gone', async () => {
    const { json } = await list(`?limit=1&after=${cursorOf('page-0')}`);
    expect(slugsOf(json)).toEqual(['page-000']);
  });

  test('ignore parameters that exd does not know, and its own in another case', async () => {
    const expected = slugsOf((await list()).json);
    for (const query of ['?LIMIT=3', '?page=2&per_page=5', '?Limit=0', '?first=1']) {
      expect(slugsOf((await list(query)).json)).toEqual(expected);
    }
  });
});

describe('what is refused', () => {
  test.each([
    '0',
    '-1',
    '201',
    '9999',
    'abc',
    '',
    '1.5',
    '1e2',
    '+1',
    ' 1',
    '0x10',
    '9007199254740993',
    '1e400',
    '%00',
  ])('limit=%s', async (limit) => {
    expectParameter(await list(`?limit=${limit.replace('+', '%2B')}`), 'limit');
  });

  test.each([
    ['signs outside the alphabet', 'not a cursor!'],
    ['padding', 'YWM='],
    ['bits that no encoder leaves', 'YWN'],
    ['a text that is no slug', cursorOf('Not A Slug')],
    ['NUL', cursorOf('a\u0000b')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]).toString('base64url')],
    ['a slug too long', cursorOf('a'.repeat(64))],
    ['a line end', cursorOf('acme\n')],
  ])('a cursor with %s', async (_what, cursor) => {
    expectParameter(await list(`?after=${encodeURIComponent(cursor)}`), 'after');
  });

  test('a parameter given twice', async () => {
    expectParameter(await list('?limit=1&limit=2'), 'limit');
    expectParameter(await list(`?after=${cursorOf('a')}&after=${cursorOf('b')}`), 'after');
  });

  test('the first of two faults is named', async () => {
    expectParameter(await list('?after=!&limit=0'), 'limit');
  });
});
