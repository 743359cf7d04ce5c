import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { outcome, refused, seed, time } from '../../support/lustercms.js';

const path = '/api/tenants/partner-groups';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const stamped = (group: object) => ({
  ...group,
  created_at: expect.stringMatching(time),
  updated_at: expect.stringMatching(time),
});
const create = (body: object) => gateway.superadmin.post(path, body);
const put = (id: number | string, body: unknown) => gateway.superadmin.request('PUT', `${path}/${id}`, { body });
const remove = (id: number | string) => gateway.superadmin.request('DELETE', `${path}/${id}`);

describe('partner groups', () => {
  test("the seed's body makes one, which the list then has", async () => {
    const answer = await create(seed.group);
    expect(outcome(answer)).toEqual({ status: 201, json: stamped({ id: 1, ...seed.group }) });
    expect(Object.keys(answer.json)).toEqual([
      'id',
      'name',
      'description',
      'credit_discount_percent',
      'created_at',
      'updated_at',
    ]);
    const list = await gateway.superadmin.get(path);
    expect(outcome(list)).toEqual({ status: 200, json: [answer.json] });
    expect(list.headers.get('x-total-count')).toBe('1');
  });

  test('a name alone is enough', async () => {
    const { status, json } = await create({ name: 'Silver' });
    expect([status, json]).toEqual([
      201,
      stamped({ id: json.id, name: 'Silver', description: null, credit_discount_percent: 0 }),
    ]);
  });

  test('a change leaves alone what it leaves out, and null removes the description', async () => {
    const { json } = await create({ ...seed.group, name: 'Changing' });
    const discounted = await put(json.id, { credit_discount_percent: 35 });
    expect(outcome(discounted)).toEqual({
      status: 200,
      json: stamped({ ...seed.group, id: json.id, name: 'Changing', credit_discount_percent: 35 }),
    });
    expect((await put(json.id, { description: null })).json).toMatchObject({
      name: 'Changing',
      description: null,
      credit_discount_percent: 35,
    });
    expect((await put(json.id, {})).status).toBe(200);
  });

  test('two have no name in common', async () => {
    const { json } = await create({ name: 'Unique' });
    const taken = refused(409, 'Partner group name already taken');
    expect(outcome(await create({ name: 'Unique' }))).toEqual(taken);
    const other = await create({ name: 'Other' });
    expect(outcome(await put(other.json.id, { name: 'Unique' }))).toEqual(taken);
    expect((await put(json.id, { name: 'Unique' })).status).toBe(200);
    await remove(json.id);
    expect((await put(other.json.id, { name: 'Unique' })).status).toBe(200);
  });

  test('deleting one leaves its admins in none', async () => {
    const group = await create({ name: 'Going' });
    const admin = await gateway.superadmin.post('/api/tenants/admins', {
      name: 'Stays',
      partner_group_id: group.json.id,
    });
    expect(admin.json.partner_group_id).toBe(group.json.id);
    const answer = await remove(group.json.id);
    expect([answer.status, answer.text]).toEqual([200, '{"message":"Partner group deleted"}']);
    expect((await gateway.superadmin.get(`/api/tenants/admins/${admin.json.id}`)).json).toMatchObject({
      name: 'Stays',
      status: 'active',
      partner_group_id: null,
    });
    expect(outcome(await remove(group.json.id))).toEqual(refused(404, 'Partner group not found'));
  });
});
