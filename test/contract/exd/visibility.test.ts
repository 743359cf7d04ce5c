import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Admin } from '../../../src/entities/admin.js';
import { Tenant } from '../../../src/entities/tenant.js';
import { User } from '../../../src/entities/user.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, signInAs, type Person } from '../../support/clients.js';
import { expectFailure, path, requestIdOf, tenantNotFound } from '../../support/exd.js';

let gateway: TestApp;
const people = new Map<string, Person>();

const sso = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;

/*
 * Two resellers: `north` with the tenants alpha and beta, `south` with gamma; delta is the platform's own.
 * In beta every member is an admin, because its people are known by their e-mail domain.
 */
beforeAll(async () => {
  gateway = await startTestApp();
  const { build, app, superadmin } = gateway;
  const north = await build.reseller();
  const south = await build.reseller();
  const alpha = await build.tenant({ slug: 'alpha', adminId: north.admin.id, login: sso });
  const beta = await build.tenant({
    slug: 'beta',
    adminId: north.admin.id,
    login: { mode: 'EMAIL_DOMAIN', emailDomain: 'beta.example' },
  });
  const gamma = await build.tenant({ slug: 'gamma', adminId: south.admin.id, login: sso });
  await build.tenant({ slug: 'delta', login: sso });
  await build.tenant({ slug: 'no-login', adminId: north.admin.id });
  people.set('superadmin', superadmin);
  people.set('reseller', north.owner);
  people.set('tenant admin', await build.member(alpha, 'TENANT_ADMIN'));
  people.set('editor', await build.member(alpha, 'EDITOR'));
  people.set('viewer', await build.member(alpha, 'VIEWER'));
  people.set('member of beta', await build.member(beta, 'VIEWER'));
  people.set('foreign admin', await build.member(gamma, 'TENANT_ADMIN'));
  const several = await build.user();
  await build.join(alpha, several, 'VIEWER');
  await build.join(gamma, several, 'TENANT_ADMIN');
  people.set('member of several', await signInAs(app, several.email ?? ''));
  people.set('member of none', await signInAs(app, (await build.user()).email ?? ''));
  const operator = await build.user({ superadmin: true });
  await build.join(alpha, operator, 'TENANT_ADMIN');
  people.set('superadmin with a seat', await signInAs(app, operator.email ?? ''));
  const both = await app.services.orm.em.fork().findOneOrFail(User, { publicId: south.owner.userId ?? '' });
  await build.join(gamma, both, 'TENANT_ADMIN');
  people.set('reseller with a seat', south.owner);
});
afterAll(() => gateway.stop());

const roles: [who: string, sees: Record<string, string[]>][] = [
  ['superadmin', { alpha: ['superadmin'], beta: ['superadmin'], delta: ['superadmin'], gamma: ['superadmin'] }],
  [
    'superadmin with a seat',
    { alpha: ['superadmin'], beta: ['superadmin'], delta: ['superadmin'], gamma: ['superadmin'] },
  ],
  ['reseller', { alpha: ['reseller'], beta: ['reseller'] }],
  ['tenant admin', { alpha: ['tenant_admin'] }],
  ['editor', { alpha: ['member'] }],
  ['viewer', { alpha: ['member'] }],
  ['member of beta', { beta: ['tenant_admin'] }],
  ['foreign admin', { gamma: ['tenant_admin'] }],
  ['member of several', { alpha: ['member'], gamma: ['tenant_admin'] }],
  ['member of none', {}],
  ['reseller with a seat', { gamma: ['reseller', 'tenant_admin'] }],
];

