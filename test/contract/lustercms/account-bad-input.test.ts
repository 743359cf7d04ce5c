import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { fault, outcome, seed, submitted, unprocessable } from '../../support/lustercms.js';
import { rowCounts } from '../../support/rows.js';

let gateway: TestApp;
let admin: number;
let group: number;
let request: number;
let before: unknown;

const state = async () => [
  await rowCounts(gateway),
  (await gateway.superadmin.get(`/api/tenants/admins/${admin}`)).text,
  (await gateway.superadmin.get('/api/tenants/partner-groups')).text,
  (await gateway.superadmin.get('/api/tenants/requests')).text,
];

beforeAll(async () => {
  gateway = await startTestApp();
  group = (await gateway.superadmin.post('/api/tenants/partner-groups', seed.group)).json.id;
  admin = (await gateway.superadmin.post('/api/tenants/admins', seed.admin)).json.id;
  request = await submitted(gateway);
  before = await state();
});
afterAll(async () => {
  expect(await state()).toEqual(before);
  await gateway.stop();
});

type Row = readonly [json: string, type: string, msg: string];

const operator = '{"$ne": null}';
const notText = 'Value error, Text must not contain NUL or unpaired surrogates';
const string: Row[] = [
  ...['5', 'true', operator, '["a"]', '1e400', '9007199254740993'].map((json): Row => [
    json,
    'string_type',
    'Input should be a valid string',
  ]),
  ['"long enough \\u0000"', 'value_error', notText],
  ['"long enough \\ud800"', 'value_error', notText],
];
const nullAs = (type: string, what: string): Row => ['null', type, `Input should be a valid ${what}`];
const short = (limit: number): Row => [
  '""',
  'string_too_short',
  `String should have at least ${limit} character${limit === 1 ? '' : 's'}`,
];
const long = (limit: number): Row => [
  `"${'x'.repeat(limit + 1)}"`,
  'string_too_long',
  `String should have at most ${limit} characters`,
];
const required = (min: number, max: number): Row[] => [
  ...string,
  short(min),
  long(max),
  nullAs('string_type', 'string'),
];
const optional = (max: number): Row[] => [...string, long(max)];

