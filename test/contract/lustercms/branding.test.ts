import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, rawRequest, type Person } from '../../support/clients.js';
import { essence, fault, outcome, refused, unprocessable } from '../../support/scaikey.js';

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

  test('401 without credentials, 403 for a client admin, whatever the body', async () => {
    const nobody = anybody(gateway.url);
    expect(outcome(await nobody.get(of(admin)))).toEqual(refused(401, 'Not authenticated'));
    expect(outcome(await put(nobody, { branding: 7 }))).toEqual(refused(401, 'Not authenticated'));
    expect(outcome(await clientAdmin.get(of(admin)))).toEqual(refused(403, 'Insufficient permissions'));
    expect(outcome(await put(clientAdmin, { branding: 7 }))).toEqual(refused(403, 'Insufficient permissions'));
  });

  test('404 for another reseller, with the bytes of one that never was', async () => {
    const foreign = await other.get(of(admin));
    expect(outcome(foreign)).toEqual(refused(404, 'Admin not found'));
    const changed = await put(other, seed);
    expect(outcome(changed)).toEqual(refused(404, 'Admin not found'));
    for (const id of ['2147483647', '2147483648', '0', '-1']) {
      expect(essence(await other.get(of(id)))).toEqual(essence(foreign));
      expect(essence(await put(other, seed, id))).toEqual(essence(changed));
    }
  });

  test.each(['one', '1.5', 'prt_0000000000000000'])('422 for the id %s', async (id) => {
    const detail = fault(
      ['path', 'admin_id'],
      'int_parsing',
      'Input should be a valid integer, unable to parse string as an integer',
    );
    expect(outcome(await owner.get(of(id)))).toEqual(unprocessable(detail));
    expect(outcome(await put(owner, seed, id))).toEqual(unprocessable(detail));
  });

  const texts = [
    'logo_url',
    'favicon_url',
    'primary_color',
    'secondary_color',
    'app_name',
    'footer_text',
    'support_email',
  ];
  const notString = ['string_type', 'Input should be a valid string'] as const;
  const url = ['url_parsing', 'Input should be a valid URL'] as const;
  const color = ['string_pattern_mismatch', "String should match pattern '^#[0-9A-Fa-f]{6}$'"] as const;
  const notText = ['value_error', 'Value error, Text must not contain NUL or unpaired surrogates'] as const;
  const refusals: [string, string, string, string][] = [
    ...texts.flatMap((key) =>
      ['7', 'true', '["x"]', '{"$ne": null}', '9007199254740993', '1e400'].map(
        (json): [string, string, string, string] => [key, json, ...notString],
      ),
    ),
    ['logo_url', '"javascript:alert(1)"', ...url],
    ['logo_url', '"data:text/html,hi"', ...url],
    ['favicon_url', '"https://user:secret@example.com/"', ...url],
    ['favicon_url', '""', ...url],
    ['primary_color', '"red"', ...color],
    ['secondary_color', '"#FFF"', ...color],
    ['app_name', '""', 'string_too_short', 'String should have at least 1 character'],
    ['app_name', `"${'x'.repeat(101)}"`, 'string_too_long', 'String should have at most 100 characters'],
    ['footer_text', `"${'x'.repeat(501)}"`, 'string_too_long', 'String should have at most 500 characters'],
    ['app_name', '"a\\u0000b"', ...notText],
    ['footer_text', '"a\\ud800"', ...notText],
    ['support_email', '"nobody"', 'value_error', 'value is not a valid email address'],
    ['hide_powered_by', '"true"', 'bool_type', 'Input should be a valid boolean'],
    ['hide_powered_by', '1', 'bool_type', 'Input should be a valid boolean'],
  ];

  test.each(refusals)('422 for %s %s, and nothing is stored', async (key, json, type, msg) => {
    const before = (await owner.get(of(admin))).text;
    const answer = await owner.request('PUT', of(admin), {
      raw: `{"branding": {"${key}": ${json}}}`,
      headers: { 'content-type': 'application/json' },
    });
    expect(outcome(answer)).toEqual(unprocessable(fault(['body', 'branding', key], type, msg)));
    expect((await owner.get(of(admin))).text).toBe(before);
  });

  test.each([
    ['{}', ['body', 'branding'], 'missing', 'Field required'],
    ['{"branding": null}', ['body', 'branding'], 'dict_type', 'Input should be a valid dictionary'],
    ['{"branding": []}', ['body', 'branding'], 'dict_type', 'Input should be a valid dictionary'],
  ])('422 for the body %s', async (raw, loc, type, msg) => {
    const answer = await owner.request('PUT', of(admin), { raw, headers: { 'content-type': 'application/json' } });
    expect(outcome(answer)).toEqual(unprocessable(fault(loc, type, msg)));
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

  test('401 for credentials that are given and not good', async () => {
    const headers = { Authorization: 'Bearer nonsense' };
    expect(outcome(await anybody(gateway.url).get(current, { headers }))).toEqual(
      refused(401, 'Could not validate credentials'),
    );
  });
});
