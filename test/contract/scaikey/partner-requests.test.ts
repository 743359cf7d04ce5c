import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, type Person } from '../../support/clients.js';
import { rowCounts } from '../../support/rows.js';
import { essence, fault, outcome, partnerPath, partners, refused, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
let id: string;
const people = new Map<string, Person>();
beforeAll(async () => {
  gateway = await startTestApp();
  const { build } = gateway;
  const { admin, owner } = await build.reseller({ name: 'Untouched' });
  id = admin.publicId;
  const tenant = await build.tenant({ adminId: admin.id });
  people.set('partner', owner);
  people.set('tenant admin', await build.member(tenant, 'TENANT_ADMIN'));
  people.set('editor', await build.member(tenant, 'EDITOR'));
  people.set('viewer', await build.member(tenant, 'VIEWER'));
});
afterAll(() => gateway.stop());

const neverGiven = 'prt_0000000000000000';

const calls = (partner: string): [method: string, path: string, body?: object][] => [
  ['GET', partners],
  ['GET', `${partners}?page=x`],
  ['POST', partners, { name: 5 }],
  ['POST', partners, { name: 'Mine' }],
  ['GET', partnerPath(partner)],
  ['PATCH', partnerPath(partner), { name: 'Mine' }],
  ['DELETE', partnerPath(partner)],
];

describe('partners are for superadmins alone', () => {
  test.each(['partner', 'tenant admin', 'editor', 'viewer'])('a %s hears 403 for every call', async (who) => {
    const before = { ...(await rowCounts(gateway)), audit_log: undefined };
    for (const partner of [id, neverGiven, 'nonsense']) {
      for (const [method, path, body] of calls(partner)) {
        const answer = await people.get(who)!.request(method, path, body ? { body } : {});
        expect(outcome(answer)).toEqual(refused(403, 'Insufficient permissions'));
      }
    }
    expect({ ...(await rowCounts(gateway)), audit_log: undefined }).toEqual(before);
  });

  test('nobody in particular is asked to log in', async () => {
    for (const [method, path, body] of calls(id)) {
      const answer = await anybody(gateway.url).request(method, path, body ? { body } : {});
      expect(outcome(answer)).toEqual(refused(401, 'Not authenticated'));
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });
});

describe('both slash forms, and the prefix, are the same path', () => {
  test.each<[method: string, path: () => string, body: object | undefined]>([
    ['GET', () => partners, undefined],
    ['HEAD', () => partners, undefined],
    ['POST', () => partners, {}],
    ['PUT', () => partners, undefined],
    ['GET', () => partnerPath(id), undefined],
    ['PATCH', () => partnerPath(id), { name: '' }],
    ['DELETE', () => partnerPath(neverGiven), undefined],
    ['POST', () => partnerPath(id), {}],
  ])('%s %s', async (method, path, body) => {
    const stem = path().replace(/\/$/, '');
    const [first, ...others] = [stem, `${stem}/`, `/scaikey${stem}`, `/scaikey${stem}/`];
    for (const person of [gateway.superadmin, anybody(gateway.url)]) {
      const options = body ? { body } : {};
      const expected = essence(await person.request(method, first, options));
      for (const other of others) expect(essence(await person.request(method, other, options))).toEqual(expected);
    }
  });

  test.each([
    ['PUT', () => partners, 'GET, HEAD, POST'],
    ['DELETE', () => partners, 'GET, HEAD, POST'],
    ['PUT', () => partnerPath(id), 'DELETE, GET, HEAD, PATCH'],
  ])('%s is not allowed everywhere, and says what is', async (method, path, allow) => {
    const answer = await gateway.superadmin.request(method, path());
    expect(outcome(answer)).toEqual(refused(405, 'Method Not Allowed'));
    expect(answer.headers.get('allow')?.split(', ').sort().join(', ')).toBe(allow);
  });
});

type Words = readonly [type: string, msg: string];

const stringType: Words = ['string_type', 'Input should be a valid string'];
const intType: Words = ['int_type', 'Input should be a valid integer'];
const notText: Words = ['value_error', 'Value error, Text must not contain NUL or unpaired surrogates'];
const noEmail: Words = ['value_error', 'value is not a valid email address'];
const noStatus: Words = ['literal_error', "Input should be 'ACTIVE' or 'SUSPENDED'"];
const noSlug: Words = [
  'string_pattern_mismatch',
  "String should match pattern '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'",
];

const limit: readonly (readonly [json: string, words: Words])[] = [
  ...['"5"', 'true', '[5]', '{"$ne": null}', '1e400'].map((json) => [json, intType] as const),
  ['1.5', ['int_from_float', 'Input should be a valid integer, got a number with a fractional part']],
  ['-1', ['greater_than_equal', 'Input should be greater than or equal to 0']],
  ['2147483648', ['less_than_equal', 'Input should be less than or equal to 2147483647']],
  ['9007199254740993', ['less_than_equal', 'Input should be less than or equal to 2147483647']],
];
const noString = ['5', 'true', '["a"]', '{"$ne": null}', '9007199254740993', '1e400'].map(
  (json) => [json, stringType] as const,
);

const bad: Readonly<Record<string, readonly (readonly [json: string, words: Words])[]>> = {
  name: [
    ...noString,
    ['null', stringType],
    ['""', ['string_too_short', 'String should have at least 1 character']],
    [JSON.stringify('x'.repeat(256)), ['string_too_long', 'String should have at most 255 characters']],
    ['"a\\u0000"', notText],
    ['"\\ud800"', notText],
  ],
  contact_email: [...noString, ['"nobody"', noEmail], ['""', noEmail], ['"a\\u0000"', noEmail]],
  status: [...noString, ['"DELETED"', noStatus], ['""', noStatus], ['"a\\u0000"', noStatus]],
  max_tenants: limit,
  max_users_per_tenant: limit,
  max_applications_per_tenant: limit,
};
const onlyMade = {
  slug: [...noString, ...['""', '"-a"', '"A"', '"a_b"', '"\\ud800"'].map((json) => [json, noSlug] as const)],
};
const onlyChanged = {
  status: [['null', stringType] as const],
  slug: [...noString, ['null', stringType] as const],
};

const rows = (fields: typeof bad) =>
  Object.entries(fields).flatMap(([field, values]) =>
    values.map(([json, words]) => [field, json.slice(0, 40), json, words] as const),
  );

const refuses = async (method: string, path: string, raw: string, detail: ReturnType<typeof fault>) => {
  const before = await rowCounts(gateway);
  const headers = { 'Content-Type': 'application/json' };
  const answer = await gateway.superadmin.request(method, path, { headers, raw });
  expect(outcome(answer)).toEqual(unprocessable(detail));
  expect(await rowCounts(gateway)).toEqual(before);
};

describe('a bad value is 422 in its place, and stores nothing', () => {
  test.each([...rows(bad), ...rows(onlyMade)])('creating with %s: %s', async (field, _short, json, words) => {
    const name = field === 'name' ? '' : '"name": "Bad", ';
    await refuses('POST', partners, `{${name}"${field}": ${json}}`, fault(['body', field], ...words));
  });

  test.each([...rows(bad), ...rows(onlyChanged)])('changing %s to %s', async (field, _short, json, words) => {
    await refuses('PATCH', partnerPath(id), `{"${field}": ${json}}`, fault(['body', field], ...words));
  });

  test.each([
    ['POST', () => partners],
    ['PATCH', () => partnerPath(id)],
  ])('%s with a body that is no object', async (method, path) => {
    await refuses(method, path(), '', fault(['body'], 'missing', 'Field required'));
    await refuses(method, path(), '[]', fault(['body'], 'dict_type', 'Input should be a valid dictionary'));
    await refuses(method, path(), '{"name": x}', fault(['body', 9], 'json_invalid', 'JSON decode error'));
  });

  test('and the partner is as it was', async () => {
    expect((await gateway.superadmin.get(partnerPath(id))).json).toMatchObject({
      name: 'Untouched',
      max_tenants: null,
    });
    expect(outcome(await gateway.superadmin.post(partners, {}))).toEqual(
      unprocessable(fault(['body', 'name'], 'missing', 'Field required')),
    );
  });
});
