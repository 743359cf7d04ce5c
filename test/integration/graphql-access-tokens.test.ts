import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person, type Answer } from '../support/clients.js';

let gateway: TestApp;
let token: string;
beforeAll(async () => {
  gateway = await startTestApp();
  token = gateway.superadmin.token!;
});
afterAll(() => gateway.stop());

const ask = (authorization: string): Promise<Answer> =>
  new Person(gateway.url, undefined, undefined).post(
    '/graphql',
    { query: '{ viewer { role } }' },
    { headers: { Authorization: authorization } },
  );

const accepted: readonly [string, () => string][] = [
  ['as it was issued', () => `Bearer ${token}`],
  ['with the scheme in lower case', () => `bearer ${token}`],
  ['with the scheme in upper case', () => `BEARER ${token}`],
  ['after several spaces', () => `Bearer    ${token}`],
];

const refusedHeaders: readonly [string, () => string][] = [
  ['a scheme and nothing', () => 'Bearer '],
  ['a token without a scheme', () => token],
  ['another scheme', () => `Basic ${Buffer.from('root:root').toString('base64')}`],
  ['two tokens', () => `Bearer ${token} ${token}`],
  ['two tokens with a comma', () => `Bearer ${token}, Bearer ${token}`],
  ['a tab', () => `Bearer\t${token}`],
];

const expectUnauthenticated = ({ status, json, headers }: Answer, message: string): void => {
  expect(json).toEqual({
    errors: [{ message, extensions: { code: 'UNAUTHENTICATED', reason: 'CREDENTIALS_INVALID' } }],
  });
  expect(status).toBe(401);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
};

describe('access tokens', () => {
  test.each(accepted)('are accepted %s', async (_name, authorization) => {
    const { status, json } = await ask(authorization());
    expect([status, json]).toEqual([200, { data: { viewer: { role: 'SUPERADMIN' } } }]);
  });

  test.each(refusedHeaders)('are refused where the header is %s', async (_name, authorization) => {
    expectUnauthenticated(await ask(authorization()), 'The Authorization header is not a bearer token.');
  });

  test('an absent header is nobody in particular', async () => {
    const answer = await new Person(gateway.url, undefined, undefined).graphql('{ viewer { id role tenants { id } } }');
    expect(answer.json).toEqual({ data: { viewer: { id: null, role: 'ANONYMOUS', tenants: [] } } });
  });
});
