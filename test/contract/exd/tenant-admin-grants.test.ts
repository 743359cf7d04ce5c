import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { User } from '../../../src/entities/user.js';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { signInAs, type Person } from '../../support/clients.js';
import { expectFailure, path, ssoTenant, tenantNotFound, userId } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

let made = 0;

/** A tenant made through the API, with these users as its first admins. */
const tenantOf = async (...admins: string[]): Promise<string> => {
  const slug = `granted-${(made += 1)}`;
  const answer = await gateway.superadmin.post(path, ssoTenant(slug, { initial_admin_user_ids: admins }));
  expect(answer.status).toBe(201);
  return slug;
};
const place = (slug: string, user: string | undefined) => `${path}/${slug}/admins/${user ?? ''}`;
const put = (slug: string, user: string | undefined, person = gateway.superadmin) =>
  person.request('PUT', place(slug, user));
const remove = (slug: string, user: string | undefined, person = gateway.superadmin) =>
  person.request('DELETE', place(slug, user));

const adminsOf = async (slug: string): Promise<string[]> => {
  const rows = await kyselyOf(gateway.app.services.orm.em)
    .selectFrom('tenant_membership as m')
    .innerJoin('user as u', 'u.id', 'm.user_id')
    .innerJoin('tenant as t', 't.id', 'm.tenant_id')
    .where('t.slug', '=', slug)
    .where('m.role', '=', 'TENANT_ADMIN')
    .select('u.public_id')
    .execute();
  return rows.map(({ public_id }) => public_id).sort();
};

/** Somebody of whom only the id was known logs in for the first time. */
const appear = async (publicId: string): Promise<Person> => {
  const email = `${publicId.toLowerCase()}@example.com`;
  await gateway.build.change(async (em) => {
    const user = await em.findOneOrFail(User, { publicId });
    Object.assign(user, { email, status: 'ACTIVE' });
  });
  return signInAs(gateway.app, email);
};

const lastStays = { code: 'conflict', message: 'The last tenant admin cannot be removed.' };
const noGrant = { code: 'not_found', message: 'The user holds no such grant.' };

describe('a grant to somebody who is not known yet', () => {
  test('waits for them, whether given with the tenant or later', async () => {
    const slug = await tenantOf(userId(100));
    expect((await put(slug, userId(101))).status).toBe(200);
    for (const user of [userId(100), userId(101)]) {
      const person = await appear(user);
      expect((await person.get(`${path}/${slug}`)).json.tenant.current_user_roles).toEqual(['tenant_admin']);
      expect((await put(slug, userId(102), person)).status).toBe(200);
    }
    expect(await adminsOf(slug)).toEqual([userId(100), userId(101), userId(102)]);
  });

  test('can be taken back before they appear; then nothing waits for them', async () => {
    const slug = await tenantOf(userId(110));
    await put(slug, userId(111));
    expect((await remove(slug, userId(111))).status).toBe(204);
    expectFailure(await remove(slug, userId(111)), 404, noGrant);
    const person = await appear(userId(111));
    expectFailure(await person.get(`${path}/${slug}`), 404, tenantNotFound);
    expect((await person.get(path)).json.tenants).toEqual([]);
  });

  test('counts from the moment it is given: it can be the last one, and stays then', async () => {
    const slug = await tenantOf(userId(120));
    expectFailure(await remove(slug, userId(120)), 409, lastStays);
    await put(slug, userId(121));
    expect((await remove(slug, userId(120))).status).toBe(204);
    expectFailure(await remove(slug, userId(121)), 409, lastStays);
    expect(await adminsOf(slug)).toEqual([userId(121)]);
  });
});

describe('at the same time', () => {
  test('two admins who remove each other leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const users = [userId(200 + 2 * round), userId(201 + 2 * round)] as const;
      const slug = await tenantOf(...users);
      const [one, other] = [await appear(users[0]), await appear(users[1])];
      const answers = await Promise.all([remove(slug, users[1], one), remove(slug, users[0], other)]);
      const statuses = answers.map(({ status }) => status).sort();
      // Who came second had lost the role either before the request or within it.
      expect([204, 404, 409]).toEqual(expect.arrayContaining(statuses));
      expect(statuses.filter((status) => status === 204)).toEqual([204]);
      expect(await adminsOf(slug)).toHaveLength(1);
    }
  });

  test('of ten who are all removed one stays', async () => {
    const users = Array.from({ length: 10 }, (_, index) => userId(300 + index));
    const slug = await tenantOf(...users);
    const answers = await Promise.all(users.map((user) => remove(slug, user)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(204), 409]);
    expectFailure(
      answers.find(({ status }) => status === 409)!,
      409,
      lastStays,
    );
    expect(await adminsOf(slug)).toHaveLength(1);
  });

  test('granting and revoking the same one ends in one of the two', async () => {
    const slug = await tenantOf(userId(400));
    await put(slug, userId(401));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? put(slug, userId(401)) : remove(slug, userId(401)))),
    );
    for (const [index, { status }] of answers.entries()) {
      expect(index % 2 ? [200] : [204, 404]).toContain(status);
    }
    const held = await adminsOf(slug);
    expect([[userId(400)], [userId(400), userId(401)]]).toContainEqual(held);
  });

  test('a deletion of the tenant and a grant leave no grant that anybody sees', async () => {
    const slug = await tenantOf(userId(410));
    const { json } = await gateway.superadmin.get(`/api/v1/admin/tenants/?search=${slug}`);
    const [granted] = await Promise.all([
      put(slug, userId(411)),
      gateway.superadmin.request('DELETE', `/api/v1/admin/tenants/${json.items[0].id}`),
    ]);
    expect([200, 404]).toContain(granted.status);
    expectFailure(await put(slug, userId(411)), 404, tenantNotFound);
    expectFailure(await remove(slug, userId(411)), 404, tenantNotFound);
  });
});

test('a body is not looked at, unless it is no JSON', async () => {
  const slug = await tenantOf(userId(500));
  const request = (raw: string, type: string) =>
    gateway.superadmin.request('PUT', place(slug, userId(501)), { raw, headers: { 'Content-Type': type } });
  expect((await request('{"role":"owner"}', 'application/json')).json.role).toBe('tenant_admin');
  expect((await request('role=owner', 'text/plain')).status).toBe(415);
  expect((await request('{', 'application/json')).status).toBe(400);
});
