import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { Admin } from '../../src/entities/admin.js';
import { Tenant } from '../../src/entities/tenant.js';
import { TenantMembership } from '../../src/entities/tenant-membership.js';
import { User } from '../../src/entities/user.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person, signInAs } from '../support/clients.js';
import { Issuer } from '../support/issuer.js';
import { overSocket } from '../support/live.js';
import { atThisPace } from '../support/machine-pace.js';
import { tell } from '../support/notices.js';
import { platformAdmin } from '../support/people.js';
import { over, standingOf } from '../support/sessions.js';

const values = { boss: 'TENANT_ADMIN', writer: 'EDITOR', root: 'SUPERADMIN' };

let gateway: TestApp;
/** The platform's own identity provider. */
let platform: Issuer;
/** That of some tenants. */
let own: Issuer;
let user: User;
let home: Tenant;
let elsewhere: Tenant;
beforeAll(async () => {
  [platform, own] = [await Issuer.open(), await Issuer.open('EdDSA')];
  gateway = await startTestApp({
    TRUSTED_ISSUERS: JSON.stringify([
      platform.trusted({ scope: 'platform', roles: { claim: 'groups', values } }),
      own.trusted({ roles: { claim: 'role', values: { boss: 'TENANT_ADMIN', writer: 'EDITOR' } } }),
    ]),
  });
});
beforeEach(async () => {
  user = await gateway.build.user();
  home = await gateway.build.tenant({ issuer: own.url });
  elsewhere = await gateway.build.tenant({ issuer: platform.url });
  await gateway.build.join(home, user, 'VIEWER');
  await gateway.build.join(elsewhere, user, 'VIEWER');
});
afterAll(async () => {
  await gateway.stop();
  platform.close();
  own.close();
});

const introduced = async (issuer: Issuer, claims: JWTPayload = {}, email = user.email!): Promise<Person> =>
  new Person(gateway.url, await issuer.token(email, claims), undefined);

const viewer = async (person: Person): Promise<unknown> => {
  const { json } = await person.graphql('{ viewer { id email role tenants { slug role } } }');
  return json.errors ? json.errors[0].extensions.code : json.data.viewer;
};
const rolesOf = async (person: Person): Promise<unknown> => {
  const seen = (await viewer(person)) as { role: string; tenants: { slug: string; role: string }[] };
  return [seen.role, Object.fromEntries(seen.tenants.map(({ slug, role }) => [slug, role]))];
};

describe('a token of the platform’s issuer', () => {
  test('is its user, with all that they are here', async () => {
    expect(await viewer(await introduced(platform))).toEqual({
      ...{ id: user.publicId, email: user.email, role: 'MEMBER' },
      tenants: [
        { slug: home.slug, role: 'VIEWER' },
        { slug: elsewhere.slug, role: 'VIEWER' },
      ],
    });
    expect(await rolesOf(await introduced(platform, {}, platformAdmin.email))).toEqual([
      'SUPERADMIN',
      { root: 'TENANT_ADMIN' },
    ]);
  });

  test.each([
    ['boss', 'TENANT_ADMIN', 'TENANT_ADMIN'],
    [['nobody', 'writer'], 'MEMBER', 'EDITOR'],
    [['writer', 'boss'], 'TENANT_ADMIN', 'TENANT_ADMIN'],
    [['root'], 'SUPERADMIN', 'VIEWER'],
    ['constructor', 'MEMBER', 'VIEWER'],
    [{ boss: true }, 'MEMBER', 'VIEWER'],
    ['', 'MEMBER', 'VIEWER'],
  ])('with the claim %j makes them %s, and %s in the tenants that name the issuer', async (groups, role, there) => {
    const person = await introduced(platform, { groups });
    expect(await rolesOf(person)).toEqual([role, { [home.slug]: 'VIEWER', [elsewhere.slug]: there }]);
  });

  test('takes no role away', async () => {
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(TenantMembership, { tenant: elsewhere.id, user: user.id })).role = 'TENANT_ADMIN';
    });
    const person = await introduced(platform, { groups: 'writer' });
    expect(await rolesOf(person)).toEqual([
      'TENANT_ADMIN',
      { [home.slug]: 'VIEWER', [elsewhere.slug]: 'TENANT_ADMIN' },
    ]);
  });

  test('belongs to no session', async () => {
    const { json } = await (await introduced(platform)).graphql('mutation { logout }');
    expect(json.errors[0].extensions.reason).toBe('SESSION_UNKNOWN');
  });
});

