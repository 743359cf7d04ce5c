import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, rawRequest, signInAs, type Answer, type Person } from '../../support/clients.js';
import { expectFailure, path, ssoTenant, tenantNotFound, userId } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

type Headers = Record<string, string>;

const json = { 'Content-Type': 'application/json' };
const exdLogIn = { code: 'unauthorized', message: 'Log in first.' };
const exdInvalid = { code: 'invalid_request', message: 'The request is not valid.' };

const expectExd = (answer: Answer, status: number): void => {
  expect([answer.status, answer.headers.get('X-Api-Dialect')]).toEqual([status, 'exd']);
};

/** fullstackhero fails as RFC 9457 says; its 401 names the RFC that defines it. */
const expectFullstackhero = (answer: Answer, status: number): void => {
  expect([answer.status, answer.headers.get('X-Api-Dialect')]).toEqual([status, 'fullstackhero']);
  if (status < 400) return;
  expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  expect(answer.json.status).toBe(status);
  if (status !== 401) return;
  expect(answer.json).toMatchObject({
    type: 'https://datatracker.ietf.org/doc/html/rfc7235#section-3.1',
    title: 'Unauthorized',
  });
};

const nobody = (): Person => anybody(gateway.url);
const get = (person: Person, query: string, headers: Headers = {}) => person.get(`${path}${query}`, { headers });
const post = (raw: string, headers: Headers = json, person = gateway.superadmin) =>
  person.request('POST', path, { raw, headers });

describe('a list', () => {
  test('without any signal is the default’s', async () => {
    expectFailure(await get(nobody(), ''), 401, exdLogIn);
    expectFailure(await get(nobody(), '/'), 401, exdLogIn);
    expectExd(await get(gateway.superadmin, ''), 200);
  });

  test('with the header tenant is fullstackhero’s', async () => {
    expectFullstackhero(await get(nobody(), '', { tenant: 'root' }), 401);
  });

  test('with an exd token is exd’s, also with the header tenant', async () => {
    const headers = { Authorization: 'Bearer exd_admin_0123456789abcdefghijklmnopqrstuvwxyzA' };
    for (const more of [{}, { tenant: 'root' }]) {
      const answer = await get(nobody(), '', { ...headers, ...more });
      expectExd(answer, 401);
      expectFailure(answer, 401, { code: 'unauthorized', message: answer.json.error.message });
    }
  });

  test('with limit or after is exd’s; in another case they are nobody’s and ignored', async () => {
    expectExd(await get(gateway.superadmin, '?limit=10'), 200);
    expectExd(await get(gateway.superadmin, '?after='), 200);
    expectExd(await get(gateway.superadmin, '?LIMIT=10'), 200);
    expectExd(await get(gateway.superadmin, '?LIMIT=abc'), 200);
  });

  test.each(['?pageNumber=1&pageSize=10&sort=name', '/?PageNumber=1&PageSize=10', '?sort=name'])(
    'with %s is fullstackhero’s',
    async (query) => {
      expectFullstackhero(await get(gateway.superadmin, query), 200);
      expectFullstackhero(await get(nobody(), query), 401);
    },
  );

  test('with names of both is the default’s, which ignores the other’s', async () => {
    const answer = await get(gateway.superadmin, '?limit=10&pageNumber=abc');
    expectExd(answer, 200);
    expect(answer.json.next_cursor).toBeNull();
  });

  test('with names of a third API is the default’s, which ignores them', async () => {
    expectExd(await get(gateway.superadmin, '?page=2&per_page=5'), 200);
  });

  test('with a page number that is none is fullstackhero’s to refuse', async () => {
    const answer = await get(gateway.superadmin, '?pageNumber=abc');
    expectFullstackhero(answer, 400);
    expect(answer.json.title).toBe('Bad Request');
  });

  test.each(['0', 'abc', '9999'])('with limit=%s is exd’s to refuse', async (limit) => {
    expectFailure(await get(gateway.superadmin, `?limit=${limit}`), 400, {
      ...exdInvalid,
      details: { parameter: 'limit' },
    });
  });
});

