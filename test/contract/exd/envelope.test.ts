import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '../../../src/errors.js';
import { exd } from '../../../src/rest/exd/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, rawRequest, signInAs, type Answer, type RequestOptions } from '../../support/clients.js';
import {
  expectFailure,
  notAllowed,
  path,
  requestIdOf,
  ssoTenant,
  tenantNotFound,
  ulid,
  userId,
} from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const admins = `${path}/acme/admins/${userId(1)}`;
const everyEndpoint: [method: string, path: string, options: RequestOptions][] = [
  ['POST', path, { body: ssoTenant('acme') }],
  ['GET', path, {}],
  ['GET', `${path}/acme`, {}],
  ['PUT', admins, {}],
  ['DELETE', admins, {}],
  ['POST', `${path}/acme/namespaces`, { body: { slug: 'flags' } }],
  ['GET', `${path}/acme/namespaces`, {}],
  ['GET', `${path}/acme/namespaces/flags`, {}],
  ['DELETE', `${path}/acme/namespaces/flags`, {}],
];
const json = { 'Content-Type': 'application/json' };
const tooLong = 'a'.repeat(300_000);

const invalid = (message: string) => ({ code: 'invalid_request', message });
const malformed = invalid('The body is not valid JSON.');
const tooLarge = { code: 'payload_too_large', message: 'The body is too large.' };
const unsupported = { code: 'unsupported_media_type', message: 'The body must be application/json.' };

