import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.js';
import { hashSecret } from '../../src/auth/secret-hash.js';
import { Admin } from '../../src/entities/admin.js';
import { TenantMembership } from '../../src/entities/tenant-membership.js';
import { Tenant } from '../../src/entities/tenant.js';
import { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, Person, signInAs, type Answer } from '../support/clients.js';

const password = 'a password of nobody';
const day = 24 * 60 * 60 * 1000;

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

const loginDocument = `mutation($email: String!, $password: String!, $tenant: String, $api: LegacyApi) {
  login(email: $email, password: $password, tenant: $tenant, api: $api) {
    accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id email name role tenant { id slug role } tenants { id slug role } }
  }
}`;

const login = (variables: Record<string, unknown> = {}): Promise<Answer> =>
  anybody(gateway.url).graphql(loginDocument, { email: user.email, password, ...variables });

const refresh = (token: string): Promise<Answer> =>
  anybody(gateway.url).graphql(
    `mutation($token: String!) { refreshToken(token: $token) { accessToken refreshToken user { id tenant { slug } } } }`,
    { token },
  );

const newSession = async (
  variables: Record<string, unknown> = {},
): Promise<{ accessToken: string; refreshToken: string }> =>
  (await login(variables)).json.data.login as { accessToken: string; refreshToken: string };

const change = (work: (found: { user: User; home: Tenant }) => void): Promise<void> =>
  gateway.build.change(async (em) => {
    work({ user: await em.findOneOrFail(User, user.id), home: await em.findOneOrFail(Tenant, home.id) });
  });

const refused = (field: string, code: string, reason: string, message: string) => ({
  data: null,
  errors: [{ message, locations: expect.any(Array), path: [field], extensions: { code, reason } }],
});
const wrongPair = refused('login', 'UNAUTHENTICATED', 'CREDENTIALS_INVALID', 'The e-mail or the password is wrong.');
const deactivated = (field: string) =>
  refused(field, 'FORBIDDEN', 'TENANT_DEACTIVATED', 'This tenant has been deactivated.');
const expired = (field: string) =>
  refused(field, 'FORBIDDEN', 'TENANT_EXPIRED', "This tenant's subscription has expired.");
const wrongToken = refused('refreshToken', 'UNAUTHENTICATED', 'CREDENTIALS_INVALID', 'The refresh token is not valid.');

const viewerOf = (token: string): Promise<Answer> =>
  new Person(gateway.url, token, undefined).graphql('{ viewer { id role tenant { slug } } }');

describe('login', () => {
  test('opens a session that the next request is made with', async () => {
    const answer = await login({ api: 'EXD' });
    const membership = { id: home.id, slug: home.slug, role: 'EDITOR' };
    expect(answer.json).toEqual({
      data: {
        login: {
          accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
          accessTokenExpiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
          refreshToken: expect.stringMatching(/^[\w-]{43}$/),
          refreshTokenExpiresAt: expect.stringMatching(/Z$/),
          user: {
            id: user.publicId,
            email: user.email,
            name: null,
            role: 'MEMBER',
            tenant: null,
            tenants: [membership],
          },
        },
      },
    });
    const { accessToken, accessTokenExpiresAt, refreshTokenExpiresAt } = answer.json.data.login;
    expect((Date.parse(accessTokenExpiresAt) - Date.now()) / 60_000).toBeCloseTo(15, 0);
    expect((Date.parse(refreshTokenExpiresAt) - Date.now()) / day).toBeCloseTo(7, 1);
    expect((await viewerOf(accessToken)).json).toEqual({
      data: { viewer: { id: user.publicId, role: 'MEMBER', tenant: null } },
    });
  });

  test('takes the e-mail in any case', async () => {
    expect((await login({ email: user.email!.toUpperCase() })).json.errors).toBeUndefined();
  });

  test('to a tenant binds the session to it', async () => {
    const { accessToken } = await newSession({ tenant: home.slug });
    expect((await viewerOf(accessToken)).json.data.viewer.tenant).toEqual({ slug: home.slug });
  });

  test('says the same to every wrong pair, whatever is wrong', async () => {
    const foreign = await gateway.build.tenant();
    const passwordless = await gateway.build.user();
    const suspended = await gateway.build.user({ passwordHash: hash });
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, suspended.id)).status = 'SUSPENDED';
    });
    const deleted = await gateway.build.tenant();
    await gateway.build.join(deleted, user, 'EDITOR');
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, deleted.id)).delete();
    });
    const wrong: Record<string, unknown>[] = [
      { password: 'something else' },
      { password: '' },
      { password: `${password} ` },
      { email: 'nobody@example.com' },
      { email: '' },
      { email: passwordless.email },
      { email: suspended.email },
      { tenant: foreign.slug },
      { tenant: deleted.slug },
      { tenant: 'no-such-tenant' },
      { tenant: '' },
    ];
    const texts = await Promise.all(wrong.map(async (variables) => (await login(variables)).text));
    expect(new Set(texts).size).toBe(1);
    expect(JSON.parse(texts[0]!)).toEqual(wrongPair);
  });

  test('to a suspended tenant is refused', async () => {
    await change(({ home: tenant }) => tenant.changeStatus('SUSPENDED'));
    expect((await login({ tenant: home.slug })).json).toEqual(deactivated('login'));
  });

  test('to an expired tenant is refused, within seven days of grace it is not', async () => {
    await change(({ home: tenant }) => void (tenant.validUntil = new Date(Date.now() - 8 * day)));
    expect((await login({ tenant: home.slug })).json).toEqual(expired('login'));
    await change(({ home: tenant }) => void (tenant.validUntil = new Date(Date.now() - 6 * day)));
    expect((await login({ tenant: home.slug })).json.data.login.user.tenant.slug).toBe(home.slug);
  });

  test('without a tenant is refused where every tenant of the user is out of use', async () => {
    await change(({ home: tenant }) => tenant.changeStatus('SUSPENDED'));
    expect((await login()).json).toEqual(deactivated('login'));
    await gateway.build.join(await gateway.build.tenant(), user, 'VIEWER');
    expect((await login()).json.data.login.user.tenants).toHaveLength(1);
  });
});

