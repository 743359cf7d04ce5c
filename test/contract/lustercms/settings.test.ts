import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, type Person } from '../../support/clients.js';
import { fault, outcome, refused, unprocessable } from '../../support/scaikey.js';

const path = '/api/tenants/settings';

/** The seed's own body, which is also what the platform starts with. */
const seed = {
  auto_approve_registrations: false,
  default_storage_limit_gb: 10,
  default_max_users: 10,
  default_bandwidth_limit_gb: 100,
  default_credit_limit: 0,
};

let gateway: TestApp;
let owner: Person;
let clientAdmin: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  ({ owner } = await gateway.build.reseller());
  clientAdmin = await gateway.build.member(await gateway.build.tenant(), 'TENANT_ADMIN');
});
afterAll(() => gateway.stop());

describe('GET /api/tenants/settings', () => {
  test('200 for a superadmin', async () => {
    expect(outcome(await gateway.superadmin.get(path))).toEqual({ status: 200, json: seed });
  });

  test('401 without credentials, 403 for everybody else', async () => {
    expect(outcome(await anybody(gateway.url).get(path))).toEqual(refused(401, 'Not authenticated'));
    for (const person of [owner, clientAdmin]) {
      expect(outcome(await person.get(path))).toEqual(refused(403, 'Insufficient permissions'));
    }
  });
});

describe('PUT /api/tenants/settings', () => {
  afterEach(async () => {
    expect(outcome(await gateway.superadmin.request('PUT', path, { body: seed }))).toEqual({ status: 200, json: seed });
  });
  const put = async (body: unknown, person = gateway.superadmin) =>
    outcome(await person.request('PUT', path, { body }));

  test('200 with the whole settings; what is left out stays as it is', async () => {
    expect(await put(seed)).toEqual({ status: 200, json: seed });
    const changed = { ...seed, default_max_users: 25 };
    expect(await put({ default_max_users: 25, unknown: 'ignored' })).toEqual({ status: 200, json: changed });
    expect(await put({})).toEqual({ status: 200, json: changed });
  });

  test('401 without credentials, 403 for everybody else, whatever the body', async () => {
    expect(await put({ default_max_users: 'x' }, anybody(gateway.url))).toEqual(refused(401, 'Not authenticated'));
    for (const person of [owner, clientAdmin]) {
      expect(await put({ default_max_users: 'x' }, person)).toEqual(refused(403, 'Insufficient permissions'));
    }
  });

  const integers = [
    'default_storage_limit_gb',
    'default_max_users',
    'default_bandwidth_limit_gb',
    'default_credit_limit',
  ];
  const notInteger = ['int_type', 'Input should be a valid integer'] as const;
  const badIntegers = integers.flatMap((field) =>
    [
      ['"10"', ...notInteger],
      ['null', ...notInteger],
      ['true', ...notInteger],
      ['[1]', ...notInteger],
      ['{"$ne": null}', ...notInteger],
      ['1.5', 'int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
      ['-1', 'greater_than_equal', `Input should be greater than or equal to ${field === 'default_max_users' ? 1 : 0}`],
    ].map(([json, type, msg]) => [field, json, type, msg] as [string, string, string, string]),
  );
  const notBoolean = ['bool_type', 'Input should be a valid boolean'] as const;
  const badBooleans = ['"true"', '1', 'null', '[true]', '{"$ne": null}'].map(
    (json) => ['auto_approve_registrations', json, ...notBoolean] as [string, string, string, string],
  );

  test.each([
    ...badIntegers,
    ...badBooleans,
    ['default_max_users', '0', 'greater_than_equal', 'Input should be greater than or equal to 1'] as [
      string,
      string,
      string,
      string,
    ],
  ])('422 for %s %s, and nothing is stored', async (field, json, type, msg) => {
    const answer = await gateway.superadmin.request('PUT', path, {
      raw: `{"${field}": ${json}}`,
      headers: { 'content-type': 'application/json' },
    });
    expect(outcome(answer)).toEqual(unprocessable(fault(['body', field], type, msg)));
    expect((await gateway.superadmin.get(path)).json).toEqual(seed);
  });

  test.each(integers.flatMap((field) => ['9007199254740993', '1e400'].map((json) => [field, json] as const)))(
    '422 for %s %s, which is no exact number',
    async (field, json) => {
      const answer = await gateway.superadmin.request('PUT', path, {
        raw: `{"${field}": ${json}}`,
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(422);
      expect(answer.json.detail[0].loc).toEqual(['body', field]);
      expect((await gateway.superadmin.get(path)).json).toEqual(seed);
    },
  );

  test.each(['[]', '"text"', '7', 'null'])('422 for the body %s', async (raw) => {
    const answer = await gateway.superadmin.request('PUT', path, {
      raw,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(422);
    expect(answer.json.detail[0].loc).toEqual(['body']);
  });
});
