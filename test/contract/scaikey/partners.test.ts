import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rowCounts } from '../../support/rows.js';
import { essence, fault, outcome, partnerPath, partners, refused, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const create = (body: unknown) => gateway.superadmin.post(partners, body);
const read = (id: string) => gateway.superadmin.get(partnerPath(id));
const patch = (id: string, body: unknown) => gateway.superadmin.request('PATCH', partnerPath(id), { body });
const remove = (id: string) => gateway.superadmin.request('DELETE', partnerPath(id));
const made = async (fields: object = {}): Promise<string> => {
  const { json, status } = await create({ name: 'Made', ...fields });
  expect(status).toBe(201);
  return json.id as string;
};

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const notFound = refused(404, 'Partner not found');
const neverGiven = 'prt_0000000000000000';

const full = {
  name: 'North Agency',
  slug: 'north',
  status: 'SUSPENDED',
  contact_email: 'it@north.example',
  max_tenants: 5,
  max_users_per_tenant: 100,
  max_applications_per_tenant: 0,
};
const bare = {
  status: 'ACTIVE',
  contact_email: null,
  max_tenants: null,
  max_users_per_tenant: null,
  max_applications_per_tenant: null,
  created_at: time,
  updated_at: time,
};

describe('creating a partner', () => {
  test('needs a name alone, from which the slug is made', async () => {
    const answer = await create({ name: 'Ünïcode & Söhne' });
    const id = expect.stringMatching(/^prt_[0-9A-Za-z]{16}$/);
    expect(outcome(answer)).toEqual({
      status: 201,
      json: { id, name: 'Ünïcode & Söhne', slug: 'unicode-sohne', ...bare },
    });
    expect(Object.keys(answer.json)).toEqual(['id', 'name', 'slug', ...Object.keys(bare)]);
    expect((await read(answer.json.id)).text).toBe(answer.text);
    expect((await create({ name: 'Unicode Sohne' })).json.slug).toBe('unicode-sohne-2');
  });

  test('takes every documented field, and answers what it took', async () => {
    const answer = await create({ ...full, status: 'suspended', id: 'prt_mine', credit_balance: 5 });
    expect(outcome(answer)).toEqual({
      status: 201,
      json: { ...full, id: answer.json.id, created_at: time, updated_at: time },
    });
    expect(answer.json.id).not.toBe('prt_mine');
  });

  test('null counts as left out', async () => {
    const nulls = Object.fromEntries(Object.keys(full).map((key) => [key, null]));
    const { json, status } = await create({ ...nulls, name: 'Nulls' });
    expect({ status, json }).toEqual({ status: 201, json: { id: json.id, name: 'Nulls', slug: 'nulls', ...bare } });
  });

  test('with a slug that is taken is 409, also for nine of ten at once', async () => {
    const taken = refused(409, "Partner with slug 'platform' already exists");
    expect(outcome(await create({ name: 'Mine', slug: 'platform' }))).toEqual(taken);
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ name: 'Race', slug: 'race' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  test('is in LusterCMS and GraphQL at once', async () => {
    const id = await made({ name: 'Everywhere' });
    const { json } = await gateway.superadmin.graphql('query($id: ID!) { admin(id: $id) { number name } }', { id });
    const shown = await gateway.superadmin.get(`/api/tenants/admins/${json.data.admin.number}`);
    expect(shown.json).toMatchObject({ name: 'Everywhere', status: 'active', credit_balance: 0 });
  });
});

describe('the list', () => {
  beforeAll(async () => {
    await made({ name: 'Filtered One', slug: 'filter-slug', status: 'SUSPENDED' });
    await made({ name: 'Filtered Two', contact_email: 'boss@filter.example' });
  });

  test('is a page like that of tenants, newest first, with the partner of the platform', async () => {
    const [older, newer] = [await made({ name: 'Listed A' }), await made({ name: 'Listed B' })];
    const answer = await gateway.superadmin.get(`${partners}?search=listed`);
    const items = [(await read(newer)).text, (await read(older)).text];
    expect(answer.text).toBe(`{"items":[${items.join(',')}],"total":2,"page":1,"per_page":20,"pages":1}`);
    const all = await gateway.superadmin.get(partners);
    expect((all.json.items as { slug: string }[]).at(-1)?.slug).toBe('platform');
    expect(all.json).toMatchObject({ page: 1, per_page: 20, total: all.json.items.length });
  });

  test.each([
    ['search=filtered%20ONE', ['one']],
    ['search=filter-slug', ['one']],
    ['search=boss@filter', ['two']],
    ['search=filtered&status=ACTIVE', ['two']],
    ['search=filtered&status=suspended', ['one']],
    ['search=filtered&status=archived', []],
    ['search=filtered&status=', ['two', 'one']],
    ['search=filtered&per_page=1&page=2', ['one']],
    ['search=filtered&page=9', []],
    ['search=%25', []],
    ["search='%20or%201=1--", []],
  ])('%s', async (query, expected) => {
    const { json } = await gateway.superadmin.get(`${partners}?${query}`);
    const words = (json.items as { name: string }[]).map(({ name }) => name.split(' ')[1]?.toLowerCase());
    expect(words).toEqual(expected);
  });

  test('search finds an id only when it is whole', async () => {
    const id = await made();
    const totalOf = async (search: string) =>
      (await gateway.superadmin.get(`${partners}?search=${search}`)).json.total as number;
    expect([await totalOf(id), await totalOf(id.slice(0, -1))]).toEqual([1, 0]);
  });

  test('bad parameters are 422 in their places', async () => {
    const answer = await gateway.superadmin.get(`${partners}?page=x&per_page=101&search=a%00`);
    expect(outcome(answer)).toEqual(
      unprocessable(
        fault(
          ['query', 'page'],
          'int_parsing',
          'Input should be a valid integer, unable to parse string as an integer',
        ),
        fault(['query', 'per_page'], 'less_than_equal', 'Input should be less than or equal to 100'),
        fault(['query', 'search'], 'value_error', 'Value error, Text must not contain NUL or unpaired surrogates'),
      ),
    );
  });
});

describe('changing a partner', () => {
  test('answers it as it is now; what is left out stays', async () => {
    const id = await made({ ...full, slug: 'changing' });
    const before = (await read(id)).json;
    const answer = await patch(id, { name: 'South', max_tenants: 7, unknown: true });
    const json = { ...before, name: 'South', max_tenants: 7, updated_at: time };
    expect(outcome(answer)).toEqual({ status: 200, json });
    expect((await read(id)).json).toEqual(answer.json);
    expect((await patch(id, {})).json).toEqual(json);
  });

  test('null removes the address and limits', async () => {
    const id = await made({ ...full, slug: 'emptied' });
    const limits = { max_tenants: null, max_users_per_tenant: null, max_applications_per_tenant: null };
    expect((await patch(id, { contact_email: null, ...limits })).json).toMatchObject({
      contact_email: null,
      ...limits,
    });
  });

  test('its slug never changes, but may be repeated', async () => {
    const id = await made({ slug: 'fixed' });
    expect((await patch(id, { slug: 'fixed', name: 'Renamed' })).json).toMatchObject({
      slug: 'fixed',
      name: 'Renamed',
    });
    const immutable = fault(['body', 'slug'], 'value_error', 'Value error, A slug never changes');
    expect(outcome(await patch(id, { slug: 'other', name: 'Lost' }))).toEqual(unprocessable(immutable));
    expect((await read(id)).json.name).toBe('Renamed');
  });

  test('suspending shuts its owner out with the next request and tells them once; ACTIVE lets them in again', async () => {
    const { admin, owner } = await gateway.build.reseller({ name: 'Paused' });
    const mine = '/api/v1/admin/tenants/';
    expect((await owner.get(mine)).status).toBe(200);
    for (const status of ['suspended', 'SUSPENDED']) {
      expect((await patch(admin.publicId, { status })).json.status).toBe('SUSPENDED');
    }
    expect((await owner.get(mine)).status).toBe(403);
    expect((await patch(admin.publicId, { status: 'active' })).json.status).toBe('ACTIVE');
    expect((await owner.get(mine)).status).toBe(200);
    const { json } = await owner.graphql('{ notifications { nodes { type message } } }');
    expect(json.data.notifications.nodes).toEqual([{ type: 'admin.suspended', message: 'Paused has been suspended' }]);
  });
});

describe('deleting a partner', () => {
  test('is 204 without a body, and the second time 404; it is gone everywhere and its slug is free', async () => {
    const { admin, owner } = await gateway.build.reseller({ name: 'Gone' });
    const answer = await remove(admin.publicId);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
    expect(outcome(await remove(admin.publicId))).toEqual(notFound);
    expect(outcome(await read(admin.publicId))).toEqual(notFound);
    expect(outcome(await patch(admin.publicId, { name: 'Back' }))).toEqual(notFound);
    expect((await gateway.superadmin.get(`${partners}?search=${admin.publicId}`)).json.total).toBe(0);
    const tenant = { name: 'Below nothing', partner_id: admin.publicId };
    expect(outcome(await gateway.superadmin.post('/api/v1/admin/tenants/', tenant))).toEqual(notFound);
    expect((await gateway.superadmin.get(`/api/tenants/admins/${admin.id}`)).status).toBe(404);
    expect((await owner.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('MEMBER');
    expect((await create({ name: 'Heir', slug: admin.slug })).status).toBe(201);
  });

  test('with tenants, suspended ones too, is 409; once they are gone it can go', async () => {
    const { admin } = await gateway.build.reseller();
    const { id } = await gateway.build.tenant({ adminId: admin.id, status: 'SUSPENDED' });
    const before = await rowCounts(gateway);
    expect(outcome(await remove(admin.publicId))).toEqual(refused(409, 'Partner still has tenants'));
    expect(await rowCounts(gateway)).toEqual(before);
    expect((await read(admin.publicId)).status).toBe(200);
    await gateway.superadmin.request('DELETE', `/api/v1/admin/tenants/${id}`);
    expect((await remove(admin.publicId)).status).toBe(204);
  });

  test('while a tenant is made for it leaves either the partner or no tenant', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { admin } = await gateway.build.reseller();
      const body = { name: `Late ${round}`, partner_id: admin.publicId };
      const [tenant, gone] = await Promise.all([
        gateway.superadmin.post('/api/v1/admin/tenants/', body),
        remove(admin.publicId),
      ]);
      const { status, json } = tenant;
      if (gone.status === 204) expect({ status, json }).toEqual(notFound);
      else expect([status, outcome(gone)]).toEqual([201, refused(409, 'Partner still has tenants')]);
    }
  });
});

describe('the partner of the platform', () => {
  test('can be neither suspended nor deleted, but renamed', async () => {
    const { id } = (await gateway.superadmin.get(`${partners}?search=platform`)).json.items[0];
    const conflict = refused(409, 'The platform partner cannot be suspended or deleted');
    expect(outcome(await patch(id, { status: 'SUSPENDED', name: 'X' }))).toEqual(conflict);
    expect(outcome(await remove(id))).toEqual(conflict);
    expect((await patch(id, { status: 'ACTIVE', name: 'House' })).json).toMatchObject({ name: 'House' });
  });
});

describe('a path that leads to no partner', () => {
  test('is the same 404 whatever it is: never given out, a slug, a number, no id at all', async () => {
    const { admin } = await gateway.build.reseller();
    const odd = ['%00', "'%20or%201=1", '%F0%9F%98%80', 'x'.repeat(4000), `${admin.publicId}x`];
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: { name: 'Renamed' } } : {};
      const expected = await gateway.superadmin.request(method, partnerPath(neverGiven), body);
      expect(outcome(expected)).toEqual(notFound);
      for (const path of ['1', String(admin.id), admin.slug, 'nonsense', 'prt_', ...odd]) {
        expect(essence(await gateway.superadmin.request(method, partnerPath(path), body))).toEqual(essence(expected));
      }
    }
  });
});
