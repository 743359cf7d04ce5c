import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.js';
import { TenantMembership } from '../../src/entities/tenant-membership.js';
import { Tenant } from '../../src/entities/tenant.js';
import type { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person, signInAs } from '../support/clients.js';
import { logIn, newSession, over, refresh, standingOf, type Tokens } from '../support/sessions.js';

const password = 'a password of nobody';

let gateway: TestApp;
let hash: string;
let user: User;
let home: Tenant;
beforeAll(async () => {
  gateway = await startTestApp();
  hash = await hashPassword(password);
});
beforeEach(async () => {
  user = await gateway.build.user({ passwordHash: hash });
  home = await gateway.build.tenant();
  await gateway.build.join(home, user, 'EDITOR');
});
afterAll(() => gateway.stop());

const open = (variables: Record<string, unknown> = {}) =>
  newSession(gateway.url, { email: user.email, password, ...variables });
const codeOf = (json: { errors?: { extensions: { code: string } }[] }): string =>
  json.errors?.[0]?.extensions.code ?? 'ok';
const refreshes = async ({ refreshToken }: Tokens): Promise<string> =>
  codeOf((await refresh(gateway.url, refreshToken)).json);

type Opened = Awaited<ReturnType<typeof open>>;

const expectOver = async ({ person, tokens }: Opened): Promise<void> => {
  expect(await standingOf(person)).toEqual(over);
  expect(await refreshes(tokens)).toBe('UNAUTHENTICATED');
};
const expectOpen = async ({ person, tokens }: Opened): Promise<void> => {
  expect(await standingOf(person)).toEqual([200]);
  expect(await refreshes(tokens)).toBe('ok');
};

describe('logout', () => {
  test('ends the session that asks, with its access tokens, at the next request on every surface; others go on', async () => {
    const [session, other] = [await open(), await open()];
    const { json } = await session.person.graphql('mutation { logout }');
    expect(json).toEqual({ data: { logout: expect.stringMatching(/^[\da-f-]{36}$/) } });
    await expectOver(session);
    for (const path of ['/exd/api/v1/tenants', '/api/tenants/organizations', '/api/v1/admin/tenants/']) {
      expect([path, (await session.person.get(path)).status]).toEqual([path, 401]);
    }
    await expectOpen(other);
  });

  test('finds nothing to end for a credential without a session', async () => {
    const person = await signInAs(gateway.app, user.email!);
    const { json } = await person.graphql('mutation { logout }');
    expect(json.errors[0].extensions).toEqual({ code: 'NOT_FOUND', reason: 'SESSION_UNKNOWN' });
  });
});

describe('endSessions', () => {
  const end = (person: Person, whom?: string) =>
    person.graphql('mutation($user: ID) { endSessions(user: $user) }', { user: whom });

  test('ends all of one’s own and says how many', async () => {
    const sessions = [await open(), await open(), await open({ tenant: home.slug })];
    expect((await end(sessions[0]!.person)).json).toEqual({ data: { endSessions: 3 } });
    for (const session of sessions) await expectOver(session);
    await expectOpen(await open());
  });

  test('by a superadmin ends those of anybody, by nobody else', async () => {
    const session = await open();
    const { owner } = await gateway.build.reseller();
    const missing = 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const foreign = await end(owner, user.publicId);
    expect(foreign.json.errors[0].extensions).toEqual({ code: 'NOT_FOUND', reason: 'USER_UNKNOWN' });
    expect((await end(owner, missing)).text).toBe(foreign.text);
    await expectOpen(session);
    const next = await open();
    expect((await end(gateway.superadmin, user.publicId)).json).toEqual({ data: { endSessions: 2 } });
    await expectOver(next);
    expect((await end(gateway.superadmin, missing)).text).toBe(foreign.text);
  });
});

