import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Tenant } from '../../../src/entities/tenant.js';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, type Person } from '../../support/clients.js';
import {
  expectFailure,
  expectParameter,
  notAllowed,
  path,
  requestIdOf,
  tenantNotFound,
  ulid,
  userId,
} from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const sso = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;
const place = (tenant: Pick<Tenant, 'slug'>, user: string | undefined) => `${path}/${tenant.slug}/admins/${user ?? ''}`;
const put = (person: Person, tenant: Pick<Tenant, 'slug'>, user: string | undefined) =>
  person.request('PUT', place(tenant, user));
const remove = (person: Person, tenant: Pick<Tenant, 'slug'>, user: string | undefined) =>
  person.request('DELETE', place(tenant, user));

const adminsOf = async (tenant: Tenant): Promise<string[]> => {
  const rows = await kyselyOf(gateway.app.services.orm.em)
    .selectFrom('tenant_membership as m')
    .innerJoin('user as u', 'u.id', 'm.user_id')
    .where('m.tenant_id', '=', tenant.id)
    .where('m.role', '=', 'TENANT_ADMIN')
    .select('u.public_id')
    .execute();
  return rows.map(({ public_id }) => public_id).sort();
};

describe('granting', () => {
  test('answers the grant, members in order, and again without another effect', async () => {
    const tenant = await gateway.build.tenant({ slug: 'acme', login: sso });
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN');
    for (const person of [admin, gateway.superadmin, admin]) {
      const answer = await put(person, tenant, userId(1));
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(
        `{"tenant":"acme","user_id":"${userId(1)}","role":"tenant_admin","request_id":"${requestIdOf(answer)}"}`,
      );
    }
    expect(await adminsOf(tenant)).toEqual([userId(1), admin.userId].sort());
  });

  test('raises a member, who may then do the same', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const member = await gateway.build.member(tenant, 'VIEWER');
    expectFailure(await put(member, tenant, userId(2)), 403, {
      code: 'forbidden',
      message: 'You may not do this to this tenant.',
    });
    expect((await put(gateway.superadmin, tenant, member.userId)).status).toBe(200);
    expect((await put(member, tenant, userId(2))).status).toBe(200);
    expect((await member.get(`${path}/${tenant.slug}`)).json.tenant.current_user_roles).toEqual(['tenant_admin']);
  });

  test('at once by many leaves one grant', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const other = await gateway.build.tenant({ login: sso });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => put(gateway.superadmin, index % 2 ? tenant : other, userId(3))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await adminsOf(tenant)).toEqual([userId(3)]);
    expect(await adminsOf(other)).toEqual([userId(3)]);
  });
});

describe('revoking', () => {
  test('answers nothing but the id of the request, and is not found the second time', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN');
    const other = await gateway.build.member(tenant, 'TENANT_ADMIN');
    const answer = await remove(admin, tenant, other.userId);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
    expect(answer.headers.get('X-Request-Id')).toMatch(ulid);
    expect(answer.headers.get('X-Api-Dialect')).toBe('exd');
    expectFailure(await remove(admin, tenant, other.userId), 404, {
      code: 'not_found',
      message: 'The user holds no such grant.',
    });
    expect(await adminsOf(tenant)).toEqual([admin.userId]);
  });

  test('bites with the next request', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN');
    await put(gateway.superadmin, tenant, userId(4));
    expect((await remove(gateway.superadmin, tenant, admin.userId)).status).toBe(204);
    expectFailure(await put(admin, tenant, userId(5)), 404, tenantNotFound);
  });

  test('a member who is no admin holds no such grant', async () => {
    const tenant = await gateway.build.tenant({ login: sso });
    const member = await gateway.build.member(tenant, 'EDITOR');
    expect((await remove(gateway.superadmin, tenant, member.userId)).status).toBe(404);
    expect((await remove(gateway.superadmin, tenant, userId(404))).status).toBe(404);
    expect((await member.get(`${path}/${tenant.slug}`)).status).toBe(200);
  });

  test('the last admin stays, also when the last two are removed at once', async () => {
    const conflict = { code: 'conflict', message: 'The last tenant admin cannot be removed.' };
    for (let round = 0; round < 5; round += 1) {
      const tenant = await gateway.build.tenant({ login: sso });
      const users = [userId(10), userId(11)];
      for (const user of users) await put(gateway.superadmin, tenant, user);
      const answers = await Promise.all(users.map((user) => remove(gateway.superadmin, tenant, user)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      const [last, ...more] = await adminsOf(tenant);
      expect(more).toEqual([]);
      expectFailure(await remove(gateway.superadmin, tenant, last), 409, conflict);
    }
  });
});

describe.each([
  ['PUT', put],
  ['DELETE', remove],
])('%s', (_method, act) => {
  test('conflicts in an email-domain tenant, where everybody is an admin', async () => {
    const emailDomain = `${_method.toLowerCase()}.example`;
    const tenant = await gateway.build.tenant({ login: { mode: 'EMAIL_DOMAIN', emailDomain } });
    const member = await gateway.build.member(tenant, 'VIEWER');
    for (const person of [gateway.superadmin, member]) {
      expectFailure(await act(person, tenant, member.userId), 409, {
        code: 'conflict',
        message: 'In an email-domain tenant every verified user is already a tenant admin.',
      });
    }
  });

  test('is forbidden where the tenant is seen and not found where it is not', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const tenant = await gateway.build.tenant({ adminId: admin.id, login: sso });
    const holder = await gateway.build.member(tenant, 'TENANT_ADMIN');
    const member = await gateway.build.member(tenant, 'EDITOR');
    const foreigner = await gateway.build.member(await gateway.build.tenant({ login: sso }), 'TENANT_ADMIN');
    const { owner: stranger } = await gateway.build.reseller();
    const forbidden = { ...notAllowed, message: 'You may not do this to this tenant.' };
    for (const person of [owner, member]) expectFailure(await act(person, tenant, holder.userId), 403, forbidden);
    for (const person of [foreigner, stranger]) {
      expectFailure(await act(person, tenant, holder.userId), 404, tenantNotFound);
    }
    expectFailure(await act(gateway.superadmin, { slug: 'never-existed' }, holder.userId), 404, tenantNotFound);
    expect((await act(anybody(gateway.url), tenant, holder.userId)).status).toBe(401);
    expect(await adminsOf(tenant)).toEqual([holder.userId]);
  });

  test('finds no tenant without a login mode, nor by an id', async () => {
    const closed = await gateway.build.tenant();
    const member = await gateway.build.member(closed, 'TENANT_ADMIN');
    for (const person of [gateway.superadmin, member]) {
      expectFailure(await act(person, closed, userId(6)), 404, tenantNotFound);
    }
    const open = await gateway.build.tenant({ login: sso });
    expectFailure(await act(gateway.superadmin, { slug: open.id }, userId(6)), 404, tenantNotFound);
    expectFailure(await act(gateway.superadmin, { slug: '%00' }, userId(6)), 404, tenantNotFound);
  });

  test.each(['usr_', 'me', '1', '%00', 'usr_01hv5z9r4y0xj7a2w8wj9r7s3a', `${userId(1)}0`, `${userId(1)}%0A`])(
    'refuses the user id %s',
    async (user) => {
      const tenant = await gateway.build.tenant({ login: sso });
      expectParameter(await act(gateway.superadmin, tenant, user), 'user_id');
      expect(await adminsOf(tenant)).toEqual([]);
    },
  );
});
