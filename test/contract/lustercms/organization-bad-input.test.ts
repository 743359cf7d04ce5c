import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rowCounts } from '../../support/rows.js';
import { fault, outcome, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
let path: string;
let before: unknown;
beforeAll(async () => {
  gateway = await startTestApp();
  const { organization } = await gateway.build.organization({ creditLimit: 100 });
  path = `/api/tenants/organizations/${organization.id}`;
  before = [await rowCounts(gateway), (await gateway.superadmin.get(`${path}/detail`)).text];
});
afterAll(async () => {
  expect([await rowCounts(gateway), (await gateway.superadmin.get(`${path}/detail`)).text]).toEqual(before);
  await gateway.stop();
});

type Row = readonly [json: string, type: string, msg: string];

const string: Row[] = [
  ...['5', 'true', '{"$ne": null}', '["a"]'].map((json): Row => [
    json,
    'string_type',
    'Input should be a valid string',
  ]),
  ['"a\\u0000b"', 'value_error', 'Value error, Text must not contain NUL or unpaired surrogates'],
  ['"\\ud800"', 'value_error', 'Value error, Text must not contain NUL or unpaired surrogates'],
  ['""', 'string_too_short', 'String should have at least 1 character'],
];
const tooLong = (limit: number): Row => [
  `"${'x'.repeat(limit + 1)}"`,
  'string_too_long',
  `String should have at most ${limit} characters`,
];
const integer = (min: number, max = 2_147_483_647): Row[] => [
  ...['"5"', 'true', '{"$ne": null}', '[5]', '1e400'].map((json): Row => [
    json,
    'int_type',
    'Input should be a valid integer',
  ]),
  ['1.5', 'int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
  [String(min - 1), 'greater_than_equal', `Input should be greater than or equal to ${min}`],
  ['9007199254740993', 'less_than_equal', 'Input should be less than or equal to 9007199254740991'],
  ...(max < Number.MAX_SAFE_INTEGER
    ? [[String(max + 1), 'less_than_equal', `Input should be less than or equal to ${max}`] as const]
    : []),
];
const credits = (min: number) => integer(min, Number.MAX_SAFE_INTEGER);
const list: Row[] = ['"a"', '5', '{"$ne": null}'].map((json) => [json, 'list_type', 'Input should be a valid list']);
const status: Row[] = ['"deleted"', '"SUSPENDED"', '""', '5', 'null', '{"$ne": null}', '["active"]', '"a\\u0000"'].map(
  (json) => [json, 'literal_error', "Input should be 'active' or 'suspended'"],
);
const nullAs = (type: string, what: string): Row => ['null', type, `Input should be a valid ${what}`];
const notHost = [
  '"localhost"',
  '"a b.example"',
  '"10.0.0.1"',
  '"http://a.example"',
  '"a.example/"',
  '"a..example"',
].map((json): Row => [json, 'value_error', 'Value error, must be a host name']);

const cases: readonly [method: string, end: string, field: string, rows: readonly Row[], also?: string][] = [
  ['PUT', 'edit', 'name', [...string, tooLong(255), nullAs('string_type', 'string')]],
  ['PUT', 'edit', 'custom_domain', [...string, tooLong(253), ...notHost]],
  ['PUT', 'edit', 'enabled_plugins', [...list, nullAs('list_type', 'list')]],
  ['PUT', 'edit', 'credit_limit', [...credits(0), nullAs('int_type', 'integer')]],
  ...['edit', 'limits'].flatMap((end): (typeof cases)[number][] => [
    ['PUT', end, 'storage_limit_gb', [...integer(0), nullAs('int_type', 'integer')]],
    ['PUT', end, 'max_users', [...integer(1), nullAs('int_type', 'integer')]],
    ['PUT', end, 'bandwidth_limit_gb', [...integer(0), nullAs('int_type', 'integer')]],
  ]),
  ['PUT', 'status', 'status', status],
  ['PUT', 'credit-limit', 'credit_limit', [...credits(0), nullAs('int_type', 'integer')]],
  ['PUT', 'credit-limit', 'reason', [...string, tooLong(500)], '"credit_limit": 5'],
  ['POST', 'credits/add', 'amount', [...credits(1), nullAs('int_type', 'integer')]],
  ['POST', 'credits/add', 'reason', [...string, tooLong(500)], '"amount": 5'],
];

const send = (method: string, end: string, raw: string) =>
  gateway.superadmin.request(method, `${path}/${end}`, { raw, headers: { 'Content-Type': 'application/json' } });

describe.each(cases)('%s %s: %s', (method, end, field, rows, also) => {
  test.each(rows)('%s is 422 in its place', async (json, type, msg) => {
    const answer = await send(method, end, `{${also === undefined ? '' : `${also}, `}"${field}": ${json}}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(['body', field], type, msg)));
  });
});

describe('the rest of a body', () => {
  const plugins = "Input should be 'calendar', 'ecommerce' or 'linkedin'";
  test.each([
    ['["ecommerce", "crm"]', ['body', 'enabled_plugins', 1], 'literal_error', plugins],
    ['["ecommerce", 5]', ['body', 'enabled_plugins', 1], 'string_type', 'Input should be a valid string'],
    ['["ecommerce", "ecommerce"]', ['body', 'enabled_plugins'], 'value_error', 'Value error, Each plugin only once'],
    [
      JSON.stringify(Array.from({ length: 101 }, (_, n) => `p${n}`)),
      ['body', 'enabled_plugins'],
      'too_long',
      'List should have at most 100 items after validation',
    ],
  ])('enabled_plugins %s', async (json, loc, type, msg) => {
    const answer = await send('PUT', 'edit', `{"enabled_plugins": ${json}}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(loc, type, msg)));
  });

  test.each([
    ['status', 'PUT', 'status'],
    ['credit-limit', 'PUT', 'credit_limit'],
    ['credits/add', 'POST', 'amount'],
  ])('%s without its field', async (end, method, field) => {
    expect(outcome(await send(method, end, '{}'))).toEqual(
      unprocessable(fault(['body', field], 'missing', 'Field required')),
    );
  });

  test.each(['edit', 'status', 'limits', 'credit-limit', 'credits/add'])('%s without any', async (end) => {
    const method = end === 'credits/add' ? 'POST' : 'PUT';
    expect(outcome(await gateway.superadmin.request(method, `${path}/${end}`))).toEqual(
      unprocessable(fault(['body'], 'missing', 'Field required')),
    );
    expect(outcome(await send(method, end, '[1]'))).toEqual(
      unprocessable(fault(['body'], 'dict_type', 'Input should be a valid dictionary')),
    );
    expect((await send(method, end, '{"a":')).json.detail[0].type).toBe('json_invalid');
  });
});
