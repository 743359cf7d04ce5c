import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../../src/auth/passwords.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, type Answer } from '../../support/clients.js';
import { platformAdmin } from '../../support/people.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const nobody = (): Person => anybody(gateway.url);
const logIn = (body: unknown, base = ''): Promise<Answer> => nobody().post(`${base}/api/auth/login`, body);
const refresh = (token: unknown): Promise<Answer> => nobody().post('/api/auth/refresh', { refresh_token: token });

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

const expectPair = (answer: Answer): { access_token: string; refresh_token: string } => {
  expect(answer.status).toBe(200);
  const { access_token, refresh_token } = answer.json as { access_token: string; refresh_token: string };
  expect(answer.text).toBe(JSON.stringify({ access_token, refresh_token, token_type: 'bearer' }));
  expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  return { access_token, refresh_token };
};

const expectRefused = (answer: Answer): void => {
  expect({ status: answer.status, text: answer.text }).toEqual({
    status: 401,
    text: '{"detail":"Could not validate credentials"}',
  });
  expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
};

describe('login', () => {
  test.each(['', '/lustercms'])('gives a pair of tokens without a tenant, under "%s"', async (base) => {
    const pair = expectPair(await logIn(platformAdmin, base));
    const claims = claimsOf(pair.access_token);
    expect(claims).toMatchObject({ api: 'lustercms', email: platformAdmin.email });
    expect(Object.keys(claims)).not.toContain('tenant');
    expect(Object.keys(claims)).not.toContain('tenant_id');
    const answer = await new Person(gateway.url, pair.access_token, undefined).graphql(
      '{ viewer { role tenant { id } } }',
    );
    expect(answer.json).toEqual({ data: { viewer: { role: 'SUPERADMIN', tenant: null } } });
  });

  test('a wrong password and an unknown address look the same', async () => {
    expectRefused(await logIn({ ...platformAdmin, password: 'wrong' }));
    expectRefused(await logIn({ email: 'nobody@example.com', password: platformAdmin.password }));
  });

  test('who belongs to suspended organizations only is told so', async () => {
    const tenant = await gateway.build.tenant({ status: 'SUSPENDED' });
    const user = await gateway.build.user({ passwordHash: await hashPassword('a long password') });
    await gateway.build.join(tenant, user, 'TENANT_ADMIN');
    const answer = await logIn({ email: user.email, password: 'a long password' });
    expect([answer.status, answer.text]).toEqual([403, '{"detail":"Organization is suspended"}']);
  });

  test.each([
    [{ password: 'x' }, [{ loc: ['body', 'email'], msg: 'Field required', type: 'missing' }]],
    [
      {},
      [
        { loc: ['body', 'email'], msg: 'Field required', type: 'missing' },
        { loc: ['body', 'password'], msg: 'Field required', type: 'missing' },
      ],
    ],
    [
      { email: 'a@b.example', password: 5 },
      [{ loc: ['body', 'password'], msg: 'Input should be a valid string', type: 'string_type' }],
    ],
    [
      { email: 'a@b.example', password: { $ne: null } },
      [{ loc: ['body', 'password'], msg: 'Input should be a valid string', type: 'string_type' }],
    ],
    [
      { email: 'nobody', password: 'x' },
      [{ loc: ['body', 'email'], msg: 'value is not a valid email address', type: 'value_error' }],
    ],
  ])('%j is unprocessable', async (body, detail) => {
    const answer = await logIn(body);
    expect([answer.status, answer.json]).toEqual([422, { detail }]);
  });

  test.each(['x\u0000', 'x\ud800', 'x'.repeat(1025)])('no password is %j', async (password) => {
    expect((await logIn({ email: 'a@b.example', password })).status).toBe(422);
  });

  test.each(['{', ''])('the body %j is unprocessable', async (raw) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await nobody().request('POST', '/api/auth/login', { raw, headers });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.json)).toEqual(['detail']);
  });

  test('ten attempts a minute come from one address', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '1' });
    const attempt = (password: string) =>
      anybody(limited.url).post('/api/auth/login', { email: platformAdmin.email, password });
    for (let count = 1; count <= 10; count += 1) expectRefused(await attempt('wrong'));
    const answer = await attempt(platformAdmin.password);
    expect([answer.status, answer.text]).toEqual([429, '{"detail":"Too Many Requests"}']);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    await limited.stop();
  });
});

describe('refresh', () => {
  test('gives the next pair of the same kind, once', async () => {
    const first = expectPair(await logIn(platformAdmin));
    const second = expectPair(await refresh(first.refresh_token));
    expect(claimsOf(second.access_token)).toMatchObject({ api: 'lustercms' });
    expectRefused(await refresh(first.refresh_token));
    expectRefused(await refresh(second.refresh_token));
  });

  test('of two at once one wins', async () => {
    const { refresh_token } = expectPair(await logIn(platformAdmin));
    const answers = await Promise.all([refresh(refresh_token), refresh(refresh_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('an unknown token is refused', async () => {
    expectRefused(await refresh('nonsense'));
  });

  test.each([undefined, null, '', 5, ['x'], { $ne: null }, 'x\u0000'])('%j is unprocessable', async (token) => {
    const answer = await refresh(token);
    expect(answer.status).toBe(422);
    expect(answer.json.detail[0].loc).toEqual(['body', 'refresh_token']);
  });
});

test.each([
  ['GET', '/api/auth/login', 405, '{"detail":"Method Not Allowed"}'],
  ['GET', '/api/auth/nowhere', 404, '{"detail":"Not Found"}'],
  ['GET', '/api/tenants/nowhere', 404, '{"detail":"Not Found"}'],
])('%s %s answers %i in its own envelope', async (method, path, status, text) => {
  const answer = await nobody().request(method, path);
  expect([answer.status, answer.text, answer.headers.get('X-Api-Dialect')]).toEqual([status, text, 'lustercms']);
});