describe('a token of a tenant’s own issuer', () => {
  test('counts in the tenants that name the issuer, with the role that the claim gives there', async () => {
    expect(await rolesOf(await introduced(own))).toEqual(['MEMBER', { [home.slug]: 'VIEWER' }]);
    const boss = await introduced(own, { role: 'boss' });
    expect(await rolesOf(boss)).toEqual(['TENANT_ADMIN', { [home.slug]: 'TENANT_ADMIN' }]);
    const create = (tenant: Tenant) =>
      boss.graphql('mutation($tenant: ID!) { createNamespace(tenant: $tenant, input: { slug: "flags" }) { slug } }', {
        tenant: tenant.id,
      });
    expect((await create(home)).json).toEqual({ data: { createNamespace: { slug: 'flags' } } });
    const refused = (await create(elsewhere)).json.errors[0].extensions;
    expect(refused).toEqual({ code: 'NOT_FOUND', reason: 'TENANT_UNKNOWN' });
    const { json } = await gateway.superadmin.graphql(
      '{ auditLogs(first: 1) { nodes { action actorId actorEmail actorRole actorCredential } } }',
    );
    expect(json.data.auditLogs.nodes).toEqual([
      {
        ...{ action: 'namespace.created', actorId: null, actorEmail: user.email, actorRole: 'TENANT_ADMIN' },
        actorCredential: `${own.url}#${user.publicId}`,
      },
    ]);
  });

  test('gives a superadmin and a reseller nothing of what they are elsewhere', async () => {
    const root = await gateway.build.user({ superadmin: true });
    const owner = await gateway.build.user();
    const { admin } = await gateway.build.reseller();
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Admin, admin.id)).owner = owner.id;
    });
    await gateway.build.tenant({ adminId: admin.id });
    for (const somebody of [root, owner]) {
      const person = await introduced(own, { role: 'boss' }, somebody.email!);
      expect(await standingOf(person)).toEqual(over);
      await gateway.build.join(home, somebody, 'VIEWER');
      expect(await rolesOf(person)).toEqual(['TENANT_ADMIN', { [home.slug]: 'TENANT_ADMIN' }]);
      const { json } = await person.graphql('{ tenants { nodes { slug } } }');
      expect(json.data.tenants.nodes).toEqual([{ slug: home.slug }]);
      const admins = await person.graphql('{ admins { totalCount } }');
      expect(admins.json.errors[0].extensions.code).toBe('FORBIDDEN');
      expect((await person.post('/api/v1/admin/tenants/', { name: 'Another' })).status).toBe(403);
    }
  });

  test('reads nobody’s inbox and ends nobody’s sessions', async () => {
    const theirs = await signInAs(gateway.app, user.email!);
    await tell(gateway, theirs, 'of another tenant');
    const person = await introduced(own, { role: 'boss' });
    const inbox = '{ unreadNotificationCount notifications { nodes { title } } }';
    expect((await theirs.graphql(inbox)).json.data.unreadNotificationCount).toBe(1);
    expect((await person.graphql(inbox)).json.data).toEqual({
      unreadNotificationCount: 0,
      notifications: { nodes: [] },
    });
    const { json } = await person.graphql('mutation { endSessions }');
    expect(json.errors[0].extensions).toEqual({ code: 'NOT_FOUND', reason: 'USER_UNKNOWN' });
  });

  test('counts no longer once the tenant names another issuer, or the user has left', async () => {
    const person = await introduced(own);
    const name = (issuer: string | null) =>
      gateway.superadmin.graphql(
        'mutation($tenant: ID!, $issuer: String) { updateTenant(tenant: $tenant, input: { issuer: $issuer }) { id } }',
        { tenant: home.id, issuer },
      );
    expect(await standingOf(person)).toEqual([200]);
    for (const other of [null, `${own.url}/`, own.url.toUpperCase(), 'https://id.example.com']) {
      await name(other);
      expect(await standingOf(person)).toEqual(over);
    }
    await name(own.url);
    expect(await standingOf(person)).toEqual([200]);
    await gateway.build.change(async (em) => {
      await em.nativeDelete(TenantMembership, { tenant: home.id, user: user.id });
    });
    expect(await standingOf(person)).toEqual(over);
  });
});

