import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Person } from '../../support/clients.js';
import { poolOf } from '../../support/ledger.js';
import { organizationAudit, rowCounts } from '../../support/rows.js';
import { essence, outcome, refused } from '../../support/scaikey.js';

const base = '/api/tenants/organizations';
const never = 2_147_483_647;

let gateway: TestApp;
let superadmin: Person;
let reseller: Admin;
let owner: Person;
let stranger: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  superadmin = gateway.superadmin;
  ({ admin: reseller, owner } = await gateway.build.reseller());
  ({ owner: stranger } = await gateway.build.reseller());
  await gateway.build.grant(reseller, 100_000);
});
afterAll(() => gateway.stop());

const organization = (fields: Parameters<typeof gateway.build.organization>[0] = {}) =>
  gateway.build.organization({ adminId: reseller.id, ...fields });

/** The bodies of the documentation, verbatim; where it has none, of the page. */
const changes = {
  edit: [
    'PUT',
    'edit',
    {
      name: 'New Name',
      custom_domain: 'app.example.com',
      enabled_plugins: ['ecommerce', 'linkedin', 'calendar'],
      credit_limit: 10000,
      storage_limit_gb: 50,
      max_users: 100,
      bandwidth_limit_gb: 500,
    },
    {
      name: 'New Name',
      custom_domain: 'app.example.com',
      enabled_plugins: ['ecommerce', 'linkedin', 'calendar'],
      credit_limit: 10000,
      available_credits: 10000,
      storage_limit_gb: 50,
      max_users: 100,
      bandwidth_limit_gb: 500,
    },
    'organization.updated',
  ],
  status: ['PUT', 'status', { status: 'suspended' }, { status: 'suspended' }, 'organization.status_changed'],
  limits: [
    'PUT',
    'limits',
    { storage_limit_gb: 50, max_users: 100, bandwidth_limit_gb: 500 },
    { storage_limit_gb: 50, max_users: 100, bandwidth_limit_gb: 500 },
    'organization.limits_updated',
  ],
  'credit-limit': [
    'PUT',
    'credit-limit',
    { credit_limit: 5000 },
    { credit_limit: 5000, available_credits: 5000 },
    'organization.credit_limit_set',
  ],
  'credits/add': [
    'POST',
    'credits/add',
    { amount: 1000, reason: 'Credit purchase' },
    { credit_balance: 1000, available_credits: 1000 },
    'organization.credits_added',
  ],
} as const;
type Change = keyof typeof changes;
const names = Object.keys(changes) as Change[];

const send = (person: Person, name: Change, id: number | string, body: unknown = changes[name][2]) =>
  person.request(changes[name][0], `${base}/${id}/${changes[name][1]}`, { body });
const detail = async (id: number) => {
  const { admin: _, usage: __, ...shown } = (await superadmin.get(`${base}/${id}/detail`)).json;
  return shown as Record<string, unknown>;
};

describe.each(names)('%s', (name) => {
  test('answers the whole organization as it is now, and is audited', async () => {
    const { organization: made } = await organization();
    const before = await detail(made.id);
    const answer = await send(superadmin, name, made.id);
    expect(outcome(answer)).toEqual({
      status: 200,
      json: { ...before, ...changes[name][3], updated_at: expect.any(String) },
    });
    expect(await detail(made.id)).toEqual(answer.json);
    expect((await organizationAudit(gateway, made.id)).map(({ action }) => action)).toEqual([changes[name][4]]);
    if (name === 'edit') await send(superadmin, 'edit', made.id, { custom_domain: null });
  });

  test('is open to its own reseller', async () => {
    const { organization: made } = await organization();
    expect((await send(owner, name, made.id)).status).toBe(200);
    if (name === 'edit') await send(owner, 'edit', made.id, { custom_domain: null });
  });

  test('by another reseller, of a deleted or unknown one: the same 404', async () => {
    const { organization: made } = await organization();
    const { organization: gone, tenant } = await organization();
    await superadmin.graphql('mutation($t: ID!) { deleteTenant(tenant: $t) }', { t: tenant.id });
    const before = await rowCounts(gateway);
    const missing = await send(stranger, name, never);
    expect(outcome(missing)).toEqual(refused(404, 'Organization not found'));
    for (const hidden of [await send(stranger, name, made.id), await send(superadmin, name, gone.id)]) {
      expect(hidden.text).toBe(missing.text);
    }
    expect(essence(await send(stranger, name, made.id))).toEqual(essence(missing));
    expect(await rowCounts(gateway)).toEqual(before);
  });
});

