import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Answer } from '../../support/clients.js';
import { expectFailure, expectFields, expectParameter, path, requestIdOf, tenantNotFound } from '../../support/exd.js';
import { rowCounts } from '../../support/rows.js';

let gateway: TestApp;
let tenant: Tenant;
beforeAll(async () => {
  gateway = await startTestApp();
});
beforeEach(async () => {
  tenant = await gateway.build.tenant({ login: { mode: 'SSO', ssoProvider: 'acme-oidc' } });
});
afterAll(() => gateway.stop());

const at = (end = '', { slug } = tenant) => `${path}/${slug}/namespaces${end}`;
const create = (body: unknown, within = tenant) => gateway.superadmin.post(at('', within), body);
const remove = (slug: string, within = tenant) => gateway.superadmin.request('DELETE', at(`/${slug}`, within));
const list = async (query = '', within = tenant) => gateway.superadmin.get(at(query, within));
const count = async ({ slug } = tenant): Promise<unknown> =>
  (await gateway.superadmin.get(`${path}/${slug}`)).json.tenant.namespace_count;
const slugsOf = ({ json }: Answer) => (json.namespaces as { slug: string }[]).map(({ slug }) => slug);

const namespaceNotFound = { code: 'not_found', message: 'Namespace not found.' };
const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';

describe('creating a namespace', () => {
  test('answers it, members in order, and it can be read', async () => {
    const body = { slug: 'payments', display_name: 'Payments Team', description: 'Flags of the checkout' };
    const answer = await create(body);
    expect(answer.status).toBe(201);
    const { created_at } = answer.json.namespace;
    expect(created_at).toMatch(new RegExp(`^${time}$`));
    expect(answer.text).toBe(
      `{"namespace":{"tenant":"${tenant.slug}","slug":"payments","display_name":"Payments Team",` +
        `"description":"Flags of the checkout","created_at":"${created_at}"},"request_id":"${requestIdOf(answer)}"}`,
    );
    const read = await gateway.superadmin.get(at('/payments'));
    expect(read.status).toBe(200);
    expect(read.json).toEqual({ namespace: answer.json.namespace, request_id: requestIdOf(read) });
    expect(slugsOf(await list())).toEqual(['payments']);
    expect(await count()).toBe(1);
  });

  test('needs a slug alone, which is its name then; what is unknown is ignored', async () => {
    const { status, json } = await create({ slug: 'a-', tenant: 'other', environments: [] });
    expect(status).toBe(201);
    const rest = { display_name: 'a-', description: null, created_at: expect.stringMatching(time) };
    expect(json.namespace).toEqual({ tenant: tenant.slug, slug: 'a-', ...rest });
  });

  test.each(['a', 'a--b', 'z9', 'root', 'admin', `a${'-'.repeat(62)}`])('%s is a slug', async (slug) => {
    expect((await create({ slug })).status).toBe(201);
  });

  test.each(['', '-a', '9a', 'A', 'a_b', 'a b', 'é', 'a\n', 'a'.repeat(64), 5, true, null, ['a'], { $ne: null }])(
    'the slug %j is refused',
    async (slug) => {
      const before = await rowCounts(gateway);
      expectFields(await create({ slug }), 'slug');
      expect(await rowCounts(gateway)).toEqual(before);
    },
  );

  test('every bad field is named at once', async () => {
    expectFields(await create({}), 'slug');
    expectFields(await create({ slug: 1, display_name: '', description: 5 }), 'slug', 'display_name', 'description');
    expectFields(await create({ slug: 'a', display_name: 'x'.repeat(256) }), 'display_name');
    expectFields(await create({ slug: 'a', display_name: null }), 'display_name');
    expectFields(await create({ slug: 'a', description: 'a\u0000' }), 'description');
    expect(await count()).toBe(0);
  });

  test('a body that is none, is broken or is not declared as JSON is refused', async () => {
    const raw = (text: string, type = 'application/json') =>
      gateway.superadmin.request('POST', at(), { raw: text, headers: { 'Content-Type': type } });
    expect((await gateway.superadmin.request('POST', at())).status).toBe(400);
    expect((await raw('{"slug"')).json.error.code).toBe('invalid_request');
    expect((await raw('[]')).json.error.code).toBe('invalid_request');
    expect((await raw('slug=a', 'text/plain')).json.error.code).toBe('unsupported_media_type');
    expect(await count()).toBe(0);
  });

  test('a slug is unique within its tenant, also among ten made at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ slug: 'flags' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    const refused = answers.find(({ status }) => status === 409)!;
    expectFailure(refused, 409, { code: 'conflict', message: "The tenant has a namespace 'flags'." });
    expect(await count()).toBe(1);
    const other = await gateway.build.tenant({ login: { mode: 'SSO', ssoProvider: 'acme-oidc' } });
    expect((await create({ slug: 'flags' }, other)).status).toBe(201);
    expect(await count()).toBe(1);
  });
});

