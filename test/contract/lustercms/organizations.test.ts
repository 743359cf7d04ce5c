import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import type { Organization } from '../../../src/entities/organization.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, type Person } from '../../support/clients.js';
import { essence, fault, outcome, refused, unprocessable } from '../../support/scaikey.js';

const base = '/api/tenants/organizations';
const period = new Date().toISOString().slice(0, 7);
const never = 2_147_483_647;

let gateway: TestApp;
let reseller: Admin;
let owner: Person;
let clientAdmin: Person;
let viewer: Person;
let acme: Organization;
let tenant: Tenant;
let foreign: Organization;
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
  ({ organization: foreign } = await build.organization({ slug: 'foreign', status: 'SUSPENDED' }));
  clientAdmin = await build.member(tenant, 'TENANT_ADMIN');
  viewer = await build.member(tenant, 'VIEWER');
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

  const parsing = ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer'] as const;
  test.each([
    ['status=archived', 'status', 'literal_error', "Input should be 'active' or 'suspended'"],
    ['status=SUSPENDED', 'status', 'literal_error', "Input should be 'active' or 'suspended'"],
    ['status=', 'status', 'literal_error', "Input should be 'active' or 'suspended'"],
    ['status=active&status=active', 'status', 'literal_error', "Input should be 'active' or 'suspended'"],
    ['limit=x', 'limit', ...parsing],
    ['limit=0', 'limit', 'greater_than_equal', 'Input should be greater than or equal to 1'],
    ['limit=1001', 'limit', 'less_than_equal', 'Input should be less than or equal to 1000'],
    ['offset=-1', 'offset', 'greater_than_equal', 'Input should be greater than or equal to 0'],
    ['offset=%00', 'offset', ...parsing],
    ['offset=9007199254740993', 'offset', 'less_than_equal', 'Input should be less than or equal to 2147483647'],
  ])('?%s is 422', async (query, name, type, msg) => {
    const answer = await gateway.superadmin.get(`${base}?${query}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(['query', name], type, msg)));
  });

  test('is for admins and superadmins', async () => {
    for (const person of [clientAdmin, viewer]) {
      expect(outcome(await person.get(base))).toEqual(refused(403, 'Insufficient permissions'));
    }
    expect(outcome(await anybody(gateway.url).get(base))).toEqual(refused(401, 'Not authenticated'));
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

  const reads = ['detail', 'usage', 'plugins'];

  test.each(reads)('%s of a foreign one is answered as of one that never was', async (read) => {
    for (const person of [owner, clientAdmin]) {
      const hidden = await person.get(`${base}/${foreign.id}/${read}`);
      const missing = await person.get(`${base}/${never}/${read}`);
      expect(hidden.text).toBe('{"detail":"Organization not found"}');
      expect(essence(hidden)).toEqual(essence(missing));
    }
  });

  test.each(reads)('%s is refused to members and to strangers', async (read) => {
    const path = `${base}/${acme.id}/${read}`;
    expect(outcome(await viewer.get(path))).toEqual(refused(403, 'Insufficient permissions'));
    expect(outcome(await anybody(gateway.url).get(path))).toEqual(refused(401, 'Not authenticated'));
  });

  test.each(reads.flatMap((read) => ['0', '-1', '2147483648', '9007199254740993'].map((id) => [read, id] as const)))(
    '%s of %s, which no organization can be, is 404',
    async (read, id) => {
      const answer = await gateway.superadmin.get(`${base}/${id}/${read}`);
      expect(outcome(answer)).toEqual(refused(404, 'Organization not found'));
    },
  );

  test.each(
    reads.flatMap((read) => ['x', '1.5', '1e400', '%00', '[1]', '{"$ne": null}'].map((id) => [read, id] as const)),
  )('%s of %s, which is no integer, is 422', async (read, id) => {
    const answer = await gateway.superadmin.get(`${base}/${encodeURI(id).replaceAll('%25', '%')}/${read}`);
    expect(outcome(answer)).toEqual(
      unprocessable(
        fault(
          ['path', 'org_id'],
          'int_parsing',
          'Input should be a valid integer, unable to parse string as an integer',
        ),
      ),
    );
  });
});
