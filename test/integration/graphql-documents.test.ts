import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';
import { errorsOf, expectRefused, query } from '../support/graphql-http.js';
import { atThisPace } from '../support/machine-pace.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

describe('documents that are refused', () => {
  test.each<[string, string, string]>([
    ['a document that ends early', '{ viewer {', 'Syntax Error: Expected Name, found <EOF>.'],
    ['a text where a name belongs', '{ viewer "hunter2" }', 'Syntax Error: Expected Name, found String.'],
    [
      'a block text where a name belongs',
      '{ viewer """hunter2""" }',
      'Syntax Error: Expected Name, found BlockString.',
    ],
    ['an unterminated text', '{ tenant(id: "hunter2', 'Syntax Error: Unterminated string.'],
    ['a NUL', '{ viewer \u0000 { role } }', 'Syntax Error: Unexpected character: U+0000.'],
    ['half a surrogate pair', '{ tenant(id: "\\uD800") { id } }', 'Syntax Error: Invalid Unicode escape sequence'],
    ['an unknown field', '{ viewr { role } }', 'Cannot query field "viewr" on type "Query".'],
    ['an unknown argument', '{ tenant(idd: "hunter2") { id } }', 'Unknown argument "idd" on field "Query.tenant".'],
    ['an unknown type', 'query($a: Tenatn) { viewer { role } }', 'Unknown type "Tenatn".'],
    [
      'an unknown input field',
      'mutation { createTenant(input: { displayName: "hunter2", dislayName: "hunter2" }) { id } }',
      'Field "dislayName" is not defined by type "CreateTenantInput".',
    ],
    [
      'an unknown enum value',
      'mutation { createTenant(input: { displayName: "hunter2", status: ACTIV }) { id } }',
      'Expected a value of type TenantStatus.',
    ],
    [
      'a value of another type',
      'mutation { login(email: ["hunter2"], password: "x") { accessToken } }',
      'Expected a value of type String.',
    ],
    [
      'a directive’s value of another type',
      '{ viewer @include(if: "hunter2") { role } }',
      'Expected a value of type Boolean.',
    ],
    [
      'a default of another type',
      'query($a: Int = "hunter2") { tenants(first: $a) { totalCount } }',
      'Expected a value of type Int.',
    ],
    ['an unknown subscription', 'subscription { x }', 'Cannot query field "x" on type "Subscription".'],
    [
      'a subscription, which has a transport of its own',
      'subscription { notificationReceived { id } }',
      'Subscriptions are served over WebSocket and event streams.',
    ],
    ['a fragment alone', 'fragment A on Viewer { id }', 'Fragment "A" is never used.'],
    [
      'a fragment in itself',
      '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }',
      'Cannot spread fragment "A" within itself via "B".',
    ],
    ['an undeclared variable', '{ tenant(id: $id) { id } }', 'Variable "$id" is not defined.'],
    ['an unknown directive', '{ viewer { role ... @defer { id } } }', 'Unknown directive "@defer".'],
    ['a prototype', '{ viewer { __proto__ } }', 'Cannot query field "__proto__"'],
    [
      'two operations without a name',
      'query A { viewer { id } } query B { viewer { id } }',
      'Name one of the operations.',
    ],
    ['a missing variable', 'query($id: ID!) { tenant(id: $id) { id } }', 'The variables are not valid.'],
  ])('%s', async (_name, text, message) => {
    expectRefused(
      await query(gateway, text),
      400,
      new RegExp(message.includes('|') ? message : message.replace(/[$()."[\]{}+*?^]/g, '\\$&')),
    );
  });

  test('an unknown operation name', async () => {
    const operationName = 'hunter2';
    const two = 'query A { viewer { id } } query B { viewer { id } }';
    expectRefused(await query(gateway, two, { operationName }), 400, 'There is no operation of that name.');
    expectRefused(
      await query(gateway, '{ viewer { id } }', { operationName }),
      400,
      'There is no operation of that name.',
    );
    expectRefused(await query(gateway, 'query { viewer { id } }', { operationName: '__proto__' }), 400);
  });

  test('variables of the wrong type, each with its place', async () => {
    const text = 'mutation($input: CreateTenantInput!) { createTenant(input: $input) { id } }';
    const input = { adminPassword: ['hunter2'], status: 'hunter2', settings: { sessionTimeout: 'hunter2' }, hunter: 1 };
    const reply = await query(gateway, text, { variables: { input } });
    expectRefused(reply, 400, 'The variables are not valid.');
    expect(errorsOf(reply)[0]!.extensions).toEqual({
      code: 'INVALID',
      violations: [
        { path: ['displayName'], code: 'REQUIRED', message: 'Required' },
        { path: ['status'], code: 'TYPE', message: 'Expected a value of type TenantStatus', expected: 'TenantStatus' },
        { path: ['adminPassword'], code: 'TYPE', message: 'Expected a value of type String', expected: 'String' },
        {
          path: ['settings', 'sessionTimeout'],
          code: 'TYPE',
          message: 'Expected a value of type Int',
          expected: 'Int',
        },
        { path: ['hunter'], code: 'UNKNOWN', message: 'Not a field of CreateTenantInput' },
      ],
    });
  });
});

describe('documents that ask for too much', () => {
  const times = (count: number, make: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => make(index)).join(' ');
  const page = 'nodes { id slug displayName provisioning { steps { step status error startedAt completedAt } } }';
  const level = (index: number): string =>
    `fragment F${index} on Viewer { ${index === 11 ? 'id' : times(5, () => `...F${index + 1}`)} }`;

  test.each<[string, string, string]>([
    [
      'aliases',
      `{ ${times(31, (index) => `a${index}: viewer { id }`)} }`,
      'There are 31 aliases; at most 30 are answered.',
    ],
    ['tokens', `{ ${times(2001, () => 'viewer')} }`, 'Document contains more that 2000 tokens.'],
    ['rows', `{ ${times(10, (index) => `a${index}: tenants(first: 200) { ${page} }`)} }`, 'The operation costs'],
    [
      'rows behind a negative page',
      `{ a: tenants(first: -1000000) { ${page} } ${times(10, (index) => `a${index}: tenants(first: 200) { ${page} }`)} }`,
      'The operation costs',
    ],
    ['fragments that fan out', `{ viewer { ...F0 } } ${times(12, level)}`, 'recursively requests too many selections'],
    [
      'introspection in introspection',
      `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`,
      'Maximum introspection depth exceeded',
    ],
    [
      'introspection many times',
      `{ __schema { ${times(20, (index) => `a${index}: types { name }`)} } }`,
      'Introspection takes no aliases.',
    ],
    ['schemas', '{ a: __schema { queryType { name } } }', 'Introspection takes no aliases.'],
  ])('%s', async (_name, text, message) => {
    const began = performance.now();
    expectRefused(await query(gateway, text), 400, message);
    expect(performance.now() - began).toBeLessThan(atThisPace(2_000));
  });

  test('rows asked for by a variable', async () => {
    const text = `query($n: Int) { ${times(10, (index) => `a${index}: tenants(first: $n) { ${page} }`)} }`;
    expectRefused(await query(gateway, text, { variables: { n: 200 } }), 400, 'The operation costs');
    expect((await query(gateway, text, { variables: { n: 1 } })).status).toBe(200);
  });

  test('rows asked for by default, whatever the same document was given before', async () => {
    const text = `query($n: Int = 200) { ${times(10, (index) => `a${index}: tenants(first: $n) { ${page} }`)} }`;
    expect((await query(gateway, text, { variables: { n: null } })).status).toBe(200);
    expectRefused(await query(gateway, text), 400, 'The operation costs');
  });

  test('what stays within the limits is answered', async () => {
    expect((await query(gateway, `{ ${times(30, (index) => `a${index}: viewer { id }`)} }`)).status).toBe(200);
    expect((await query(gateway, `{ tenants(first: 200) { ${page} } }`)).status).toBe(200);
  });
});

describe('introspection', () => {
  test('as GraphiQL asks for it passes the limits, for anybody', async () => {
    const text = getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, inputValueDeprecation: true });
    const { status, json: body } = await anybody(gateway.url).graphql(text);
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body.data.__schema.queryType).toEqual({ name: 'Query', kind: 'OBJECT' });
  });
});