describe.each(['', '/exd'])('under the prefix %j', (prefix) => {
  test.each(everyEndpoint)('%s %s asks nobody in particular to log in', async (method, at, options) => {
    const answer = await anybody(gateway.url).request(method, prefix + at, options);
    expectFailure(answer, 401, { code: 'unauthorized', message: 'Log in first.' });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  test.each([
    ['PATCH', path, 'POST, GET, HEAD'],
    ['DELETE', path, 'POST, GET, HEAD'],
    ['PUT', `${path}/acme`, 'GET, HEAD'],
    ['POST', `${path}/acme`, 'GET, HEAD'],
    ['GET', admins, 'PUT, DELETE'],
    ['POST', admins, 'PUT, DELETE'],
  ])('%s %s says which methods are allowed', async (method, at, allow) => {
    for (const person of [gateway.superadmin, anybody(gateway.url)]) {
      const answer = await person.request(method, prefix + at);
      expectFailure(answer, 405, { code: 'method_not_allowed', message: 'The method is not allowed here.' });
      expect(answer.headers.get('Allow')).toBe(allow);
    }
  });

  test.each(['/acme/admins', '/acme/admins/a/b', '/acme/namespaces/a/b', '/acme/nothing'])(
    'there is nothing at %s',
    async (rest) => {
      const answer = await gateway.superadmin.get(`${prefix}${path}${rest}`);
      expectFailure(answer, 404, { code: 'not_found', message: 'There is nothing at this path.' });
    },
  );
});

describe('credentials', () => {
  test.each([
    ['no token', 'Bearer'],
    ['another scheme', 'Basic cm9vdDpyb290'],
    ['an opaque token that nobody was given', 'Bearer exd_admin_0123456789abcdefghijklmnopqrstuvwxyzA'],
    ['a token that is no token', 'Bearer a.b.c'],
    ['two tokens', 'Bearer a b'],
  ])('%s is unauthorized', async (_what, authorization) => {
    const answer = await anybody(gateway.url).get(path, { headers: { Authorization: authorization } });
    expect(answer.status).toBe(401);
    expectFailure(answer, 401, { code: 'unauthorized', message: answer.json.error.message });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  test('a token that was changed is unauthorized', async () => {
    const [head, payload, signature] = (gateway.superadmin.token ?? '').split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, exp: 4_000_000_000 })).toString('base64url');
    const forged = new Person(gateway.url, [head, changed, signature].join('.'), undefined);
    expect((await forged.get(path)).status).toBe(401);
  });
});

describe('bodies', () => {
  const post = (raw: string | Buffer, headers: Record<string, string> = json): Promise<Answer> =>
    gateway.superadmin.request('POST', path, { raw, headers });
  const valid = (slug: string) => JSON.stringify(ssoTenant(slug));

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
    'of type %s are not read',
    async (type) => {
      expectFailure(await post(valid('typed'), { 'Content-Type': type }), 415, unsupported);
    },
  );

  test('without a type are not read', async () => {
    const { status, text } = await rawRequest(gateway.url, {
      method: 'POST',
      path,
      headers: { ...gateway.superadmin.authorization },
      chunks: [valid('untyped')],
    });
    expect(status).toBe(415);
    expect(JSON.parse(text)).toMatchObject({ error: { ...unsupported, details: {} } });
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON'])('of type %s are read', async (type) => {
    const slug = `typed-${type.length}`;
    expect((await post(valid(slug), { 'Content-Type': type })).status).toBe(201);
  });

  test.each(['{', '{"slug":}', "{'slug':'a'}", '{"slug":"a"} x', 'slug', '\ufeff\ufeff{}'])(
    'that are no JSON are said to be: %j',
    async (raw) => {
      expectFailure(await post(raw), 400, malformed);
    },
  );

  test('that are no UTF-8 are no JSON', async () => {
    expectFailure(await post(Buffer.from([0x22, 0xff, 0x22])), 400, malformed);
  });

  test.each(['', '[]', '[{"slug":"a"}]', '"slug"', '5', 'true', 'null', '1e400'])(
    'that are no object are refused: %j',
    async (raw) => {
      expectFailure(await post(raw), 400, invalid('The request is not valid.'));
    },
  );

  test('of more than 256 KiB are not read, whatever their type', async () => {
    expectFailure(await post(`{"slug":"${tooLong}"}`), 413, tooLarge);
    expectFailure(await post(tooLong, { 'Content-Type': 'text/plain' }), 413, tooLarge);
  });

  test('are of no interest where none is taken', async () => {
    const tenant = await gateway.build.tenant({ login: { mode: 'SSO', ssoProvider: 'p' } });
    const at = `${path}/${tenant.slug}/admins/${userId(7)}`;
    expect((await gateway.superadmin.request('PUT', at, { raw: '{}', headers: json })).status).toBe(200);
    expect((await gateway.superadmin.request('PUT', at)).status).toBe(200);
    await gateway.superadmin.request('PUT', `${path}/${tenant.slug}/admins/${userId(8)}`);
    expect((await gateway.superadmin.request('DELETE', at, { raw: '{', headers: json })).status).toBe(204);
  });
});

describe('the id of a request', () => {
  const given = '01HV5XK1EFQT8N3JRDCP7MW04A';

  test('is the client’s own where that is a ULID', async () => {
    for (const answer of [
      await gateway.superadmin.get(path, { headers: { 'X-Request-Id': given } }),
      await anybody(gateway.url).get(path, { headers: { 'X-Request-Id': given } }),
      await gateway.superadmin.get(`${path}/nobody`, { headers: { 'X-Request-Id': given } }),
    ]) {
      expect(requestIdOf(answer)).toBe(given);
    }
  });

  test.each(['', 'abc', given.toLowerCase(), `${given}0`, given.slice(1), `8${given.slice(1)}`, `I${given.slice(1)}`])(
    'is a new one for %j',
    async (id) => {
      const answer = await gateway.superadmin.get(path, { headers: { 'X-Request-Id': id } });
      expect(requestIdOf(answer)).not.toBe(id);
    },
  );

  test('is another one each time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.superadmin.get(path)));
    expect(new Set(answers.map(requestIdOf)).size).toBe(5);
  });
});