describe.each(roles)('a %s', (who, sees) => {
  test('lists what they see, with their roles, and nothing else', async () => {
    const { status, json } = await people.get(who)!.get(path);
    expect(status).toBe(200);
    const listed = (json.tenants as { slug: string; current_user_roles: string[] }[]).map(
      ({ slug, current_user_roles: held }) => [slug, held],
    );
    expect(listed).toEqual(Object.entries(sees));
    expect(json.next_cursor).toBeNull();
  });

  test.each(['alpha', 'beta', 'gamma', 'delta', 'no-login', 'root'])(
    'is shown %s or told there is none',
    async (slug) => {
      const answer = await people.get(who)!.get(`${path}/${slug}`);
      const held = sees[slug];
      if (!held) expectFailure(answer, 404, tenantNotFound);
      else {
        expect(answer.status).toBe(200);
        expect(answer.json).toEqual({
          tenant: expect.objectContaining({ slug, current_user_roles: held }),
          request_id: requestIdOf(answer),
        });
      }
    },
  );

  test('cannot learn of others from a cursor', async () => {
    const { json } = await people.get(who)!.get(`${path}?limit=1`);
    const [first, second] = Object.keys(sees);
    const cursor = second === undefined ? null : Buffer.from(first ?? '').toString('base64url');
    expect(json.next_cursor).toBe(cursor);
  });
});

test('nobody in particular sees nothing', async () => {
  for (const at of [path, `${path}/alpha`, `${path}/never-existed`]) {
    expectFailure(await anybody(gateway.url).get(at), 401, { code: 'unauthorized', message: 'Log in first.' });
  }
});

describe('tokens issued before a suspension', () => {
  const expectGone = async (person: Person, status: number, code: string): Promise<void> => {
    for (const at of [path, `${path}/alpha`, `${path}/never-existed`]) {
      const answer = await person.get(at);
      expectFailure(answer, status, { code, message: answer.json.error.message });
    }
  };

  test('of a user are worth nothing', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN');
    expect((await person.get(path)).status).toBe(200);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, { publicId: person.userId ?? '' })).status = 'SUSPENDED';
    });
    await expectGone(person, 401, 'unauthorized');
  });

  test('of a tenant’s people are worth nothing; its reseller still sees it', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const tenant = await gateway.build.tenant({ slug: 'suspended', adminId: admin.id, login: sso });
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN');
    const seated = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: 'suspended', api: 'exd' });
    expect((await person.get(path)).status).toBe(200);
    expect((await seated.get(path)).status).toBe(200);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).changeStatus('SUSPENDED');
    });
    await expectGone(person, 403, 'forbidden');
    await expectGone(seated, 403, 'forbidden');
    expect((await owner.get(`${path}/suspended`)).json.tenant.current_user_roles).toEqual(['reseller']);
  });

  test('of somebody in two tenants open only the other one', async () => {
    const [one, other] = [await gateway.build.tenant({ login: sso }), await gateway.build.tenant({ login: sso })];
    const user = await gateway.build.user();
    for (const tenant of [one, other]) await gateway.build.join(tenant, user, 'TENANT_ADMIN');
    const person = await signInAs(gateway.app, user.email ?? '');
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, one.id)).changeStatus('SUSPENDED');
    });
    expectFailure(await person.get(`${path}/${one.slug}`), 404, tenantNotFound);
    expect((await person.get(`${path}/${other.slug}`)).status).toBe(200);
    const { json } = await person.get(path);
    expect((json.tenants as { slug: string }[]).map(({ slug }) => slug)).toEqual([other.slug]);
  });

  test('of a reseller are worth nothing', async () => {
    const { admin, owner } = await gateway.build.reseller();
    await gateway.build.tenant({ adminId: admin.id, login: sso });
    expect((await owner.get(path)).status).toBe(200);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Admin, admin.id)).status = 'SUSPENDED';
    });
    await expectGone(owner, 403, 'forbidden');
  });

  test('of a deleted tenant’s people open nothing', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN');
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).delete();
    });
    expect((await person.get(path)).json.tenants).toEqual([]);
    expectFailure(await person.get(`${path}/${tenant.slug}`), 404, tenantNotFound);
  });
});
