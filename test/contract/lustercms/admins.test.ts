import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Person } from '../../support/clients.js';
import { booksOf } from '../../support/ledger.js';
import { essence, fault, outcome, refused, seed, time, unprocessable } from '../../support/lustercms.js';

const path = '/api/tenants/admins';

let gateway: TestApp;
let group: number;
beforeAll(async () => {
  gateway = await startTestApp();
  group = (await gateway.superadmin.post('/api/tenants/partner-groups', seed.group)).json.id;
});
afterAll(() => gateway.stop());

const post = (end: string, body?: unknown) => gateway.superadmin.post(`${path}${end}`, body);
const read = (id: number) => gateway.superadmin.get(`${path}/${id}`);
const newAdmin = async (fields: object = {}): Promise<number> =>
  (await post('', { ...seed.admin, ...fields })).json.id as number;

/** An admin as the seed's body makes it. */
const fresh = (id: number) => ({
  id,
  ...seed.admin,
  owner_user_id: null,
  status: 'active',
  suspension_reason: null,
  credit_balance: 0,
  total_purchased: 0,
  total_granted_by_superadmin: 0,
  total_distributed_to_orgs: 0,
  created_at: expect.stringMatching(time),
  updated_at: expect.stringMatching(time),
});

const numberOf = async (person: Person): Promise<number> =>
  (
    await kyselyOf(gateway.app.services.orm.em)
      .selectFrom('user')
      .where('public_id', '=', person.userId!)
      .select('id')
      .executeTakeFirstOrThrow()
  ).id;

describe('admins', () => {
  test("the seed's body makes one, with every key of the page in its order", async () => {
    expect(group).toBe(seed.admin.partner_group_id);
    const answer = await post('', seed.admin);
    expect(outcome(answer)).toEqual({ status: 201, json: fresh(answer.json.id) });
    expect(Object.keys(answer.json)).toEqual([
      'id',
      'name',
      'contact_email',
      'company_name',
      'phone',
      'partner_group_id',
      'owner_user_id',
      'status',
      'suspension_reason',
      'credit_balance',
      'total_purchased',
      'total_granted_by_superadmin',
      'total_distributed_to_orgs',
      'created_at',
      'updated_at',
    ]);
  });

  test('the list has them newest first, without the account of the platform itself', async () => {
    const id = await newAdmin({ name: 'Newest' });
    const list = await gateway.superadmin.get(path);
    expect(list.json[0]).toEqual({ ...fresh(id), name: 'Newest' });
    expect((list.json as { name: string }[]).map(({ name }) => name)).not.toContain('Platform');
    expect(list.headers.get('x-total-count')).toBe(String(list.json.length));
    expect((await gateway.superadmin.get(`${path}?limit=1&offset=1`)).json).toEqual([list.json[1]]);
  });

  test('one is shown with its organizations', async () => {
    const id = await newAdmin();
    expect(outcome(await read(id))).toEqual({ status: 200, json: { ...fresh(id), organizations: [] } });
    const { organization, tenant } = await gateway.build.organization({ adminId: id, displayName: 'Below' });
    const second = await gateway.build.organization({ adminId: id, displayName: 'Suspended', status: 'SUSPENDED' });
    await gateway.build.organization();
    await gateway.build.tenant({ adminId: id });
    expect((await read(id)).json.organizations).toEqual([
      { id: organization.id, name: 'Below', slug: tenant.slug, status: 'active' },
      { id: second.organization.id, name: 'Suspended', slug: second.tenant.slug, status: 'suspended' },
    ]);
  });

  test('a change leaves alone what it leaves out, and null removes', async () => {
    const id = await newAdmin();
    const put = (body: object) => gateway.superadmin.request('PUT', `${path}/${id}`, { body });
    expect(outcome(await put({ phone: '+49' }))).toEqual({ status: 200, json: { ...fresh(id), phone: '+49' } });
    expect((await put({ phone: null, partner_group_id: null, contact_email: null })).json).toEqual({
      ...fresh(id),
      phone: null,
      partner_group_id: null,
      contact_email: null,
    });
    expect(outcome(await put({ partner_group_id: 999999 }))).toEqual(refused(404, 'Partner group not found'));
  });

  test.each([999999, 0, -1, 2147483648, 9007199254740991])('there is no group %d', async (partner_group_id) => {
    expect(outcome(await post('', { ...seed.admin, partner_group_id }))).toEqual(
      refused(404, 'Partner group not found'),
    );
  });
});

