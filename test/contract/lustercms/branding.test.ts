import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, rawRequest, type Person } from '../../support/clients.js';
import { outcome } from '../../support/scaikey.js';

const current = '/api/tenants/branding/current';
const of = (admin: Admin | number | string): string =>
  `/api/tenants/admins/${typeof admin === 'object' ? admin.id : admin}/branding`;

/** The seed's own body. */
const seed = {
  branding: {
    logo_url: 'https://example.com/logo.png',
    favicon_url: 'https://example.com/favicon.ico',
    primary_color: '#FF5733',
    secondary_color: '#33FF57',
    app_name: 'My App',
    footer_text: '© 2024 My Company',
    support_email: 'support@example.com',
    hide_powered_by: true,
  },
};

const undecided = {
  branding: {
    logo_url: null,
    favicon_url: null,
    primary_color: null,
    secondary_color: null,
    app_name: null,
    footer_text: null,
    support_email: null,
    hide_powered_by: null,
  },
};

const defaults = {
  branding: {
    ...undecided.branding,
    primary_color: '#2563EB',
    secondary_color: '#0F172A',
    app_name: 'tenantry',
    hide_powered_by: false,
  },
};

let gateway: TestApp;
let admin: Admin;
let owner: Person;
let other: Person;
let tenant: Tenant;
let clientAdmin: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  ({ admin, owner } = await gateway.build.reseller());
  ({ owner: other } = await gateway.build.reseller());
  tenant = await gateway.build.tenant({ adminId: admin.id });
  await gateway.build.account(tenant, { customDomain: 'app.example.com' });
  clientAdmin = await gateway.build.member(tenant, 'TENANT_ADMIN');
});
afterAll(() => gateway.stop());

const put = (person: Person, body: unknown, where: Admin | string = admin) =>
  person.request('PUT', of(where), { body });

describe('PUT and GET /api/tenants/admins/{admin_id}/branding', () => {
  test('200 with nothing decided at first, then with what was sent', async () => {
    expect(outcome(await owner.get(of(admin)))).toEqual({ status: 200, json: undecided });
    expect(outcome(await put(owner, seed))).toEqual({ status: 200, json: seed });
    expect(outcome(await gateway.superadmin.get(of(admin)))).toEqual({ status: 200, json: seed });
  });

  test('200: a key that is left out stays, null removes it, an unknown one is passed over', async () => {
    await put(gateway.superadmin, seed);
    const answer = await put(owner, { branding: { logo_url: null, app_name: 'Other', custom_css: 'x' } });
    expect(answer.json).toEqual({ branding: { ...seed.branding, logo_url: null, app_name: 'Other' } });
    expect((await put(owner, { branding: {} })).json).toEqual(answer.json);
  });
});

describe('GET /api/tenants/branding/current', () => {
  test('200 with the platform’s for anybody', async () => {
    expect(outcome(await anybody(gateway.url).get(current))).toEqual({ status: 200, json: defaults });
  });

  test('200 with the reseller’s at an organization’s custom domain', async () => {
    await put(gateway.superadmin, seed);
    const answer = await rawRequest(gateway.url, {
      method: 'GET',
      path: current,
      headers: { host: 'app.example.com' },
    });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, seed]);
  });

  test('200 with one’s own organization’s for whoever belongs to one', async () => {
    await put(gateway.superadmin, seed);
    expect((await clientAdmin.get(current)).json).toEqual(seed);
  });

  test('200 with that of X-Organization-ID for the reseller above it, whose header alone counts', async () => {
    await put(gateway.superadmin, seed);
    const { id } = await gateway.build.account(await gateway.build.tenant({ adminId: admin.id }));
    const headers = { 'X-Organization-ID': String(id) };
    expect((await owner.get(current, { headers })).json).toEqual(seed);
    expect((await other.get(current, { headers })).json).toEqual(defaults);
    expect((await anybody(gateway.url).get(current, { headers })).json).toEqual(defaults);
  });
});