describe('HEAD', () => {
  test.each([path, `${path}/nobody`])('of %s has the status and headers of GET, and no body', async (at) => {
    const [get, head] = [await gateway.superadmin.get(at), await gateway.superadmin.request('HEAD', at)];
    expect({ status: head.status, text: head.text }).toEqual({ status: get.status, text: '' });
    const named = ['content-type', 'vary', 'x-api-dialect', 'cache-control'];
    for (const name of named) expect(head.headers.get(name)).toBe(get.headers.get(name));
    expect(head.headers.get('X-Request-Id')).toMatch(ulid);
  });
});

describe('what no request can bring about', () => {
  const exchange = { requestId: 'id', method: 'GET', path, headers: {}, quota: undefined, graceDaysLeft: null };

  test.each([
    ['INTERNAL', 500, 'internal'],
    ['UNAVAILABLE', 503, 'unavailable'],
  ] as const)('%s is %d', (code, status, word) => {
    const error = new AppError(code, 'Words.', { cause: new Error('secret') });
    expect(exd.render(error, exchange)).toEqual({
      status,
      headers: {},
      body: { error: { code: word, message: 'Words.', details: {} }, request_id: 'id' },
    });
  });
});

describe('quotas', () => {
  let limited: TestApp;
  beforeAll(async () => {
    // 600 and 60 a minute, scaled.
    limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '0.05' });
  });
  afterAll(() => limited.stop());

  const expectQuota = ({ headers }: Answer, limit: number, remaining: number): void => {
    expect(headers.get('X-RateLimit-Limit')).toBe(String(limit));
    expect(headers.get('X-RateLimit-Remaining')).toBe(String(remaining));
    const seconds = Number(headers.get('X-RateLimit-Reset')) - Date.now() / 1000;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(62);
  };
  const limitedFace = { code: 'rate_limited', message: 'Too many requests.' };

  test('are 600 a minute by caller and 60 by address', () => {
    expect(exd.perMinute).toEqual({ caller: 600, address: 60 });
  });

  test('of a caller count every answer, whatever its status and path, until none is left', async () => {
    const user = await limited.build.user();
    const caller = await signInAs(limited.app, user.email ?? '');
    const asked: [() => Promise<Answer>, number][] = [
      [() => caller.get(path), 200],
      [() => caller.get(`/exd${path}`), 200],
      [() => caller.get(`${path}?limit=0`), 400],
      [() => caller.get(`${path}/nobody`), 404],
      [() => caller.post(path, {}), 403],
    ];
    for (let taken = 0; taken < 30; taken += 1) {
      const [ask, status] = asked[taken % asked.length]!;
      const answer = await ask();
      expect(answer.status).toBe(status);
      expectQuota(answer, 30, 29 - taken);
    }
    const refused = await caller.get(path);
    expectFailure(refused, 429, limitedFace);
    expectQuota(refused, 30, 0);
    const retryAfter = Number(refused.headers.get('Retry-After'));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect((await limited.superadmin.get(path)).status).toBe(200);
  });

  test('of an address count those who are not known, with and without a token', async () => {
    const nobody = anybody(limited.url);
    const forged = new Person(limited.url, 'exd_admin_forged', undefined);
    expectQuota(await nobody.get(path), 3, 2);
    expectQuota(await forged.get(path), 3, 1);
    expectQuota(await nobody.get(`${path}/acme`), 3, 0);
    expectFailure(await forged.get(path), 429, limitedFace);
    const known = await limited.superadmin.get(`${path}/nobody`);
    expectFailure(known, 404, tenantNotFound);
  });

  test('are not spoken of where none was taken', async () => {
    const answer = await limited.superadmin.request('PATCH', path);
    expect(answer.status).toBe(405);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });
});

test('whoever may not come in hears nothing of what is wrong with the request', async () => {
  const { owner } = await gateway.build.reseller();
  expectFailure(await owner.request('POST', path, { raw: '{', headers: json }), 403, notAllowed);
});