describe('a creation', () => {
  test.each([
    ['an empty object', '{}'],
    ['nothing', ''],
    ['an array', '[]'],
    ['no JSON', '{'],
  ])('with %s is the default’s to refuse', async (_what, raw) => {
    const answer = await post(raw);
    expectExd(answer, 400);
    expect(answer.json.error.code).toBe('invalid_request');
  });

  test('with names of both is the default’s, which ignores the other’s', async () => {
    const answer = await post(JSON.stringify(ssoTenant('both', { id: 'other' })));
    expectExd(answer, 201);
    expect(answer.json.tenant.slug).toBe('both');
  });

  test('with names of fullstackhero in any case is its own', async () => {
    expectFullstackhero(await post('{"ID":"a","AdminEmail":"x"}'), 400);
    expectFullstackhero(await post('{"ID":"a","AdminEmail":"x"}', json, nobody()), 401);
  });

  test('with names of exd in another case is the default’s', async () => {
    const answer = await post('{"Slug":"a"}');
    expectExd(answer, 400);
    expect(answer.json.error.details.fields[0]).toEqual({ field: 'slug', message: 'is required' });
  });

  test('that is no JSON is not looked into', async () => {
    const text = { 'Content-Type': 'text/plain' };
    const message = 'The body must be application/json.';
    expectFailure(await post('{"id":"a","adminEmail":"x"}', text), 415, { code: 'unsupported_media_type', message });
  });
});

describe('the header X-Api-Dialect', () => {
  test('sends a path that only exd has to fullstackhero, where there is nothing', async () => {
    const answer = await get(gateway.superadmin, '/acme', { 'X-Api-Dialect': 'fullstackhero' });
    expectFullstackhero(answer, 404);
  });

  test.each(['fullstackhero', 'FullStackHero'])('%s is obeyed in any case, before the credential', async (wish) => {
    const exdSession = await signInAs(gateway.app, 'root@example.com', { api: 'exd' });
    expectExd(await get(exdSession, '', { tenant: 'root' }), 200);
    expectFullstackhero(await get(exdSession, '', { 'X-Api-Dialect': wish }), 200);
  });

  test.each(['nonsense', 'scaikey', 'exd, fullstackhero'])('%s names no dialect of this path', async (wish) => {
    for (const person of [gateway.superadmin, nobody()]) {
      const answer = await get(person, '', { 'X-Api-Dialect': wish, tenant: 'root' });
      expectFailure(answer, 400, { code: 'invalid_request', message: 'X-Api-Dialect names no dialect.' });
    }
  });

  test('sent twice names no dialect', async () => {
    const { status, headers, text } = await rawRequest(gateway.url, {
      method: 'GET',
      path,
      headers: { ...gateway.superadmin.authorization, 'X-Api-Dialect': ['exd', 'fullstackhero'] },
    });
    expect([status, headers['x-api-dialect']]).toEqual([400, 'exd']);
    expect(JSON.parse(text).error.code).toBe('invalid_request');
  });
});

describe('a literal', () => {
  test.each(['theme', 'migrations'])('%s is no tenant for a session of exd', async (slug) => {
    const session = await signInAs(gateway.app, 'root@example.com', { api: 'exd' });
    expectFailure(await get(session, `/${slug}`), 404, tenantNotFound);
  });

  test.each(['theme', 'migrations'])('%s is fullstackhero’s without any signal', async (slug) => {
    expectFullstackhero(await get(nobody(), `/${slug}`), 401);
  });
});

describe('the path', () => {
  test.each([
    ['GET', '/acme/status'],
    ['POST', '/acme/activation'],
    ['POST', '/acme/provisioning/retry'],
    ['PUT', '/theme'],
    ['POST', '/theme/reset'],
    ['GET', '/me/status'],
  ])('%s %s is fullstackhero’s alone', async (method, rest) => {
    expectFullstackhero(await nobody().request(method, path + rest), 401);
  });

  test('of an admin is exd’s alone, also with the header tenant', async () => {
    const answer = await nobody().request('PUT', `${path}/acme/admins/${userId(1)}`, { headers: { tenant: 'root' } });
    expectFailure(answer, 401, exdLogIn);
  });
});

describe('the session', () => {
  test('of fullstackhero makes a list its own', async () => {
    expectFullstackhero(await get(await signInAs(gateway.app, 'root@example.com', { api: 'fullstackhero' }), ''), 200);
    expectFullstackhero(await get(await signInAs(gateway.app, 'root@example.com', { tenant: 'root' }), ''), 200);
  });
});