describe('a subscription with a token of a tenant’s own issuer ends within a second where', () => {
  const take: Readonly<Record<string, () => Promise<unknown>>> = {
    'the user is suspended': () =>
      gateway.build.change(async (em) => {
        (await em.findOneOrFail(User, user.id)).status = 'SUSPENDED';
      }),
    'the user is taken from the tenant': () =>
      gateway.build.change(async (em) => {
        await em.nativeDelete(TenantMembership, { tenant: home.id, user: user.id });
      }),
    'the tenant names another issuer': () =>
      gateway.build.change(async (em) => {
        (await em.findOneOrFail(Tenant, home.id)).issuer = platform.url;
      }),
    'the tenant is suspended': () =>
      gateway.build.change(async (em) => {
        (await em.findOneOrFail(Tenant, home.id)).changeStatus('SUSPENDED');
      }),
  };

  test.each(Object.keys(take))('%s', async (name) => {
    const { authorization } = await introduced(own);
    const query = encodeURIComponent('subscription { notificationReceived { title } }');
    const response = await fetch(`${gateway.url}/graphql/stream?query=${query}`, {
      headers: { ...authorization, Accept: 'text/event-stream' },
    });
    expect(response.status).toBe(200);
    await take[name]!();
    const began = performance.now();
    const told = await response.text();
    expect(performance.now() - began).toBeLessThan(atThisPace(1_000));
    expect(told).toMatch(/event: next\ndata: {"errors":\[.*\]}\n\nevent: complete/);
  });
});

describe.each([
  ['the platform’s', () => platform],
  ['a tenant’s own', () => own],
])('with a token of %s issuer', (_name, issuerOf) => {
  const standing = async (claims: JWTPayload = {}, email?: string): Promise<unknown[]> =>
    standingOf(await introduced(issuerOf(), claims, email));

  test('a user is found by the verified e-mail alone', async () => {
    expect(await standing()).toEqual([200]);
    expect(await standing({ email: user.email!.toUpperCase(), sub: 'another' })).toEqual([200]);
    expect(await standing({}, 'nobody@example.com')).toEqual(over);
    expect(await standing({ email_verified: undefined })).toEqual(over);
    expect(await standing({ email_verified: false })).toEqual(over);
    expect(await standing({ email_verified: 'true' })).toEqual(over);
    expect(await standing({ email: undefined, sub: user.email! })).toEqual(over);
    expect(await standing({ email: undefined, sub: user.publicId })).toEqual(over);
    expect(await standing({ email: [user.email] })).toEqual(over);
    // The first letter of these is the Kelvin sign, which is a k in lower case.
    const kim = await gateway.build.user({ email: `k${user.email!}` });
    await gateway.build.join(home, kim, 'VIEWER');
    expect(await standing({}, kim.email!)).toEqual([200]);
    expect(await standing({ email: `\u212A${user.email!}` })).toEqual(over);
  });

  test('a suspension of the user bites with the next request, on every surface', async () => {
    const person = await introduced(issuerOf());
    expect(await standingOf(person)).toEqual([200]);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, user.id)).status = 'SUSPENDED';
    });
    expect(await standingOf(person)).toEqual(over);
    for (const path of ['/exd/api/v1/tenants', '/api/tenants/organizations', '/api/v1/admin/tenants/']) {
      expect([path, (await person.get(path)).status]).toEqual([path, 401]);
    }
    const socket = overSocket(gateway.url, person.token, 'subscription { notificationReceived { title } }');
    expect(await socket.ended).toMatchObject({ code: 4401 });
  });

  test('a suspended tenant keeps its people out', async () => {
    await gateway.build.change(async (em) => {
      for (const { id } of [home, elsewhere]) (await em.findOneOrFail(Tenant, id)).changeStatus('SUSPENDED');
    });
    expect(await standing()).toEqual([403, 'FORBIDDEN', 'TENANT_DEACTIVATED']);
  });

  test('a tenant’s session timeout counts from the login at the issuer', async () => {
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, home.id)).changeSettings({ sessionTimeout: 10 });
    });
    const ago = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;
    expect(await standing({ iat: ago(9) })).toEqual([200]);
    expect(await standing({ iat: ago(11) })).toEqual(over);
    expect(await standing({ auth_time: ago(11) })).toEqual(over);
    expect(await standing({ auth_time: 'now' })).toEqual(over);
  });

  test('the other’s tokens say nothing', async () => {
    const other = issuerOf() === own ? platform : own;
    expect(await standing({ iss: other.url })).toEqual(over);
  });
});
