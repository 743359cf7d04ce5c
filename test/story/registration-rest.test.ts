import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, Person } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

/** The body of the seed document, verbatim. */
const registration = {
  email: 'user@example.com',
  password: 'securepassword',
  company_name: 'Acme Corp',
  contact_name: 'John Doe',
  phone: '+1234567890',
  desired_org_name: 'Acme Corp',
  desired_org_slug: 'acme-corp',
  utm_source: 'google',
  utm_medium: 'cpc',
  utm_campaign: 'summer',
};

const overrides = {
  org_name: 'Custom Name',
  org_slug: 'custom-slug',
  initial_credit_limit: 5000,
  storage_limit_gb: 20,
  max_users: 25,
};

test('a company registers, is approved and provisioned, works, and is refused once suspended', async () => {
  const { superadmin, url } = gateway;
  const base = '/api/tenants';

  const registered = await anybody(url).post(`${base}/register`, registration);
  expect([registered.status, registered.json.status]).toEqual([201, 'pending_approval']);
  const request = `${base}/requests/${registered.json.id}`;
  expect((await anybody(url).post('/api/auth/login', registration)).status).toBe(401);

  const approved = await superadmin.post(`${request}/approve`, overrides);
  expect([approved.status, approved.json.status, approved.json.org_slug]).toEqual([200, 'approved', 'custom-slug']);
  const provisioned = await superadmin.post(`${request}/provision`);
  expect(provisioned.status).toBe(200);
  const { organization, admin, user } = provisioned.json;
  expect(provisioned.json.request).toMatchObject({ status: 'active', organization_id: organization.id });
  expect(organization).toMatchObject({
    name: 'Custom Name',
    slug: 'custom-slug',
    status: 'active',
    admin_id: admin.id,
    credit_limit: 5000,
    storage_limit_gb: 20,
    max_users: 25,
  });
  expect(user.email).toBe('user@example.com');

  const session = await anybody(url).post('/api/auth/login', {
    email: registration.email,
    password: registration.password,
  });
  expect(session.status).toBe(200);
  const owner = new Person(url, session.json.access_token, undefined);

  const plugins = { enabled_plugins: ['calendar', 'ecommerce'] };
  expect(
    (await superadmin.request('PUT', `${base}/organizations/${organization.id}/edit`, { body: plugins })).status,
  ).toBe(200);
  const enabled = await owner.get(`${base}/my-organization/plugins`);
  expect([...enabled.json.plugins].sort()).toEqual(['calendar', 'ecommerce']);

  const branding = { branding: { app_name: 'My App', primary_color: '#FF5733' } };
  expect((await superadmin.request('PUT', `${base}/admins/${admin.id}/branding`, { body: branding })).status).toBe(200);
  const current = await owner.get(`${base}/branding/current`);
  expect(current.json.branding).toMatchObject({ app_name: 'My App', primary_color: '#FF5733' });

  const used = await superadmin.graphql(
    'mutation($id: Int!, $input: UsageInput!) { recordUsage(organization: $id, input: $input) { creditUsed } }',
    { id: organization.id, input: { creditsUsed: 100, bandwidthBytes: 1000 } },
  );
  expect(used.json.errors).toBeUndefined();
  const usage = await owner.get(`${base}/organizations/${organization.id}/usage`);
  expect(usage.json.credits).toEqual({ limit: 5000, balance: 0, used: 100, available: 4900 });
  expect(usage.json.bandwidth.used_bytes).toBe(1000);

  const suspended = await superadmin.request('PUT', `${base}/organizations/${organization.id}/status`, {
    body: { status: 'suspended' },
  });
  expect([suspended.status, suspended.json.status]).toEqual([200, 'suspended']);
  for (const path of [`${base}/my-organization/plugins`, '/api/v1/admin/tenants', '/exd/api/v1/tenants']) {
    expect([path, (await owner.get(path)).status]).toEqual([path, 403]);
  }
  expect(
    (await anybody(url).post('/api/auth/login', { email: registration.email, password: registration.password })).status,
  ).toBe(403);
});