const emails: Row[] = [
  ...string.slice(0, 6),
  ...['""', '"nobody"', '"a@b"', '"a b@c.example"', '"a\\u0000@b.example"', '"\\ud800@b.example"'].map((json): Row => [
    json,
    'value_error',
    'value is not a valid email address',
  ]),
  [`"${'x'.repeat(64)}@${'y'.repeat(190)}.example"`, 'string_too_long', 'String should have at most 254 characters'],
];
const slugs: Row[] = [
  ...string.slice(0, 6),
  ...['""', '"-a"', '"a-"', '"A"', '"a_b"', '"a b"', '"é"', `"${'a'.repeat(64)}"`, '"a\\u0000"', '"\\ud800"'].map(
    (json): Row => [
      json,
      'string_pattern_mismatch',
      "String should match pattern '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'",
    ],
  ),
];
const integer = (min: number | undefined, max: number): Row[] => [
  ...['"5"', 'true', operator, '[5]', '1e400'].map((json): Row => [
    json,
    'int_type',
    'Input should be a valid integer',
  ]),
  ['1.5', 'int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
  ...(min === undefined
    ? []
    : [[String(min - 1), 'greater_than_equal', `Input should be greater than or equal to ${min}`] as const]),
  ['9007199254740993', 'less_than_equal', 'Input should be less than or equal to 9007199254740991'],
  ...(max < Number.MAX_SAFE_INTEGER
    ? [[String(max + 1), 'less_than_equal', `Input should be less than or equal to ${max}`] as const]
    : []),
];
const maxInt = 2_147_483_647;
const anyInteger = integer(undefined, Number.MAX_SAFE_INTEGER);
const nullInt = nullAs('int_type', 'integer');

const adminFields: [string, Row[]][] = [
  ['name', required(1, 255)],
  ['contact_email', emails],
  ['company_name', optional(255)],
  ['phone', optional(50)],
  ['partner_group_id', anyInteger],
];
const groupFields: [string, Row[]][] = [
  ['name', required(1, 255)],
  ['description', optional(1000)],
  ['credit_discount_percent', [...integer(0, 100), nullInt]],
];

/** Every body with a value for each of its fields that must not pass. */
const bodies: [method: string, path: () => string, valid: object, fields: [string, Row[]][]][] = [
  [
    'POST',
    () => 'register',
    seed.register,
    [
      ['email', [...emails, nullAs('string_type', 'string')]],
      [
        'password',
        [...required(8, 128), ['"seven77"', 'string_too_short', 'String should have at least 8 characters']],
      ],
      ['company_name', required(1, 255)],
      ['contact_name', optional(255)],
      ['phone', optional(50)],
      ['desired_org_name', optional(255)],
      ['desired_org_slug', slugs],
      ['utm_source', optional(255)],
      ['utm_medium', optional(255)],
      ['utm_campaign', optional(255)],
    ],
  ],
  [
    'POST',
    () => `requests/${request}/approve`,
    {},
    [
      ['org_name', [...string, short(1), long(255)]],
      ['org_slug', slugs],
      ['initial_credit_limit', integer(0, Number.MAX_SAFE_INTEGER)],
      ['storage_limit_gb', integer(0, maxInt)],
      ['max_users', integer(1, maxInt)],
    ],
  ],
  ['POST', () => `requests/${request}/reject`, {}, [['reason', required(1, 2000)]]],
  ['POST', () => 'partner-groups', seed.group, groupFields],
  ['PUT', () => `partner-groups/${group}`, {}, groupFields],
  ['POST', () => 'admins', seed.admin, adminFields],
  ['PUT', () => `admins/${admin}`, {}, adminFields],
  [
    'POST',
    () => `admins/${admin}/grant-credits`,
    { amount: 1 },
    [
      ['admin_id', [...anyInteger, nullInt]],
      ['amount', [...integer(1, Number.MAX_SAFE_INTEGER), nullInt]],
      ['reason', optional(2000)],
    ],
  ],
  ['POST', () => `admins/${admin}/suspend`, {}, [['reason', required(1, 2000)]]],
  ['POST', () => `admins/${admin}/assign-owner`, {}, [['user_id', [...anyInteger, nullInt]]]],
];

const send = (method: string, path: string, raw: string, type = 'application/json') =>
  gateway.superadmin.request(method, `/api/tenants/${path}`, { raw, headers: { 'Content-Type': type } });

const rows = bodies.flatMap(([method, path, valid, fields], body) =>
  fields.flatMap(([field, values]) =>
    values.map(([json, type, msg]) => ({ method, path, valid, field, json, type, msg, at: `${body} ${field}` })),
  ),
);

describe('a bad value is 422 in its place, and stores nothing', () => {
  test.each(rows)('$method $at: $json', async ({ method, path, valid, field, json, type, msg }) => {
    const { [field]: _replaced, ...rest } = valid as Record<string, unknown>;
    const members = [...Object.entries(rest).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)];
    const answer = await send(method, path(), `{${[...members, `"${field}": ${json}`].join(', ')}}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(['body', field], type, msg)));
  });
});

describe('a body that is none', () => {
  const notDict = unprocessable(fault(['body'], 'dict_type', 'Input should be a valid dictionary'));

  test.each(bodies)('%s %p', async (method, path) => {
    for (const raw of ['5', '"text"', 'true', '[]', '[{}]', '1e400', '9007199254740993']) {
      expect(outcome(await send(method, path(), raw))).toEqual(notDict);
    }
    expect(outcome(await send(method, path(), '{}', 'text/plain'))).toEqual(notDict);
    expect(outcome(await send(method, path(), '{"a": x}'))).toEqual(
      unprocessable(fault(['body', 6], 'json_invalid', 'JSON decode error')),
    );
  });

  test('each needs its fields', async () => {
    const missing = (...fields: string[]) =>
      unprocessable(...fields.map((field) => fault(['body', field], 'missing', 'Field required')));
    const needs: [string, string[]][] = [
      ['register', ['email', 'password', 'company_name']],
      ['partner-groups', ['name']],
      ['admins', ['name']],
      [`admins/${admin}/grant-credits`, ['amount']],
      [`admins/${admin}/assign-owner`, ['user_id']],
    ];
    for (const [path, fields] of needs) expect(outcome(await send('POST', path, '{}'))).toEqual(missing(...fields));
  });
});

describe('a bad query', () => {
  test.each(['requests', 'partner-groups', 'admins'])('%s', async (list) => {
    for (const [query, type, msg] of [
      ['limit=x', 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
      ['limit=0', 'greater_than_equal', 'Input should be greater than or equal to 1'],
      ['limit=1001', 'less_than_equal', 'Input should be less than or equal to 1000'],
      ['limit=1&limit=2', 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
      ['offset=-1', 'greater_than_equal', 'Input should be greater than or equal to 0'],
      ['offset=9007199254740993', 'less_than_equal', 'Input should be less than or equal to 2147483647'],
    ] as const) {
      const answer = await gateway.superadmin.get(`/api/tenants/${list}?${query}`);
      expect(outcome(answer)).toEqual(unprocessable(fault(['query', query.split('=')[0]!], type, msg)));
    }
  });
});