describe('refreshToken', () => {
  test('gives the next pair and spends the old token', async () => {
    const first = await newSession({ tenant: home.slug });
    const answer = await refresh(first.refreshToken);
    const second = answer.json.data.refreshToken;
    expect(second.user).toEqual({ id: user.publicId, tenant: { slug: home.slug } });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await viewerOf(second.accessToken)).json.data.viewer.tenant).toEqual({ slug: home.slug });
    expect((await refresh(second.refreshToken)).json.errors).toBeUndefined();
  });

  test('a token that comes a second time ends its session with every token of it, and no other', async () => {
    const first = await newSession();
    const other = await newSession();
    const second = (await refresh(first.refreshToken)).json.data.refreshToken;
    expect((await refresh(first.refreshToken)).json).toEqual(wrongToken);
    expect((await refresh(second.refreshToken)).json).toEqual(wrongToken);
    for (const { accessToken } of [first, second]) expect((await viewerOf(accessToken)).status).toBe(401);
    expect((await viewerOf(other.accessToken)).status).toBe(200);
    expect((await refresh(other.refreshToken)).json.errors).toBeUndefined();
  });

  test('of two requests at once exactly one wins, and the session is over: one of them was not its owner', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken } = await newSession();
      const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
      const [won, ...more] = answers.filter(({ json }) => json.data !== null);
      expect(more).toEqual([]);
      expect(answers.filter(({ json }) => json.errors?.[0].extensions.code === 'UNAUTHENTICATED')).toHaveLength(1);
      const { accessToken, refreshToken: next } = won!.json.data.refreshToken;
      expect((await viewerOf(accessToken)).status).toBe(401);
      expect((await refresh(next)).json).toEqual(wrongToken);
    }
  });

  test('a spent token and the one after it at once leave no token that works', async () => {
    for (let round = 0; round < 5; round += 1) {
      const first = await newSession();
      const second = (await refresh(first.refreshToken)).json.data.refreshToken;
      const [, answer] = await Promise.all([refresh(first.refreshToken), refresh(second.refreshToken)]);
      for (const pair of [second, answer.json.data?.refreshToken]) {
        if (!pair) continue;
        expect((await viewerOf(pair.accessToken)).status).toBe(401);
        expect((await refresh(pair.refreshToken)).json).toEqual(wrongToken);
      }
    }
  });

  test('an expired token is refused', async () => {
    const { refreshToken } = await newSession();
    await gateway.build.change(async (em) => {
      await kyselyOf(em)
        .updateTable('refresh_token')
        .set({ expires_at: new Date(Date.now() - 1) })
        .where('token_hash', '=', hashSecret(refreshToken))
        .execute();
    });
    expect((await refresh(refreshToken)).json).toEqual(wrongToken);
  });

  test('an unknown token, an access token and nothing are refused alike', async () => {
    const { accessToken } = await newSession();
    for (const token of ['unknown', accessToken, '']) expect((await refresh(token)).json).toEqual(wrongToken);
  });

  test('a token that is spent and revoked leaves one line in the audit log, however often it comes back', async () => {
    const first = await newSession();
    await refresh(first.refreshToken);
    for (let again = 0; again < 5; again += 1) await refresh(first.refreshToken);
    const db = kyselyOf(gateway.app.services.orm.em);
    const rows = await db
      .selectFrom('audit_log')
      .where('actor_id', '=', user.id)
      .orderBy('id')
      .select('action')
      .execute();
    expect(rows.map(({ action }) => action)).toEqual(['session.opened', 'session.refreshed', 'session.revoked']);
  });

  test('a suspension of the user or the tenant stops it', async () => {
    const { refreshToken } = await newSession({ tenant: home.slug });
    await change(({ home: tenant }) => tenant.changeStatus('SUSPENDED'));
    expect((await refresh(refreshToken)).json).toEqual(deactivated('refreshToken'));
    await change(({ home: tenant }) => tenant.changeStatus('ACTIVE'));
    await change(({ user: account }) => void (account.status = 'SUSPENDED'));
    expect((await refresh(refreshToken)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    await change(({ user: account }) => void (account.status = 'ACTIVE'));
    expect((await refresh(refreshToken)).json.errors).toBeUndefined();
  });
});