describe("the seed's grant", () => {
  test('adds to the pool and tells the owner, with the discount of the group', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const put = { body: { partner_group_id: group } };
    await gateway.superadmin.request('PUT', `${path}/${admin.id}`, put);
    const body = { ...seed.grant, admin_id: admin.id };
    expect((await post(`/${admin.id}/grant-credits`, body)).json).toMatchObject({
      id: admin.id,
      credit_balance: 10000,
      total_granted_by_superadmin: 10000,
      total_purchased: 0,
      total_distributed_to_orgs: 0,
    });
    expect((await post(`/${admin.id}/grant-credits`, { amount: 5 })).json.credit_balance).toBe(10005);
    const inbox = await owner.graphql('{ notifications { nodes { type data } } }');
    expect(inbox.json.data.notifications.nodes[1]).toEqual({
      type: 'admin.credits_granted',
      data: { admin_id: admin.id, amount: 10000, credit_discount_percent: 20 },
    });
    expect(await booksOf(gateway.app)).toEqual([]);
  });

  test('names in its body the admin of its path', async () => {
    const id = await newAdmin();
    const answer = await post(`/${id}/grant-credits`, { ...seed.grant, admin_id: id + 1 });
    expect([answer.status, answer.text]).toEqual([400, '{"detail":"admin_id does not match path"}']);
    expect((await read(id)).json.credit_balance).toBe(0);
  });

  test.each([0, -5])('is of at least one credit, not %d', async (amount) => {
    const id = await newAdmin();
    expect(outcome(await post(`/${id}/grant-credits`, { amount }))).toEqual(
      unprocessable(fault(['body', 'amount'], 'greater_than_equal', 'Input should be greater than or equal to 1')),
    );
  });

  test('never lets a pool grow beyond what a number holds', async () => {
    const id = await newAdmin();
    expect((await post(`/${id}/grant-credits`, { amount: Number.MAX_SAFE_INTEGER })).status).toBe(200);
    expect((await post(`/${id}/grant-credits`, { amount: 1 })).status).toBe(422);
    expect((await read(id)).json.credit_balance).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('suspending', () => {
  test('shuts the owner out at once, with a token from before, until it is taken back', async () => {
    const { admin, owner } = await gateway.build.reseller();
    expect((await owner.get(`${path}/${admin.id}`)).status).toBe(200);
    const suspended = await post(`/${admin.id}/suspend`, seed.suspend);
    expect(suspended.json).toMatchObject({ status: 'suspended', suspension_reason: 'Payment overdue' });
    expect(outcome(await owner.get(`${path}/${admin.id}`))).toEqual(refused(403, 'Organization is suspended'));
    expect((await owner.graphql('{ viewer { role } }')).json.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(outcome(await post(`/${admin.id}/suspend`, seed.suspend))).toEqual(
      refused(409, 'Admin is already suspended'),
    );
    const back = await post(`/${admin.id}/reactivate`);
    expect(back.json).toMatchObject({ status: 'active', suspension_reason: null });
    expect((await owner.get(`${path}/${admin.id}`)).json.status).toBe('active');
    const inbox = await owner.graphql('{ notifications { nodes { type message } } }');
    expect(inbox.json.data.notifications.nodes).toEqual([
      { type: 'admin.suspended', message: `${admin.name} has been suspended: Payment overdue` },
    ]);
    expect(outcome(await post(`/${admin.id}/reactivate`))).toEqual(refused(409, 'Admin is already active'));
  });

  test.each([
    [{}, 'missing', 'Field required'],
    [{ reason: '' }, 'string_too_short', 'String should have at least 1 character'],
    [{ reason: ' \n' }, 'string_too_short', 'String should have at least 1 character'],
  ])('needs a reason: %j', async (body, type, msg) => {
    const id = await newAdmin();
    expect(outcome(await post(`/${id}/suspend`, body))).toEqual(unprocessable(fault(['body', 'reason'], type, msg)));
  });
});

describe('assigning an owner', () => {
  test('makes the user an admin with their next request, and the one before none', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const tenant = await gateway.build.tenant();
    const heir = await gateway.build.member(tenant, 'VIEWER');
    expect(outcome(await heir.get(`${path}/${admin.id}`))).toEqual(refused(403, 'Insufficient permissions'));
    const user_id = await numberOf(heir);
    const answer = await post(`/${admin.id}/assign-owner`, { user_id });
    expect([answer.status, answer.json.owner_user_id]).toEqual([200, user_id]);
    expect((await heir.get(`${path}/${admin.id}`)).json).toMatchObject({ id: admin.id, owner_user_id: user_id });
    expect((await heir.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('ADMIN');
    expect((await owner.get(`${path}/${admin.id}`)).status).toBe(403);
  });

  test.each([seed.owner.user_id, 0, -1, 2147483648, 9007199254740991])('there is no user %d', async (user_id) => {
    const id = await newAdmin();
    expect(outcome(await post(`/${id}/assign-owner`, { user_id }))).toEqual(refused(404, 'User not found'));
  });
});

describe("the platform's own account", () => {
  test('can be neither suspended, nor owned, nor granted credits', async () => {
    const own = "The platform's own account";
    const owner = { user_id: await numberOf(gateway.superadmin) };
    expect(outcome(await post('/1/suspend', seed.suspend))).toEqual(refused(409, `${own} cannot be suspended`));
    expect(outcome(await post('/1/assign-owner', owner))).toEqual(refused(409, `${own} cannot have an owner`));
    expect(outcome(await post('/1/grant-credits', { amount: 1 }))).toEqual(
      refused(409, `${own} has no pool of credits`),
    );
  });
});

describe('who is no superadmin', () => {
  test('sees their own account as a superadmin does, and no other', async () => {
    const { admin, owner } = await gateway.build.reseller();
    await gateway.build.organization({ adminId: admin.id });
    await gateway.superadmin.request('PUT', `${path}/${admin.id}`, { body: { partner_group_id: group } });
    expect((await owner.get(`${path}/${admin.id}`)).json).toEqual((await read(admin.id)).json);
    const never = await owner.get(`${path}/999999`);
    expect([never.status, never.text]).toEqual([404, '{"detail":"Admin not found"}']);
    const other = await newAdmin();
    for (const id of [1, other]) expect(essence(await owner.get(`${path}/${id}`))).toEqual(essence(never));
  });
});