describe('conflicts and credits', () => {
  test('a status that it has, and the platform itself, are 409', async () => {
    const { organization: made } = await organization();
    expect(outcome(await send(owner, 'status', made.id, { status: 'active' }))).toEqual(
      refused(409, 'Organization is already active'),
    );
    await send(owner, 'status', made.id);
    expect(outcome(await send(owner, 'status', made.id))).toEqual(refused(409, 'Organization is already suspended'));
    expect((await send(owner, 'status', made.id, { status: 'active' })).json.status).toBe('active');
    const root = await superadmin.graphql('mutation { createOrganization(tenant: "root") { id } }');
    expect(outcome(await send(superadmin, 'status', root.json.data.createOrganization.id))).toEqual(
      refused(409, 'The platform organization cannot be suspended'),
    );
  });

  test('suspended, its people are out at once', async () => {
    const { organization: made, tenant } = await organization();
    const clientAdmin = await gateway.build.member(tenant, 'TENANT_ADMIN');
    const plugins = () => clientAdmin.get(`${base}/${made.id}/plugins`);
    expect((await plugins()).status).toBe(200);
    await send(owner, 'status', made.id);
    expect(outcome(await plugins())).toEqual(refused(403, 'Organization is suspended'));
  });

  test('a domain that another has is 409', async () => {
    const [{ organization: one }, { organization: other }] = [await organization(), await organization()];
    await send(owner, 'edit', one.id, { custom_domain: 'taken.example.com' });
    expect(outcome(await send(owner, 'edit', other.id, { custom_domain: 'Taken.example.com' }))).toEqual(
      refused(409, 'Custom domain already taken'),
    );
  });

  test.each([
    ['edit', { credit_limit: 100, name: 'Never' }],
    ['credit-limit', { credit_limit: 100 }],
    ['credits/add', { amount: 100 }],
  ] as const)('%s beyond the pool is 400 and changes nothing; a superadmin needs none', async (name, body) => {
    const { admin: poor, owner: him } = await gateway.build.reseller();
    await gateway.build.grant(poor, 99);
    const { organization: made } = await organization({ adminId: poor.id });
    const before = await detail(made.id);
    expect(outcome(await send(him, name, made.id, body))).toEqual(refused(400, 'Insufficient admin credits'));
    expect(await detail(made.id)).toEqual(before);
    expect((await send(superadmin, name, made.id, body)).json.available_credits).toBe(100);
    expect(await poolOf(gateway.app, poor.id)).toEqual({ balance: 99, granted: 99, distributed: 0 });
  });

  test('a limit below what is used is 400', async () => {
    const { organization: made } = await organization({ creditLimit: 10 });
    await superadmin.graphql(
      'mutation($id: Int!) { recordUsage(organization: $id, input: { creditsUsed: 6 }) { id } }',
      { id: made.id },
    );
    expect(outcome(await send(owner, 'credit-limit', made.id, { credit_limit: 5 }))).toEqual(
      refused(400, 'Credit limit is below the credits already used'),
    );
    expect((await send(owner, 'credit-limit', made.id, { credit_limit: 6 })).json).toMatchObject({
      credit_limit: 6,
      credit_used: 6,
      available_credits: 0,
    });
  });

  test('nothing given changes nothing', async () => {
    const { organization: made } = await organization();
    const before = await detail(made.id);
    for (const name of ['edit', 'limits'] as const) {
      expect((await send(owner, name, made.id, {})).json).toEqual({ ...before, updated_at: expect.any(String) });
    }
  });
});