describe('a token issued before', () => {
  const codeOf = async (person: Person): Promise<[number, string | undefined, string | undefined]> => {
    const { status, json } = await person.graphql('{ viewer { id } }');
    return [status, json.errors?.[0].extensions.code, json.errors?.[0].extensions.reason];
  };
  const suspended = [403, 'FORBIDDEN', 'TENANT_DEACTIVATED'];
  const works = [200, undefined, undefined];

  test('the suspension of its user dies with it', async () => {
    const person = await signInAs(gateway.app, user.email!);
    expect(await codeOf(person)).toEqual(works);
    await change(({ user: account }) => void (account.status = 'SUSPENDED'));
    expect(await codeOf(person)).toEqual([401, 'UNAUTHENTICATED', 'CREDENTIALS_INVALID']);
  });

  test('the suspension of the tenant it is for dies with it, though the user has others', async () => {
    await gateway.build.join(await gateway.build.tenant(), user, 'VIEWER');
    const person = await signInAs(gateway.app, user.email!, { tenant: home.slug });
    const elsewhere = await signInAs(gateway.app, user.email!);
    expect(await codeOf(person)).toEqual(works);
    await change(({ home: tenant }) => tenant.changeStatus('SUSPENDED'));
    expect(await codeOf(person)).toEqual(suspended);
    expect(await codeOf(elsewhere)).toEqual(works);
    await change(({ home: tenant }) => tenant.changeStatus('ACTIVE'));
    expect(await codeOf(person)).toEqual(works);
  });

  test('the end of the subscription and its grace dies with it', async () => {
    const person = await signInAs(gateway.app, user.email!, { tenant: home.slug });
    await change(({ home: tenant }) => void (tenant.validUntil = new Date(Date.now() - 8 * day)));
    expect(await codeOf(person)).toEqual([403, 'FORBIDDEN', 'TENANT_EXPIRED']);
  });

  test('the deletion of the tenant, or the end of the membership, dies with it', async () => {
    const person = await signInAs(gateway.app, user.email!, { tenant: home.slug });
    await gateway.build.change(async (em) => {
      await em.nativeDelete(TenantMembership, { user: user.id });
    });
    expect(await codeOf(person)).toEqual([401, 'UNAUTHENTICATED', 'CREDENTIALS_INVALID']);
    await gateway.build.join(home, user, 'EDITOR');
    expect(await codeOf(person)).toEqual(works);
    await change(({ home: tenant }) => tenant.delete());
    expect(await codeOf(person)).toEqual([401, 'UNAUTHENTICATED', 'CREDENTIALS_INVALID']);
  });

  test('the suspension of its reseller dies with it', async () => {
    const { admin, owner } = await gateway.build.reseller();
    expect(await codeOf(owner)).toEqual(works);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Admin, admin.id)).status = 'SUSPENDED';
    });
    expect(await codeOf(owner)).toEqual(suspended);
  });
});
