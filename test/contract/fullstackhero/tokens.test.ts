import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../../src/auth/passwords.js';
import { Tenant } from '../../../src/entities/tenant.js';
import { User } from '../../../src/entities/user.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, type Answer } from '../../support/clients.js';
import {
  asRoot,
  badRequest,
  deactivated,
  expectProblem,
  expired,
  logIn,
  path,
  unauthorized,
  validationError,
} from '../../support/fullstackhero.js';
import { platformAdmin } from '../../support/people.js';

let gateway: TestApp;
let passwordHash: string;
beforeAll(async () => {
  gateway = await startTestApp();
  passwordHash = await hashPassword('a long password');
});
afterAll(() => gateway.stop());

const issue = '/api/v1/identity/token/issue';
const refresh = '/api/v1/identity/token/refresh';
const nobody = (): Person => anybody(gateway.url);

const exchange = (refreshToken: unknown, token?: string): Promise<Answer> =>
  nobody().post(refresh, { ...(token === undefined ? {} : { token }), refreshToken }, asRoot);

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

/** A tenant and its admin, who has a password. */
const tenantWithAdmin = async (fields: Partial<Parameters<typeof Tenant.create>[0]> = {}) => {
  const tenant = await gateway.build.tenant(fields);
  const user = await gateway.build.user({ passwordHash });
  await gateway.build.join(tenant, user, 'TENANT_ADMIN');
  return { tenant, user, email: user.email! };
};

describe('issue', () => {
  test('the platform’s admin logs in to root and administers tenants with it', async () => {
    const answer = await logIn(nobody(), 'root', platformAdmin.email, platformAdmin.password, { 'X-FSH-App': 'admin' });
    expect(answer.status).toBe(200);
    const { accessToken, refreshToken, refreshTokenExpiresAt, accessTokenExpiresAt } = answer.json;
    expect(answer.text).toBe(
      JSON.stringify({ accessToken, refreshToken, refreshTokenExpiresAt, accessTokenExpiresAt }),
    );
    expect(claimsOf(accessToken)).toMatchObject({ tenant: 'root', api: 'fullstackhero', email: platformAdmin.email });
    expect(Date.parse(accessTokenExpiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    expect(Date.parse(refreshTokenExpiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);

    const list = await new Person(gateway.url, accessToken, undefined).get(path);
    expect(list.headers.get('X-Api-Dialect')).toBe('fullstackhero');
    expect(list.json.data[0].id).toBe('root');
  });

  test('names and the address are matched without regard to case, and members that it does not know pass', async () => {
    const body = {
      EMAIL: platformAdmin.email.toUpperCase(),
      Password: platformAdmin.password,
      twoFactorCode: null,
      x: 1,
    };
    expect((await nobody().post(issue, body, asRoot)).status).toBe(200);
    expect((await nobody().post(`/fullstackhero${issue}/`, body, asRoot)).status).toBe(200);
  });

  test('a wrong pair, an unknown user and another’s tenant look the same', async () => {
    const { tenant, email } = await tenantWithAdmin();
    expect((await logIn(nobody(), tenant.slug, email, 'a long password')).status).toBe(200);
    for (const answer of [
      await logIn(nobody(), tenant.slug, email, 'A long password'),
      await logIn(nobody(), tenant.slug, 'nobody@example.com', 'a long password'),
      await logIn(nobody(), 'root', email, 'a long password'),
      await logIn(nobody(), 'no-such-tenant', email, 'a long password'),
      await logIn(nobody(), tenant.slug, platformAdmin.email, platformAdmin.password),
    ]) {
      expectProblem(answer, unauthorized, { instance: issue });
    }
  });

  test('one address logs in to each tenant it belongs to, each token for its own', async () => {
    const { user, email, tenant } = await tenantWithAdmin();
    const other = await gateway.build.tenant();
    await gateway.build.join(other, user, 'VIEWER');
    for (const slug of [tenant.slug, other.slug]) {
      const { json } = await logIn(nobody(), slug, email, 'a long password');
      expect(claimsOf(json.accessToken)).toMatchObject({ tenant: slug });
    }
  });

  test('the tenant header is required', async () => {
    const problem = badRequest('Required parameter "tenant" was not provided from header.');
    const body = { email: platformAdmin.email, password: platformAdmin.password };
    expectProblem(await nobody().post(issue, body), problem, { instance: issue });
    expectProblem(await nobody().post(issue, body, { headers: { tenant: '' } }), problem, { instance: issue });
    expectProblem(await nobody().post(refresh, { refreshToken: 'x' }), problem, { instance: refresh });
  });

  test.each(['dashboard', 'Dashboard'])('root does not log in through the %s', async (app) => {
    for (const tenant of ['root', 'ROOT']) {
      const answer = await logIn(nobody(), tenant, platformAdmin.email, platformAdmin.password, { 'X-FSH-App': app });
      expectProblem(
        answer,
        { title: 'App boundary', status: 403, detail: 'The root tenant logs in through the admin app.' },
        { instance: issue },
      );
    }
    const { tenant, email } = await tenantWithAdmin();
    expect((await logIn(nobody(), tenant.slug, email, 'a long password', { 'X-FSH-App': app })).status).toBe(200);
  });

  test('a deactivated tenant lets nobody in, and says so only to who knows the password', async () => {
    const { tenant, email } = await tenantWithAdmin({ status: 'SUSPENDED' });
    expectProblem(await logIn(nobody(), tenant.slug, email, 'a long password'), deactivated, { instance: issue });
    expectProblem(await logIn(nobody(), tenant.slug, email, 'wrong'), unauthorized, { instance: issue });
  });

  test('an expired tenant lets nobody in once the days of grace are over', async () => {
    const day = 86_400_000;
    const late = await tenantWithAdmin({ validUntil: new Date(Date.now() - 6 * day) });
    expect((await logIn(nobody(), late.tenant.slug, late.email, 'a long password')).status).toBe(200);
    const over = await tenantWithAdmin({ validUntil: new Date(Date.now() - 8 * day) });
    const answer = await logIn(nobody(), over.tenant.slug, over.email, 'a long password');
    expectProblem(answer, expired, { instance: issue });
  });

  test('a suspended user is not let in', async () => {
    const { tenant, user, email } = await tenantWithAdmin();
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, user.id)).status = 'SUSPENDED';
    });
    expectProblem(await logIn(nobody(), tenant.slug, email, 'a long password'), unauthorized, { instance: issue });
  });

  test.each([
    [{}, { Email: ["'Email' must not be empty."], Password: ["'Password' must not be empty."] }],
    [{ email: 'nobody', password: 'x' }, { Email: ["'Email' is not a valid email address."] }],
    [{ email: 'a@b.example', password: 'x'.repeat(1025) }, { Password: [expect.any(String)] }],
    [{ email: 'a@b.example', password: 'x\u0000' }, { Password: [expect.any(String)] }],
    [{ email: 'a@b.example', password: 'x\ud800' }, { Password: [expect.any(String)] }],
  ] as [object, Record<string, string[]>][])('%j is a validation error', async (body, errors) => {
    const answer = await nobody().post(issue, body, asRoot);
    expect(answer.json.errors).toEqual(errors);
    expectProblem(answer, validationError, { instance: issue, errors: answer.json.errors });
  });

  test.each(
    ['email', 'password', 'twoFactorCode'].flatMap((name) =>
      ['5', '{"$ne":null}', '["a"]', '1e400'].map((json) => [name, json] as const),
    ),
  )('%s: %s does not bind', async (name, json) => {
    const raw = JSON.stringify({ email: 'a@b.example', password: 'x', [name]: '@' }).replace('"@"', json);
    const headers = { tenant: 'root', 'Content-Type': 'application/json' };
    const answer = await nobody().request('POST', issue, { raw, headers });
    expectProblem(answer, badRequest(`The JSON value could not be converted. Path: $.${name}.`), { instance: issue });
  });

  test('ten attempts a minute come from one address, on each of the two', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '1' });
    const person = anybody(limited.url);
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect((await logIn(person, 'root', 'nobody@example.com', 'x')).status).toBe(401);
    }
    expect((await logIn(person, 'root', platformAdmin.email, platformAdmin.password)).status).toBe(429);
    expect((await person.post(refresh, { refreshToken: 'x' }, asRoot)).status).toBe(401);
    await limited.stop();
  });
});