describe('methods', () => {
  const head = (query: string, headers: Headers = {}) => nobody().request('HEAD', path + query, { headers });

  test.each(['', '?limit=1', '/acme'])('HEAD of exd is routed as GET: %s', async (query) => {
    const answer = await head(query);
    expectExd(answer, 401);
    expect(answer.text).toBe('');
  });

  test.each(['?pageNumber=1', '?tenant=root', '/theme'])('HEAD of fullstackhero is routed: %s', async (query) => {
    const answer = await head(query);
    expect([answer.status, answer.headers.get('X-Api-Dialect')]).toEqual([401, 'fullstackhero']);
  });

  test.each([{}, { tenant: 'root' }, { 'X-Api-Dialect': 'nonsense' }])(
    'OPTIONS answers browsers and asks no dialect: %j',
    async (headers) => {
      const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' };
      for (const at of [path, `${path}/acme`, `/exd${path}`]) {
        const answer = await nobody().request('OPTIONS', at, { headers: { ...preflight, ...headers } });
        expect([answer.status, answer.text, answer.headers.get('X-Api-Dialect')]).toEqual([204, '', null]);
        expect(answer.headers.get('Access-Control-Allow-Methods')).toContain('PUT');
      }
    },
  );
});

describe('a body without a length that is too long', () => {
  const chunks = Array.from({ length: 40 }, () => Buffer.alloc(10_000, 'a'));
  const send = async (headers: Headers, at = path) => {
    const all = { ...gateway.superadmin.authorization, ...json, 'Transfer-Encoding': 'chunked', ...headers };
    const answer = await rawRequest(gateway.url, { method: 'POST', path: at, headers: all, chunks });
    return { ...answer, json: JSON.parse(answer.text) };
  };

  test('is the default’s to refuse, though nothing in it can be a signal', async () => {
    const { status, headers, json: body } = await send({});
    expect([status, headers['x-api-dialect']]).toEqual([413, 'exd']);
    expect(body).toEqual({
      error: { code: 'payload_too_large', message: 'The body is too large.', details: {} },
      request_id: headers['x-request-id'],
    });
  });

  test.each<Headers>([{ tenant: 'root' }, { 'X-Api-Dialect': 'fullstackhero' }])(
    'is fullstackhero’s to refuse with %j',
    async (signal) => {
      const { status, headers, json: body } = await send(signal);
      expect([status, headers['x-api-dialect']]).toEqual([413, 'fullstackhero']);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(body.status).toBe(413);
    },
  );

  test('is exd’s to refuse under its prefix', async () => {
    const { status, headers } = await send({ tenant: 'root' }, `/exd${path}`);
    expect([status, headers['x-api-dialect']]).toEqual([413, 'exd']);
  });
});

describe('the prefix', () => {
  test('of exd beats every signal', async () => {
    const signals = { 'X-Api-Dialect': 'fullstackhero', tenant: 'root' };
    for (const at of ['', '?pageNumber=1', '/theme']) {
      const answer = await nobody().get(`/exd${path}${at}`, { headers: signals });
      expectFailure(answer, 401, exdLogIn);
    }
    expectExd(await gateway.superadmin.get(`/exd${path}`, { headers: { 'X-Api-Dialect': 'nonsense' } }), 200);
  });

  test('of fullstackhero beats every signal', async () => {
    const headers = { 'X-Api-Dialect': 'exd' };
    expectFullstackhero(await nobody().get(`/fullstackhero${path}?limit=0`, { headers }), 401);
    expectFullstackhero(await gateway.superadmin.get(`/fullstackhero${path}?limit=0`, { headers }), 200);
  });
});

describe('every answer to GET', () => {
  const signals = ['Authorization', 'Tenant', 'X-Api-Dialect'];

  test.each(['', '/acme', '/acme/nothing', '?limit=0'])('varies by who asks and how: %s', async (rest) => {
    for (const method of ['GET', 'HEAD']) {
      for (const person of [gateway.superadmin, nobody()]) {
        const answer = await person.request(method, path + rest);
        const vary = (answer.headers.get('Vary') ?? '').split(/, */);
        expect(vary).toEqual(expect.arrayContaining(signals));
        expect(answer.headers.get('X-Api-Dialect')).toBe('exd');
      }
    }
  });

  test('and no other', async () => {
    const answer = await post('{}');
    expect(answer.headers.get('Vary') ?? '').not.toContain('X-Api-Dialect');
    expect(answer.headers.get('X-Api-Dialect')).toBe('exd');
  });
});
