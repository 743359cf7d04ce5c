import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, rawRequest } from '../../support/clients.js';
import { rowCounts } from '../../support/rows.js';
import { collection, essence, neverGiven, outcome, refused, tenantPath } from '../../support/scaikey.js';

let gateway: TestApp;
let id: string;
beforeAll(async () => {
  gateway = await startTestApp();
  ({ id } = await gateway.build.tenant());
});
afterAll(() => gateway.stop());

const bare = '/api/v1/admin/tenants';

describe('credentials', () => {
  const invalid = [
    ['a text that is no token', 'Bearer nonsense'],
    ['another scheme', 'Basic cm9vdDpyb290'],
    ['no scheme', 'nonsense'],
    ['two tokens', 'Bearer a b'],
    ['an unsigned token', `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
  ] as const;

  test('none at all is "Not authenticated", before anything else is looked at', async () => {
    for (const path of [collection, `${collection}?page=x`, tenantPath(neverGiven), tenantPath('no-id')]) {
      const answer = await anybody(gateway.url).get(path);
      expect(outcome(answer)).toEqual(refused(401, 'Not authenticated'));
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    const answer = await anybody(gateway.url).post(collection, { name: 5 });
    expect(outcome(answer)).toEqual(refused(401, 'Not authenticated'));
  });

  test.each(invalid)('%s is "Invalid or expired token"', async (_what, authorization) => {
    const answer = await anybody(gateway.url).get(collection, { headers: { Authorization: authorization } });
    expect(outcome(answer)).toEqual(refused(401, 'Invalid or expired token'));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('an expired token is "Invalid or expired token"', async () => {
    const claims = { sub: gateway.superadmin.userId ?? '', email: 'root@example.com', role: 'test' };
    const token = await gateway.app.services.tokens.issue(claims, new Date(Date.now() - 1000));
    const answer = await new Person(gateway.url, token, undefined).get(collection);
    expect(outcome(answer)).toEqual(refused(401, 'Invalid or expired token'));
  });

  test('the scheme is read without regard to case', async () => {
    const headers = { Authorization: `bearer ${gateway.superadmin.token ?? ''}` };
    expect((await anybody(gateway.url).get(collection, { headers })).status).toBe(200);
  });
});

describe('paths and methods', () => {
  test.each([
    '/api/v1/admin',
    '/api/v1/admin/',
    '/api/v1/admin/users',
    `${collection}${neverGiven}/more`,
    '/api/v1/admin/tenants//',
    '/scaikey',
    '/scaikey/api/v1/tenants',
  ])('%s is not found', async (path) => {
    expect(outcome(await gateway.superadmin.get(path))).toEqual(refused(404, 'Not Found'));
    expect(outcome(await anybody(gateway.url).post(path, {}))).toEqual(refused(404, 'Not Found'));
  });

  test.each([
    ['PUT', collection, 'GET, HEAD, POST'],
    ['PATCH', collection, 'GET, HEAD, POST'],
    ['DELETE', bare, 'GET, HEAD, POST'],
    ['POST', tenantPath(neverGiven), 'DELETE, GET, HEAD, PATCH'],
    ['PUT', tenantPath(neverGiven), 'DELETE, GET, HEAD, PATCH'],
  ])('%s %s is not allowed, and says what is', async (method, path, allow) => {
    const answer = await gateway.superadmin.request(method, path);
    expect(outcome(answer)).toEqual(refused(405, 'Method Not Allowed'));
    expect(answer.headers.get('allow')?.split(', ').sort().join(', ')).toBe(allow);
  });

  test.each(['%', '%zz', 'tnt_%', '%C3', '%ED%A0%80'])('a path with %s cannot be read', async (broken) => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const { status, text } = await rawRequest(gateway.url, { method, path: `${collection}${broken}` });
      expect({ status, text }).toEqual({ status: 400, text: '{"detail":"Bad Request"}' });
    }
  });
});

describe('both slash forms, and the prefix, are the same path', () => {
  const variants = (path: string) => {
    const stem = path.replace(/\/(?=\?|$)/, '');
    const slashed = stem.replace(/(?=\?|$)/, '/');
    return [stem, slashed, `/scaikey${stem}`, `/scaikey${slashed}`];
  };

  test.each<[method: string, path: () => string, body: object | undefined]>([
    ['GET', () => collection, undefined],
    ['GET', () => `${collection}?per_page=1&page=2`, undefined],
    ['GET', () => `${collection}?page=x`, undefined],
    ['HEAD', () => collection, undefined],
    ['POST', () => collection, {}],
    ['POST', () => collection, { name: 'Root' }],
    ['PUT', () => collection, undefined],
    ['GET', () => tenantPath(id), undefined],
    ['HEAD', () => tenantPath(id), undefined],
    ['GET', () => tenantPath(neverGiven), undefined],
    ['PATCH', () => tenantPath(id), { name: '' }],
    ['PATCH', () => tenantPath(neverGiven), { name: 'X' }],
    ['DELETE', () => tenantPath(neverGiven), undefined],
    ['POST', () => tenantPath(id), {}],
    ['GET', () => '/api/v1/admin/nothing', undefined],
  ])('%s %s %j', async (method, path, body) => {
    const [first, ...others] = variants(path());
    for (const person of [gateway.superadmin, anybody(gateway.url)]) {
      const expected = essence(await person.request(method, first!, body ? { body } : {}));
      expect(expected.status < 300 || expected.status >= 400).toBe(true);
      for (const other of others) {
        expect(essence(await person.request(method, other, body ? { body } : {}))).toEqual(expected);
      }
    }
  });

  test('also where something is made, changed and deleted', async () => {
    for (const path of variants(collection)) {
      const created = await gateway.superadmin.post(path, { name: 'Slash', slug: 'slash' });
      expect(created.status).toBe(201);
      const own = `${path.replace(/\/$/, '')}/${String(created.json.id)}${path.endsWith('/') ? '/' : ''}`;
      const changed = await gateway.superadmin.request('PATCH', own, { body: { name: 'Changed' } });
      expect(changed).toMatchObject({ status: 200, json: { name: 'Changed' } });
      expect((await gateway.superadmin.get(own)).json).toEqual(changed.json);
      expect((await gateway.superadmin.request('DELETE', own)).status).toBe(204);
    }
  });
});

describe('HEAD', () => {
  test.each([
    ['a list', () => collection, 200],
    ['a tenant', () => tenantPath(id), 200],
    ['a tenant that there is not', () => tenantPath(neverGiven), 404],
    ['a bad query', () => `${collection}?page=0`, 422],
  ])('of %s is GET without the body', async (_what, path, status) => {
    const get = essence(await gateway.superadmin.get(path()));
    const head = essence(await gateway.superadmin.request('HEAD', path()));
    expect(get.status).toBe(status);
    expect(head).toEqual({ ...get, text: '' });
  });
});

describe('bodies that are too large', () => {
  const large = { name: 'Large', branding: { logo: 'x'.repeat(300_000) } };

  test.each<[string, () => string]>([
    ['POST', () => collection],
    ['PATCH', () => tenantPath(id)],
  ])('%s is 413, and stores nothing', async (method, path) => {
    const before = await rowCounts(gateway);
    expect(outcome(await gateway.superadmin.request(method, path(), { body: large }))).toEqual(
      refused(413, 'Content Too Large'),
    );
    expect(await rowCounts(gateway)).toEqual(before);
  });

  test('without credentials it is refused all the same, because nobody has read it', async () => {
    expect(outcome(await anybody(gateway.url).post(collection, large))).toEqual(refused(413, 'Content Too Large'));
  });
});

describe('too many requests', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startTestApp({ RATE_LIMIT_MULTIPLIER: '0.005' });
  });
  afterAll(() => strict.stop());

  test.each<[string, () => Person, number]>([
    ['a caller', () => strict.superadmin, 3],
    ['an address without credentials', () => anybody(strict.url), 1],
  ])('of %s are 429 with the seconds to wait', async (_who, person, allowed) => {
    for (let taken = 0; taken < allowed; taken += 1) {
      expect((await person().get(collection)).status).not.toBe(429);
    }
    const answer = await person().get(collection);
    expect(outcome(answer)).toEqual(refused(429, 'Too Many Requests'));
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});

describe('a database in trouble', () => {
  let broken: TestApp;
  beforeAll(async () => {
    broken = await startTestApp();
  });
  afterAll(() => broken.stop());

  const failWith = async (state: string): Promise<void> => {
    const db = kyselyOf(broken.app.services.orm.em);
    await sql`create or replace function fail() returns boolean language plpgsql as
      ${sql.lit(`begin raise exception 'secret detail' using errcode = '${state}'; end`)}`.execute(db);
  };

  test.each([
    ['57P03', 503, 'Service Unavailable'],
    ['XX000', 500, 'Internal Server Error'],
  ])('%s is %i, and says nothing of it', async (state, status, detail) => {
    await failWith(state);
    const db = kyselyOf(broken.app.services.orm.em);
    await sql`alter table tenant rename to tenant_away`.execute(db);
    await sql`create view tenant as select * from tenant_away where fail()`.execute(db);
    try {
      expect(outcome(await broken.superadmin.get(collection))).toEqual(refused(status, detail));
    } finally {
      await sql`drop view tenant`.execute(db);
      await sql`alter table tenant_away rename to tenant`.execute(db);
    }
    expect((await broken.superadmin.get(collection)).status).toBe(200);
  });
});
