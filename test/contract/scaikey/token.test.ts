import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { hashPassword } from '../../../src/auth/passwords.js';
import type { OAuthClient } from '../../../src/entities/oauth-client.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, signInAs, type Answer } from '../../support/clients.js';
import { platformAdmin } from '../../support/people.js';
import { collection, outcome, refused } from '../../support/scaikey.js';

const paths = ['/api/v1/platform/oauth/token', '/oauth/token', '/scaikey/api/v1/platform/oauth/token'] as const;
const [path] = paths;
const secret = 'client-secret';

let gateway: TestApp;
let client: OAuthClient;
beforeAll(async () => {
  gateway = await startTestApp();
  client = await gateway.build.client('admin:read', 'admin:write');
});
afterAll(() => gateway.stop());

const basic = (id: string, word: string): string => `Basic ${Buffer.from(`${id}:${word}`).toString('base64')}`;

interface Request {
  readonly at?: string;
  readonly as?: string;
  readonly headers?: Record<string, string>;
}
const ask = (form: Record<string, string> | string, { at = path, as, headers = {} }: Request = {}): Promise<Answer> =>
  anybody(gateway.url).request('POST', at, {
    raw: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(as === undefined ? {} : { Authorization: as }),
      ...headers,
    },
  });
const grant = { grant_type: 'client_credentials' };
const inForm = (id: string, word: string) => ({ client_id: id, client_secret: word });

