import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rowCounts } from '../../support/rows.js';
import { collection, fault, outcome, tenantPath, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
let id: string;
beforeAll(async () => {
  gateway = await startTestApp();
  ({ id } = await gateway.build.tenant({ displayName: 'Untouched' }));
});
afterAll(() => gateway.stop());

type Words = readonly [type: string, msg: string];

const stringType: Words = ['string_type', 'Input should be a valid string'];
const boolType: Words = ['bool_type', 'Input should be a valid boolean'];
const intType: Words = ['int_type', 'Input should be a valid integer'];
const dictType: Words = ['dict_type', 'Input should be a valid dictionary'];
const listType: Words = ['list_type', 'Input should be a valid list'];
const fraction: Words = ['int_from_float', 'Input should be a valid integer, got a number with a fractional part'];
const notText: Words = ['value_error', 'Value error, Text must not contain NUL or unpaired surrogates'];
const notNumber: Words = ['value_error', 'Value error, The number cannot be represented exactly'];
const noEmail: Words = ['value_error', 'value is not a valid email address'];
const noStatus: Words = ['literal_error', "Input should be 'ACTIVE' or 'SUSPENDED'"];
const noMethod: Words = ['literal_error', "Input should be 'totp', 'sms', 'email' or 'webauthn'"];
const once: Words = ['value_error', 'Value error, Each method only once'];
const noSlug: Words = [
  'string_pattern_mismatch',
  "String should match pattern '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'",
];
const otherSlug: Words = ['value_error', 'Value error, A slug never changes'];
const empty: Words = ['string_too_short', 'String should have at least 1 character'];
const long = (limit: number): Words => ['string_too_long', `String should have at most ${limit} characters`];
const atLeastOne: Words = ['greater_than_equal', 'Input should be greater than or equal to 1'];
const atMostInt: Words = ['less_than_equal', 'Input should be less than or equal to 2147483647'];

const [nul, surrogate, huge, infinite, operator] = [
  '"a\\u0000"',
  '"\\ud800"',
  '9007199254740993',
  '1e400',
  '{"$ne": null}',
];
const text = (length: number) => JSON.stringify('x'.repeat(length));

/** What is no value of a type, whichever field it stands in. */
const noString = ['5', 'true', '["a"]', operator, huge, infinite].map((json) => [json, stringType] as const);
const noBoolean = ['"true"', '1', '[true]', operator, huge, infinite, nul].map((json) => [json, boolType] as const);
const noObject = ['"a"', '5', 'true', '[]', '[{}]', huge, infinite, nul].map((json) => [json, dictType] as const);

type Bad = readonly [json: string, words: Words, below?: readonly (string | number)[]];

const jsonInside: readonly Bad[] = [
  [`{"a": [${nul}]}`, notText, ['a', 0]],
  [`{"a": {"b": ${surrogate}}}`, notText, ['a', 'b']],
  ['{"a\\u0000": 1}', notText, ['a\u0000']],
  [`{"a": {"b": ${huge}}}`, notNumber, ['a', 'b']],
  [`{"a": [1, ${infinite}]}`, notNumber, ['a', 1]],
];

const everywhere: Readonly<Record<string, readonly Bad[]>> = {
  name: [
    ...noString,
    ['null', stringType],
    ['""', empty],
    [text(256), long(255)],
    [nul, notText],
    [surrogate, notText],
  ],
  partner_id: [...noString, ['""', empty], [text(256), long(255)], [nul, notText], [surrogate, notText]],
  contact_email: [
    ...noString,
    ...['""', '"nobody"', '"a@b"', '"a b@c.example"', nul, surrogate].map((json) => [json, noEmail] as const),
    [`"${'x'.repeat(64)}@${'y'.repeat(190)}.example"`, long(254)],
  ],
  status: [
    ...noString,
    ...['""', '"ARCHIVED"', '"DELETED"', '"deleted"', text(5000), nul, surrogate].map(
      (json) => [json, noStatus] as const,
    ),
  ],
  settings: [
    ...noObject,
    [`{"own": ${nul}}`, notText, ['own']],
    [`{"own": [${surrogate}]}`, notText, ['own', 0]],
    [`{"own": ${huge}}`, notNumber, ['own']],
    [`{"own": ${infinite}}`, notNumber, ['own']],
    ['{"\\ud800": 1}', notText, ['\ud800']],
  ],
  'settings.mfa_required': noBoolean,
  'settings.mfa_methods': [
    ...['"totp"', '5', 'true', operator, huge, infinite, nul].map((json) => [json, listType] as const),
    ['["totp", "totp"]', once],
    ...['"fax"', '"TOTP"', '5', 'null', '["totp"]', operator, nul, surrogate, huge].map(
      (json) => [`["sms", ${json}]`, noMethod, [1]] as const,
    ),
  ],
  'settings.password_policy': [...noObject, ...jsonInside],
  'settings.session_timeout': [
    ...['"60"', 'true', '[60]', operator, infinite, nul].map((json) => [json, intType] as const),
    ['1.5', fraction],
    ['0', atLeastOne],
    ['-1', atLeastOne],
    ['2147483648', atMostInt],
    [huge, atMostInt],
  ],
  branding: [...noObject, ...jsonInside],
};

const slugs = ['""', '"-a"', '"a-"', '"A"', '"a_b"', '"a b"', '"é"', text(64), text(5000), nul, surrogate];

/** What null means on creation, it does not mean in a change. */
const nulls: Readonly<Record<string, readonly Bad[]>> = {
  slug: [['null', stringType]],
  partner_id: [['null', stringType]],
  status: [['null', stringType]],
  settings: [['null', dictType]],
  branding: [['null', dictType]],
};

const rows = (fields: Readonly<Record<string, readonly Bad[]>>) =>
  Object.entries(fields).flatMap(([field, values]) =>
    values.map(([json, words, below = []]) => {
      const path = field.split('.');
      return [field, json.slice(0, 60), json, fault(['body', ...path, ...below], ...words)] as const;
    }),
  );

/** JSON text of a body with a value at a field; it cannot pass through JSON.stringify, which would repair it. */
const bodyWith = (field: string, json: string, base: Record<string, unknown>): string => {
  const [outer, inner] = field.split('.') as [string, string?];
  const { [outer]: _replaced, ...rest } = base;
  const value = inner === undefined ? json : `{"${inner}": ${json}}`;
  return `{${[...Object.entries(rest).map(([key, each]) => `"${key}": ${JSON.stringify(each)}`), `"${outer}": ${value}`].join(', ')}}`;
};

const headers = { 'Content-Type': 'application/json' };

const refuses = async (method: string, path: string, raw: string, detail: ReturnType<typeof fault>) => {
  const before = await rowCounts(gateway);
  const answer = await gateway.superadmin.request(method, path, { headers, raw });
  expect(outcome(answer)).toEqual(unprocessable(detail));
  expect(await rowCounts(gateway)).toEqual(before);
};

describe('creating with a bad value is 422 in its place, and stores nothing', () => {
  const fields = { ...everywhere, slug: [...noString, ...slugs.map((json) => [json, noSlug] as const)] };
  test.each(rows(fields))('%s: %s', async (field, _short, json, detail) => {
    await refuses('POST', collection, bodyWith(field, json, { name: 'Bad', slug: 'bad' }), detail);
  });
});

describe('changing to a bad value is 422 in its place, and stores nothing', () => {
  const storable = slugs.filter((json) => json !== nul && json !== surrogate);
  const slug: readonly Bad[] = [
    ...noString,
    ...storable.map((json) => [json, otherSlug] as const),
    [nul, notText],
    [surrogate, notText],
  ];
  test.each([...rows({ ...everywhere, slug }), ...rows(nulls)])('%s: %s', async (field, _short, json, detail) => {
    await refuses('PATCH', tenantPath(id), bodyWith(field, json, { contact_email: 'changed@bad.example' }), detail);
  });

  test('and the tenant is as it was', async () => {
    expect((await gateway.superadmin.get(tenantPath(id))).json).toMatchObject({
      name: 'Untouched',
      contact_email: null,
      settings: {},
      branding: {},
    });
  });
});

describe('a body that is no object', () => {
  const missing = fault(['body'], 'missing', 'Field required');
  const noDict = fault(['body'], ...dictType);

  describe.each([
    ['POST', () => collection],
    ['PATCH', () => tenantPath(id)],
  ])('%s', (method, path) => {
    test('an absent one is missing', () => refuses(method, path(), '', missing));

    test.each(['null', '5', '"text"', 'true', '[]', '[{"name": "A"}]', huge, infinite])('%s is no dictionary', (raw) =>
      refuses(method, path(), raw, noDict),
    );

    test.each([
      ['{"name": x}', 9],
      ['{"name": "A"', 12],
      ["{'name': 'A'}", 1],
      ['{"name": "A",}', 13],
      ['{"name": "Zoë" "slug"}', 15],
      ['{"name": NaN}', 9],
      ['name=A', 0],
      ['[', 1],
      ['   ', 3],
      ['['.repeat(100_000), 100_000],
    ])('%.20s is no JSON, at its place', (raw, position) =>
      refuses(method, path(), raw, fault(['body', position], 'json_invalid', 'JSON decode error')),
    );

    test.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'text/json',
    ])('%s is no dictionary, whatever it holds', async (type) => {
      const answer = await gateway.superadmin.request(method, path(), {
        headers: { 'Content-Type': type },
        raw: '{"name": "A"}',
      });
      expect(outcome(answer)).toEqual(unprocessable(noDict));
    });
  });

  test.each(['application/json; charset=utf-8', 'application/vnd.api+json', 'APPLICATION/JSON'])(
    '%s is JSON',
    async (type) => {
      const answer = await gateway.superadmin.request('PATCH', tenantPath(id), {
        headers: { 'Content-Type': type },
        raw: '{}',
      });
      expect(answer.status).toBe(200);
    },
  );

  test('every bad field is named at once', async () => {
    const answer = await gateway.superadmin.post(collection, {
      slug: 'A',
      contact_email: 5,
      settings: { mfa_required: 'x', mfa_methods: ['fax', 'totp', 1] },
    });
    expect(outcome(answer)).toEqual(
      unprocessable(
        fault(['body', 'name'], 'missing', 'Field required'),
        fault(['body', 'slug'], ...noSlug),
        fault(['body', 'contact_email'], ...stringType),
        fault(['body', 'settings', 'mfa_required'], ...boolType),
        fault(['body', 'settings', 'mfa_methods', 0], ...noMethod),
        fault(['body', 'settings', 'mfa_methods', 2], ...noMethod),
      ),
    );
  });
});
