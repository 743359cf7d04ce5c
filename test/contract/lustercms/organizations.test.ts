import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import type { Organization } from '../../../src/entities/organization.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Person } from '../../support/clients.js';
import { outcome } from '../../support/scaikey.js';

const base = '/api/tenants/organizations';
const period = new Date().toISOString().slice(0, 7);

let gateway: TestApp;
let reseller: Admin;
let owner: Person;
let clientAdmin: Person;
let acme: Organization;
let tenant: Tenant;
beforeAll(async () => {
  gateway = await startTestApp();
  const { build } = gateway;
  ({ admin: reseller, owner } = await build.reseller({ name: 'Agency XYZ' }));
  ({ organization: acme, tenant } = await build.organization({
    adminId: reseller.id,
    slug: 'acme-corp',
    displayName: 'Acme Corp',
    creditLimit: 5000,
    storageLimitGb: 20,
    maxUsers: 25,
  }));
  await build.organization({ slug: 'foreign', status: 'SUSPENDED' });
  clientAdmin = await build.member(tenant, 'TENANT_ADMIN');
  await build.member(tenant, 'VIEWER');
  await gateway.superadmin.request('PUT', `${base}/${acme.id}/edit`, { body: { enabled_plugins: ['ecommerce'] } });
});
afterAll(() => gateway.stop());

const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

/** The object of the page, in its order. */
const documented = () => ({
  id: acme.id,
  name: 'Acme Corp',
  slug: 'acme-corp',
  status: 'active',
  admin_id: reseller.id,
  custom_domain: null,
  database_name: tenant.databaseName,
  enabled_plugins: ['ecommerce'],
  credit_limit: 5000,
  credit_balance: 0,
  credit_used: 0,
  available_credits: 5000,
  storage_limit_gb: 20,
  max_users: 25,
  bandwidth_limit_gb: 100,
  created_at: instant,
  updated_at: instant,
});

const usage = {
  storage: { used_bytes: 0, limit_gb: 20, percent: 0 },
  users: { current: 2, limit: 25, percent: 8 },
  bandwidth: { used_bytes: 0, limit_gb: 100, percent: 0, period },
  credits: { limit: 5000, balance: 0, used: 0, available: 5000 },
};

const slugs = (json: unknown) => (json as { slug: string }[]).map(({ slug }) => slug);

describe('GET /organizations', () => {
  test('is a bare array of whole organizations, with their number in a header', async () => {
    const answer = await owner.get(base);
    expect(outcome(answer)).toEqual({ status: 200, json: [documented()] });
    expect(Object.keys(answer.json[0])).toEqual(Object.keys(documented()));
    expect(answer.headers.get('X-Total-Count')).toBe('1');
    expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  });

  test.each([
    ['', ['foreign', 'acme-corp'], '2'],
    ['?status=active', ['acme-corp'], '1'],
    ['?status=suspended', ['foreign'], '1'],
    ['?limit=1', ['foreign'], '2'],
    ['?limit=1&offset=1', ['acme-corp'], '2'],
    ['?offset=2147483647', [], '2'],
  ])('%s shows superadmins every one that fits, newest first', async (query, expected, total) => {
    const answer = await gateway.superadmin.get(`${base}${query}`);
    expect([slugs(answer.json), answer.headers.get('X-Total-Count')]).toEqual([expected, total]);
  });
});

describe('GET /organizations/{org_id}/…', () => {
  test('detail is the organization with its admin and usage', async () => {
    const { organizations: _, ...admin } = (await gateway.superadmin.get(`/api/tenants/admins/${reseller.id}`)).json;
    expect(admin).toMatchObject({ id: reseller.id, name: 'Agency XYZ', status: 'active' });
    for (const person of [gateway.superadmin, owner]) {
      const answer = await person.get(`${base}/${acme.id}/detail`);
      expect(outcome(answer)).toEqual({ status: 200, json: { ...documented(), admin, usage } });
      expect(Object.keys(answer.json)).toEqual([...Object.keys(documented()), 'admin', 'usage']);
    }
  });

  test('detail shows a client admin nothing upwards', async () => {
    const answer = await clientAdmin.get(`${base}/${acme.id}/detail`);
    expect(outcome(answer)).toEqual({ status: 200, json: { ...documented(), admin: null, usage } });
  });

  test('usage', async () => {
    for (const person of [gateway.superadmin, owner, clientAdmin]) {
      const answer = await person.get(`${base}/${acme.id}/usage`);
      expect(answer.text).toBe(
        `{"organization_id":${acme.id},"storage":{"used_bytes":0,"limit_gb":20,"percent":0},` +
          `"users":{"current":2,"limit":25,"percent":8},` +
          `"bandwidth":{"used_bytes":0,"limit_gb":100,"percent":0,"period":"${period}"},` +
          `"credits":{"limit":5000,"balance":0,"used":0,"available":5000}}`,
      );
    }
  });

  test('plugins', async () => {
    for (const person of [gateway.superadmin, owner, clientAdmin]) {
      const answer = await person.get(`${base}/${acme.id}/plugins`);
      expect(answer.text).toBe(`{"organization_id":${acme.id},"enabled_plugins":["ecommerce"]}`);
    }
  });
});
