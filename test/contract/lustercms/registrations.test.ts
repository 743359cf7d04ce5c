import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody } from '../../support/clients.js';
import {
  fault,
  mailsTo,
  newForm,
  outcome,
  refused,
  register,
  requests,
  seed,
  submitted,
  time,
  unprocessable,
} from '../../support/lustercms.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const as = {
  post: (path: string, body?: unknown) => gateway.superadmin.post(`${requests}/${path}`, body),
  get: (path: string) => gateway.superadmin.get(`${requests}${path}`),
};
const db = () => kyselyOf(gateway.app.services.orm.em);
const requestRow = (id: number) =>
  db().selectFrom('registration_request').where('id', '=', id).selectAll().executeTakeFirstOrThrow();

const { password: _password, ...shown } = seed.register;

/** A request as the seed's form leaves it. */
const fresh = (id: number) => ({
  id,
  ...shown,
  status: 'pending_approval',
  org_name: null,
  org_slug: null,
  initial_credit_limit: null,
  storage_limit_gb: null,
  max_users: null,
  rejection_reason: null,
  reviewed_by: null,
  reviewed_at: null,
  organization_id: null,
  provisioned_at: null,
  created_at: expect.stringMatching(time),
  updated_at: expect.stringMatching(time),
});

describe("the seed's story", () => {
  let id: number;

  test('anybody registers', async () => {
    const answer = await register(gateway, seed.register);
    id = answer.json.id;
    expect([answer.status, answer.text]).toEqual([
      201,
      `{"id":${id},"status":"pending_approval","message":"Registration request submitted"}`,
    ]);
    expect((await requestRow(id)).password_hash).toMatch(/^\$argon2id\$/);
    expect(mailsTo(gateway, seed.register.email)).toEqual(['We have received your registration']);
  });

  test('a superadmin finds the request in the queue, with every key of the page and no password', async () => {
    const answer = await as.get(`/${id}`);
    expect(outcome(answer)).toEqual({ status: 200, json: fresh(id) });
    expect(Object.keys(answer.json)).toEqual(Object.keys(fresh(id)));
    const list = await as.get('?status=pending_approval');
    expect(outcome(list)).toEqual({ status: 200, json: [fresh(id)] });
    expect(list.headers.get('x-total-count')).toBe('1');
    expect(outcome(await as.get('?status=active'))).toEqual({ status: 200, json: [] });
  });

  test('approves it with overrides', async () => {
    const { id: me } = (await gateway.superadmin.graphql('{ users(first: 1) { nodes { id: number } } }')).json.data
      .users.nodes[0];
    expect(outcome(await as.post(`${id}/approve`, seed.approve))).toEqual({
      status: 200,
      json: {
        ...fresh(id),
        ...seed.approve,
        status: 'approved',
        reviewed_by: me,
        reviewed_at: expect.stringMatching(time),
      },
    });
    expect(outcome(await as.post(`${id}/approve`, seed.approve))).toEqual(
      refused(409, 'Request is not pending approval'),
    );
    expect(outcome(await as.post(`${id}/reject`, seed.reject))).toEqual(
      refused(409, 'Request is not pending approval'),
    );
  });

  test('and provisions it: reseller, organization and its user', async () => {
    const answer = await as.post(`${id}/provision`);
    expect(answer.status).toBe(200);
    const { request, organization, admin, user } = answer.json;
    expect(request).toMatchObject({
      status: 'active',
      organization_id: organization.id,
      provisioned_at: expect.stringMatching(time),
    });
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    expect(organization).toEqual({
      id: organization.id,
      name: 'Custom Name',
      slug: 'custom-slug',
      status: 'active',
      admin_id: admin.id,
      custom_domain: null,
      database_name: `tenant_custom_slug_${day}`,
      enabled_plugins: [],
      credit_limit: 5000,
      credit_balance: 0,
      credit_used: 0,
      available_credits: 5000,
      storage_limit_gb: 20,
      max_users: 25,
      bandwidth_limit_gb: 100,
      created_at: expect.stringMatching(time),
      updated_at: expect.stringMatching(time),
    });
    expect(admin).toEqual({
      id: admin.id,
      name: 'Acme Corp',
      contact_email: 'user@example.com',
      company_name: 'Acme Corp',
      phone: '+1234567890',
      partner_group_id: null,
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
    expect(user).toEqual({ id: expect.any(Number), email: 'user@example.com', role: 'client_admin' });
    expect((await requestRow(id)).password_hash).toBeNull();
    expect(outcome(await as.post(`${id}/provision`))).toEqual(refused(409, 'Request is not approved'));
    expect(mailsTo(gateway, seed.register.email)).toEqual([
      'We have received your registration',
      'Your registration is approved',
      'Your organization is ready',
    ]);
  });

  test('who then logs in with the password of the form', async () => {
    const { email, password } = seed.register;
    const session = await anybody(gateway.url).post('/api/auth/login', { email, password });
    expect(session.status).toBe(200);
    const inbox = await anybody(gateway.url).post(
      '/graphql',
      { query: '{ notifications { nodes { type message } } }' },
      { headers: { Authorization: `Bearer ${session.json.access_token}` } },
    );
    expect(inbox.json.data.notifications.nodes).toEqual([
      { type: 'registration.provisioned', message: 'Custom Name has been set up' },
    ]);
  });
});

describe('approving', () => {
  test('needs no body, an empty one or one of nulls', async () => {
    for (const body of [undefined, {}, null, { org_name: null, max_users: null }]) {
      const id = await submitted(gateway);
      const raw = body === null ? { raw: 'null', headers: { 'Content-Type': 'application/json' } } : {};
      const answer = await gateway.superadmin.request('POST', `${requests}/${id}/approve`, {
        ...(body == null ? {} : { body }),
        ...raw,
      });
      expect([answer.status, answer.json.status, answer.json.max_users]).toEqual([200, 'approved', null]);
    }
  });

  test('checks the slug again, the given one or the desired one', async () => {
    await gateway.build.tenant({ slug: 'taken-by-tenant' });
    const open = newForm();
    await register(gateway, open);
    const id = await submitted(gateway);
    for (const org_slug of ['taken-by-tenant', open.desired_org_slug]) {
      expect(outcome(await as.post(`${id}/approve`, { org_slug }))).toEqual(
        refused(409, 'Organization slug already taken'),
      );
    }
    expect(outcome(await as.post(`${id}/approve`, { org_slug: 'api' }))).toEqual(
      refused(409, 'Organization slug is reserved'),
    );
    const late = newForm();
    const { json } = await register(gateway, late);
    await gateway.build.tenant({ slug: late.desired_org_slug });
    expect(outcome(await as.post(`${json.id}/approve`))).toEqual(refused(409, 'Organization slug already taken'));
    expect((await as.get(`/${json.id}`)).json.status).toBe('pending_approval');
    expect((await as.post(`${json.id}/approve`, { org_slug: 'free-slug' })).status).toBe(200);
  });
});

describe('rejecting', () => {
  test('keeps the reason, forgets the password and frees address and slug', async () => {
    const form = newForm();
    const { json } = await register(gateway, form);
    const answer = await as.post(`${json.id}/reject`, seed.reject);
    expect(answer.json).toMatchObject({ status: 'rejected', rejection_reason: seed.reject.reason });
    expect((await requestRow(json.id)).password_hash).toBeNull();
    expect(mailsTo(gateway, form.email)).toContain('Your registration was not accepted');
    const again = await register(gateway, form);
    expect(again.status).toBe(201);
    expect((await as.get(`/${again.json.id}`)).json).toMatchObject({ status: 'pending_approval', email: form.email });
  });

  test.each([
    [{}, 'missing', 'Field required'],
    [{ reason: '' }, 'string_too_short', 'String should have at least 1 character'],
    [{ reason: '   ' }, 'string_too_short', 'String should have at least 1 character'],
  ])('needs a reason: %j', async (body, type, msg) => {
    const id = await submitted(gateway);
    expect(outcome(await as.post(`${id}/reject`, body))).toEqual(unprocessable(fault(['body', 'reason'], type, msg)));
    expect((await as.get(`/${id}`)).json.status).toBe('pending_approval');
  });
});