describe('refresh', () => {
  const session = async (): Promise<{ accessToken: string; refreshToken: string }> => {
    const answer = await logIn(nobody(), 'root', platformAdmin.email, platformAdmin.password);
    return answer.json as { accessToken: string; refreshToken: string };
  };

  test('gives the next pair, of the same tenant and kind', async () => {
    const { accessToken, refreshToken } = await session();
    const answer = await exchange(refreshToken, accessToken);
    expect(answer.status).toBe(200);
    const { token, refreshToken: next, refreshTokenExpiryTime } = answer.json;
    expect(answer.text).toBe(JSON.stringify({ token, refreshToken: next, refreshTokenExpiryTime }));
    expect(next).not.toBe(refreshToken);
    expect(claimsOf(token)).toMatchObject({ tenant: 'root', api: 'fullstackhero' });
    expect((await new Person(gateway.url, token, undefined).get(path)).status).toBe(200);
    expect((await exchange(next)).status).toBe(200);
  });

  test('a token that comes a second time ends every token that came of the same login', async () => {
    const { refreshToken } = await session();
    const next = (await exchange(refreshToken)).json.refreshToken;
    expectProblem(await exchange(refreshToken), unauthorized, { instance: refresh });
    expectProblem(await exchange(next), unauthorized, { instance: refresh });
    expect((await exchange((await session()).refreshToken)).status).toBe(200);
  });

  test('of two refreshes at once one wins', async () => {
    const { refreshToken } = await session();
    const answers = await Promise.all([exchange(refreshToken), exchange(refreshToken)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('a tenant’s suspension ends it', async () => {
    const { tenant, email } = await tenantWithAdmin();
    const { json } = await logIn(nobody(), tenant.slug, email, 'a long password');
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).changeStatus('SUSPENDED');
    });
    expectProblem(await exchange(json.refreshToken), deactivated, { instance: refresh });
  });

  test.each([
    ['an unknown token', { refreshToken: 'nonsense' }, unauthorized],
    ['no token', {}, validationError],
    ['an empty token', { refreshToken: '' }, validationError],
    ['NUL', { refreshToken: 'x\u0000' }, validationError],
    ['a number', { refreshToken: 5 }, badRequest('The JSON value could not be converted. Path: $.refreshToken.')],
    [
      'an operator',
      { refreshToken: { $ne: null } },
      badRequest('The JSON value could not be converted. Path: $.refreshToken.'),
    ],
    [
      'a list as access token',
      { token: ['x'], refreshToken: 'x' },
      badRequest('The JSON value could not be converted. Path: $.token.'),
    ],
  ])('%s is refused', async (_what, body, problem) => {
    const answer = await nobody().post(refresh, body, asRoot);
    expectProblem(answer, problem, {
      instance: refresh,
      ...(problem === validationError ? { errors: answer.json.errors } : {}),
    });
  });
});