describe('deleting a namespace', () => {
  test('answers nothing, and not found the second time; the slug is free again', async () => {
    await create({ slug: 'flags', description: 'first' });
    const answer = await remove('flags');
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
    expectFailure(await remove('flags'), 404, namespaceNotFound);
    expectFailure(await gateway.superadmin.get(at('/flags')), 404, namespaceNotFound);
    expect(await count()).toBe(0);
    expect((await create({ slug: 'flags' })).json.namespace.description).toBeNull();
  });

  test('by five at once answers 204 once', async () => {
    await create({ slug: 'flags' });
    await create({ slug: 'kept' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => remove('flags')));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
    expect(slugsOf(await list())).toEqual(['kept']);
  });

  test('leaves that of the same name in another tenant alone', async () => {
    const other = await gateway.build.tenant({ login: { mode: 'SSO', ssoProvider: 'acme-oidc' } });
    for (const each of [tenant, other]) await create({ slug: 'flags' }, each);
    await remove('flags');
    expect([await count(), await count(other)]).toEqual([0, 1]);
  });
});

describe('the list', () => {
  test('goes by slug, page by page, and ends', async () => {
    for (const slug of ['c', 'a', 'b-', 'b', 'a-a']) await create({ slug });
    expect(slugsOf(await list())).toEqual(['a', 'a-a', 'b', 'b-', 'c']);
    const first = await list('?limit=2');
    expect(Object.keys(first.json)).toEqual(['namespaces', 'next_cursor', 'request_id']);
    requestIdOf(first);
    const second = await list(`?limit=2&after=${first.json.next_cursor}`);
    const third = await list(`?limit=2&after=${second.json.next_cursor}`);
    expect([first, second, third].map(slugsOf)).toEqual([['a', 'a-a'], ['b', 'b-'], ['c']]);
    expect(third.json.next_cursor).toBeNull();
    expect((await list('?limit=5')).json.next_cursor).toBeNull();
    expect(slugsOf(await list('?after='))).toHaveLength(5);
  });

  test('of a tenant without any is empty', async () => {
    const answer = await list();
    expect(answer.text).toBe(`{"namespaces":[],"next_cursor":null,"request_id":"${requestIdOf(answer)}"}`);
  });

  test.each(['0', '201', '-1', 'x', '1.5', '', '1&limit=2'])('limit=%s is refused', async (limit) => {
    expectParameter(await list(`?limit=${limit}`), 'limit');
  });

  test.each(['!', 'nonsense', Buffer.from('A').toString('base64url'), 'YQ==', '%00', 'YQ&after=YQ'])(
    'after=%s is refused',
    async (after) => {
      expectParameter(await list(`?after=${after}`), 'after');
    },
  );
});

describe('namespace_count', () => {
  test('is true at every moment, in list and detail', async () => {
    const counted = async (expected: number) => {
      expect(await count()).toBe(expected);
      const { json } = await gateway.superadmin.get(`${path}?limit=200`);
      const listed = (json.tenants as { slug: string; namespace_count: number }[]).find(
        ({ slug }) => slug === tenant.slug,
      );
      expect(listed?.namespace_count).toBe(expected);
    };
    await counted(0);
    for (const [index, slug] of ['a', 'b', 'c'].entries()) {
      await create({ slug });
      await counted(index + 1);
    }
    await create({ slug: 'a' });
    await counted(3);
    await remove('b');
    await remove('b');
    await counted(2);
    await Promise.all([...Array(8).keys()].map((index) => create({ slug: `n${index}` })));
    await counted(10);
  });

  test('of a new tenant with the slug of a deleted one is none', async () => {
    const slug = 'reborn';
    const login = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;
    const first = await gateway.build.tenant({ slug, login });
    await create({ slug: 'flags' }, first);
    await gateway.superadmin.request('DELETE', `/scaikey/api/v1/admin/tenants/${first.id}`);
    expectFailure(await list('', first), 404, tenantNotFound);
    expectFailure(await remove('flags', first), 404, tenantNotFound);
    const second = await gateway.build.tenant({ slug, login });
    expect(await count(second)).toBe(0);
    expectFailure(await gateway.superadmin.get(at('/flags', second)), 404, namespaceNotFound);
  });

  test('and lists cost as many statements for many tenants and namespaces as for few', async () => {
    const costOf = async (route: string): Promise<number> => {
      // Who asks is known for a moment, and read again after it.
      await gateway.superadmin.get(route);
      const before = gateway.statements.length;
      expect((await gateway.superadmin.get(route)).status).toBe(200);
      return gateway.statements.length - before;
    };
    const few = [await costOf(path), await costOf(at())];
    for (let made = 0; made < 10; made += 1) {
      const more = await gateway.build.tenant({ login: { mode: 'SSO', ssoProvider: 'acme-oidc' } });
      await gateway.build.namespace(more);
      await gateway.build.namespace(tenant);
    }
    expect([await costOf(path), await costOf(at())]).toEqual(few);
  });
});

test('a method that there is not says which there are', async () => {
  await create({ slug: 'flags' });
  const put = await gateway.superadmin.request('PUT', at(), { body: {} });
  expect([put.status, put.headers.get('Allow')]).toEqual([405, 'POST, GET, HEAD']);
  const patch = await gateway.superadmin.request('PATCH', at('/flags'), { body: {} });
  expect([patch.status, patch.headers.get('Allow')]).toEqual([405, 'GET, HEAD, DELETE']);
});