/** A failure of RFC 6749: the whole body, never stored by anybody. */
const expectError = ({ status, json, headers }: Answer, expected: number, error: string): void => {
  expect([status, json]).toEqual([expected, { error, error_description: expect.stringMatching(/^[ -!#-[\]-~]+$/) }]);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('www-authenticate')).toBe(expected === 401 ? 'Basic realm="tenantry"' : null);
};

describe('client_credentials', () => {
  test.each(paths)('at %s answers a token, members in order, that nobody stores', async (at) => {
    const answer = await ask({ ...grant, scope: 'admin:read' }, { at, as: basic(client.id, secret) });
    expect(answer.status).toBe(200);
    const { access_token: token } = answer.json;
    expect(answer.text).toBe(
      JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'admin:read' }),
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('the token holds the documented claims', async () => {
    const { json } = await ask(grant, { as: basic(client.id, secret) });
    const claims = decodeJwt(json.access_token as string);
    expect(claims).toEqual({
      ...{ iss: 'tenantry', sub: client.id, aud: ['tenantry', client.id], client_id: client.id },
      ...{ scope: 'admin:read admin:write', app_scope: 'GLOBAL' },
      ...{ platform_token: true, token_type: 'client_credentials' },
      ...{ iat: expect.any(Number), exp: expect.any(Number), jti: expect.any(String) },
    });
    expect([3599, 3600]).toContain(claims.exp! - claims.iat!);
    expect(decodeProtectedHeader(json.access_token as string)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
  });

  test.each<[string, () => [Record<string, string>, string?]]>([
    ['Basic', () => [{}, basic(client.id, secret)]],
    ['Basic in lower case', () => [{}, basic(client.id, secret).replace('Basic', 'basic')]],
    ['Basic with both halves encoded', () => [{}, basic(client.id, 'client%2Dsecret')]],
    ['Basic, named in the form as well', () => [{ client_id: client.id }, basic(client.id, secret)]],
    ['the form', () => [inForm(client.id, secret)]],
    ['the form, beside a stale bearer token', () => [inForm(client.id, secret), 'Bearer stale']],
    ['the form, with what is unknown or empty beside it', () => [{ ...inForm(client.id, secret), x: '1', scope: '' }]],
  ])('a client proves itself with %s', async (_name, request) => {
    const [form, as] = request();
    const { status, json } = await ask({ ...grant, ...form }, as === undefined ? {} : { as });
    expect([status, json.scope]).toEqual([200, 'admin:read admin:write']);
  });

  test.each<[string, () => [Record<string, string>, string?]]>([
    ['nothing', () => [{}]],
    ['an id alone', () => [{ client_id: client.id }]],
    ['a secret alone', () => [{ client_secret: secret }]],
    ['a wrong secret', () => [{}, basic(client.id, 'wrong')]],
    ['a wrong secret in the form', () => [inForm(client.id, 'wrong')]],
    ['an empty secret', () => [{}, basic(client.id, '')]],
    ['an unknown id', () => [{}, basic('app_0000000000000000', secret)]],
    ['Basic that is no base64', () => [{}, 'Basic %%%']],
    ['Basic without a colon', () => [{}, `Basic ${Buffer.from(client.id).toString('base64')}`]],
    ['Basic with a broken encoding', () => [{}, basic(client.id, '%zz')]],
    ['Basic and nothing', () => [{}, 'Basic']],
    ['a bearer token', () => [{}, `Bearer ${gateway.superadmin.token ?? ''}`]],
  ])('%s proves nothing', async (_name, request) => {
    const [form, as] = request();
    expectError(await ask({ ...grant, ...form }, as === undefined ? {} : { as }), 401, 'invalid_client');
  });

  test('a wrong secret cannot be told from an unknown client', async () => {
    const [wrong, unknown] = [
      await ask(grant, { as: basic(client.id, 'wrong') }),
      await ask(grant, { as: basic('app_0000000000000000', 'wrong') }),
    ];
    expect(wrong.text).toBe(unknown.text);
  });

  test('scopes are what the client may have, in one order, never more', async () => {
    const reader = await gateway.build.client('admin:read');
    const none = await gateway.build.client();
    const scopeOf = async (id: string, scope?: string) => {
      const form = { ...grant, ...inForm(id, secret), ...(scope === undefined ? {} : { scope }) };
      const { json } = await ask(form);
      return (json.scope ?? json.error) as string;
    };
    expect(await scopeOf(client.id, 'admin:write admin:read')).toBe('admin:read admin:write');
    expect(await scopeOf(client.id, 'admin:write')).toBe('admin:write');
    expect(await scopeOf(reader.id)).toBe('admin:read');
    expect(await scopeOf(none.id)).toBe('');
    for (const scope of ['admin:write', 'admin:read admin:write', 'openid', 'ADMIN:READ', 'admin:read\u0000']) {
      expect([scope, await scopeOf(reader.id, scope)]).toEqual([
        scope,
        scope.includes('\u0000') ? 'invalid_request' : 'invalid_scope',
      ]);
    }
  });
});

describe('refresh_token', () => {
  const password = 'a password of nobody';
  const newSession = async (): Promise<string> => {
    const user = await gateway.build.user({ passwordHash: await hashPassword(password) });
    const { json } = await anybody(gateway.url).graphql(
      'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { refreshToken } }',
      { email: user.email, password },
    );
    return json.data.login.refreshToken as string;
  };
  const refresh = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });

  test.each(paths)('at %s gives the next pair of a session', async (at) => {
    const answer = await ask(refresh(await newSession()), { at });
    expect(answer.status).toBe(200);
    const { access_token: token, refresh_token: next, expires_in: seconds } = answer.json;
    expect(answer.text).toBe(
      JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: seconds, refresh_token: next }),
    );
    expect(Math.abs(seconds - 900)).toBeLessThanOrEqual(2);
    const person = new Person(gateway.url, token as string, undefined);
    expect((await person.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('MEMBER');
    expect((await ask(refresh(next as string), { at })).status).toBe(200);
  });

  test('a token that comes twice ends the session', async () => {
    const token = await newSession();
    const { refresh_token: next } = (await ask(refresh(token))).json;
    expectError(await ask(refresh(token)), 400, 'invalid_grant');
    expectError(await ask(refresh(next as string)), 400, 'invalid_grant');
  });

  test('a client that says who it is must be who it says', async () => {
    expect((await ask(refresh(await newSession()), { as: basic(client.id, secret) })).status).toBe(200);
    expect((await ask({ ...refresh(await newSession()), client_id: 'a-public-one' })).status).toBe(200);
    const token = await newSession();
    expectError(await ask(refresh(token), { as: basic(client.id, 'wrong') }), 401, 'invalid_client');
    expect((await ask(refresh(token))).status).toBe(200);
  });

  test('an unknown token, none, or a scope are refused', async () => {
    expectError(await ask(refresh('unknown')), 400, 'invalid_grant');
    expectError(await ask({ grant_type: 'refresh_token' }), 400, 'invalid_request');
    expectError(await ask({ ...refresh(await newSession()), scope: 'admin:write' }), 400, 'invalid_scope');
  });
});

describe('a request that is none', () => {
  test.each<[string, string, string]>([
    ['without a grant', '', 'invalid_request'],
    ['with an empty grant', 'grant_type=', 'invalid_request'],
    ['with two grants', 'grant_type=client_credentials&grant_type=refresh_token', 'invalid_request'],
    ['with a grant there is not', 'grant_type=password&username=a&password=b', 'unsupported_grant_type'],
    ['with a grant of ScaiKey’s that we have not', 'grant_type=authorization_code&code=x', 'unsupported_grant_type'],
    ['with two scopes fields', 'grant_type=client_credentials&scope=a&scope=b', 'invalid_request'],
  ])('%s', async (_name, form, error) => {
    expectError(await ask(form), 400, error);
  });

  test('proves the client in two ways', async () => {
    const form = { ...grant, ...inForm(client.id, secret) };
    expectError(await ask(form, { as: basic(client.id, secret) }), 400, 'invalid_request');
  });

  test('is JSON, or has its fields in the query', async () => {
    const body = { ...grant, ...inForm(client.id, secret) };
    expectError(await anybody(gateway.url).post(path, body), 400, 'invalid_request');
    expectError(await ask('', { at: `${path}?${new URLSearchParams(body).toString()}` }), 400, 'invalid_request');
    const { text } = await ask('', { at: `${path}?grant_type=x` });
    expect(JSON.parse(text)).toEqual({ error: 'invalid_request', error_description: 'grant_type is required' });
  });

  test('is too long, or has another method', async () => {
    expectError(await ask(`grant_type=${'x'.repeat(300_000)}`), 413, 'invalid_request');
    const { status, headers, json } = await anybody(gateway.url).get(path);
    expect([status, headers.get('allow'), json]).toEqual([405, 'POST', { detail: 'Method Not Allowed' }]);
    expect(outcome(await anybody(gateway.url).get('/oauth/other'))).toEqual(refused(404, 'Not Found'));
  });

  test('comes too often', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '0.02' });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const post = () => anybody(limited.url).request('POST', path, { raw: 'grant_type=x', headers });
    await post();
    await post();
    const answer = await post();
    expectError(answer, 429, 'temporarily_unavailable');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await limited.stop();
  });
});

describe('a platform token in ScaiKey’s API', () => {
  const withoutScope = refused(403, 'Platform token requires admin:read or admin:write scope');
  const create = (person: Person, name: string) => person.post(collection, { name });

  test('without an admin scope gets the documented 403, byte for byte', async () => {
    const token = await gateway.build.clientToken();
    for (const answer of [await token.get(collection), await create(token, 'Refused')]) {
      expect(outcome(answer)).toEqual(withoutScope);
      expect(answer.text).toBe('{"detail":"Platform token requires admin:read or admin:write scope"}');
    }
  });

  test('with admin:read reads everything, and gets the same 403 for a change', async () => {
    const token = await gateway.build.clientToken('admin:read');
    const { id } = await gateway.build.tenant();
    expect((await token.get(collection)).status).toBe(200);
    expect((await token.get(`${collection}${id}`)).status).toBe(200);
    for (const answer of [
      await create(token, 'Refused'),
      await token.request('PATCH', `${collection}${id}`, { body: { name: 'Refused' } }),
      await token.request('DELETE', `${collection}${id}`),
      await token.request('DELETE', `${collection}tnt_0000000000000000`),
    ])
      expect(outcome(answer)).toEqual(withoutScope);
  });

  test('with admin:write reads and changes everything', async () => {
    const token = await gateway.build.clientToken('admin:write');
    const made = await create(token, 'Made by a client');
    expect(made.status).toBe(201);
    expect((await token.get(`${collection}${String(made.json.id)}`)).json.name).toBe('Made by a client');
    expect((await token.request('DELETE', `${collection}${String(made.json.id)}`)).status).toBe(204);
  });

  test('other people’s 403 is as it was', async () => {
    const tenant = await gateway.build.tenant();
    const member = await gateway.build.member(tenant, 'VIEWER');
    expect(outcome(await member.get(collection))).toEqual(refused(403, 'Insufficient permissions'));
    const admin = await signInAs(gateway.app, platformAdmin.email);
    expect((await admin.get(collection)).status).toBe(200);
  });
});