describe('changePassword', () => {
  const change = (person: Person, current: string, next: string) =>
    person.graphql(
      'mutation($current: String!, $new: String!) { changePassword(current: $current, new: $new) { id } }',
      {
        current,
        new: next,
      },
    );
  const next = 'another password';

  test('changes the password and ends the other sessions', async () => {
    const [session, other] = [await open(), await open()];
    expect((await change(session.person, password, next)).json).toEqual({
      data: { changePassword: { id: user.publicId } },
    });
    await expectOpen(session);
    await expectOver(other);
    expect(codeOf((await logIn(gateway.url, { email: user.email, password })).json)).toBe('UNAUTHENTICATED');
    expect(codeOf((await logIn(gateway.url, { email: user.email, password: next })).json)).toBe('ok');
  });

  test.each([
    ['wrong', next, 'current', 'OTHER'],
    [password, 'short', 'new', 'TOO_SHORT'],
    [password, 'x'.repeat(129), 'new', 'TOO_LONG'],
  ])('from %j to %j is refused', async (current, wish, argument, code) => {
    const session = await open();
    const { json } = await change(session.person, current, wish);
    expect(json.errors[0].extensions.violations).toMatchObject([{ path: [argument], code }]);
    expect(codeOf((await logIn(gateway.url, { email: user.email, password })).json)).toBe('ok');
  });

  test('asks for what every tenant of the user asks of passwords', async () => {
    const strict = await gateway.build.tenant({
      settings: { passwordPolicy: { min_length: 20, require_digit: true } },
    });
    await gateway.build.join(strict, user, 'VIEWER');
    const { person } = await open({ tenant: home.slug });
    const { json } = await change(person, password, next);
    expect(json.errors[0].extensions.violations).toEqual([
      { path: ['new'], code: 'TOO_SHORT', message: 'The password must have at least 20 characters', limit: 20 },
      { path: ['new'], code: 'PATTERN', message: 'The password must contain a digit', pattern: '\\p{Nd}' },
    ]);
    expect((await change(person, password, 'a password with 2 numb3rs')).json.errors).toBeUndefined();
  });

  test('has nothing to compare where the user has no password', async () => {
    const person = await signInAs(gateway.app, (await gateway.build.user()).email!);
    expect((await change(person, '', next)).json.errors[0].extensions.violations).toMatchObject([
      { path: ['current'] },
    ]);
  });

  test('counts guesses like logins, so that a stolen token does not open the account', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '1', LOGIN_ATTEMPTS: '3' });
    for (let tries = 0; tries < 3; tries += 1) {
      expect(codeOf((await change(limited.superadmin, 'wrong', next)).json)).toBe('INVALID');
    }
    const refused = await change(limited.superadmin, 'wrong', next);
    expect([codeOf(refused.json), Number(refused.headers.get('retry-after'))]).toEqual([
      'RATE_LIMITED',
      expect.any(Number),
    ]);
    await limited.stop();
  });

  test('of two at once one wins, and no session that was opened with the old password stays', async () => {
    const session = await open();
    const changes = [change(session.person, password, next), change(session.person, password, next)];
    const logins = Array.from({ length: 4 }, () => logIn(gateway.url, { email: user.email, password }));
    const outcomes = (await Promise.all(changes)).map(({ json }) => codeOf(json)).sort();
    expect(outcomes).toContain('ok');
    expect(outcomes).not.toEqual(['ok', 'ok']);
    for (const { json } of await Promise.all(logins)) {
      if (codeOf(json) !== 'ok') continue;
      const { accessToken } = json.data.login;
      expect(await standingOf(new Person(gateway.url, accessToken, undefined))).toEqual(over);
    }
  });
});

describe('the session timeout of a tenant', () => {
  const minutes = (timeout: number | null): Promise<void> =>
    gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, home.id)).changeSettings({ sessionTimeout: timeout });
    });
  /** As if the user had logged in so many minutes ago. */
  const age = async (by: number): Promise<void> => {
    const db = kyselyOf(gateway.app.services.orm.em);
    const started_at = new Date(Date.now() - by * 60_000);
    await db.updateTable('login_session').set({ started_at }).where('user_id', '=', user.id).execute();
  };
  const lifetimes = (session: Record<string, string>): number[] =>
    ['accessTokenExpiresAt', 'refreshTokenExpiresAt'].map((name) =>
      Math.round((Date.parse(session[name]!) - Date.now()) / 60_000),
    );

  test.each([[{ tenant: true }], [{ tenant: false }]])(
    'ends access and refresh tokens that long after the login: %j',
    async ({ tenant }) => {
      await minutes(60);
      const session = await open(tenant ? { tenant: home.slug } : {});
      await age(59.9);
      expect(await standingOf(session.person)).toEqual([200]);
      await age(60);
      await expectOver(session);
    },
  );

  test('is not put off by refreshing', async () => {
    await minutes(60);
    const first = (await logIn(gateway.url, { email: user.email, password })).json.data.login;
    expect(lifetimes(first)).toEqual([15, 60]);
    await age(50);
    const next = (await refresh(gateway.url, first.refreshToken)).json.data.refreshToken;
    expect(lifetimes(next)).toEqual([10, 10]);
    await age(60);
    expect(await refreshes(next)).toBe('UNAUTHENTICATED');
  });

  test('bites at once where it is shortened, and lets go where it is taken away', async () => {
    const session = await open();
    await age(30);
    await minutes(20);
    expect(await standingOf(session.person)).toEqual(over);
    await minutes(null);
    expect(await standingOf(session.person)).toEqual([200]);
  });

  test('is the shortest of all tenants that the user belongs to', async () => {
    await minutes(60);
    const strict = await gateway.build.tenant({ settings: { sessionTimeout: 5 } });
    await gateway.build.join(strict, user, 'VIEWER');
    const { login } = (await logIn(gateway.url, { email: user.email, password, tenant: home.slug })).json.data;
    expect(lifetimes(login)).toEqual([5, 5]);
    await gateway.build.change(async (em) => {
      await em.nativeDelete(TenantMembership, { user: user.id, tenant: strict.id });
    });
    const later = (await logIn(gateway.url, { email: user.email, password })).json.data.login;
    expect(lifetimes(later)).toEqual([15, 60]);
  });
});
