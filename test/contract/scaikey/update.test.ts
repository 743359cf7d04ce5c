import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rowCounts } from '../../support/rows.js';
import { collection, fault, outcome, refused, tenantPath, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
let tenant: Tenant;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const settings = {
  mfa_required: true,
  mfa_methods: ['totp', 'webauthn'],
  password_policy: { min_length: 12 },
  session_timeout: 60,
  theme: 'dark',
  seats: { max: 5 },
};

beforeEach(async () => {
  tenant = await gateway.build.tenant({
    displayName: 'Acme',
    contactEmail: 'it@acme.example',
    createdAt: new Date('2026-05-17T12:20:47Z'),
    branding: { logo: 'l', color: 'c' },
    settings: {
      mfaRequired: true,
      mfaMethods: ['TOTP', 'WEBAUTHN'],
      passwordPolicy: { min_length: 12 },
      sessionTimeout: 60,
      extra: { theme: 'dark', seats: { max: 5 } },
    },
  });
});

const patch = (body: unknown, id = tenant.id) => gateway.superadmin.request('PATCH', tenantPath(id), { body });
const read = async (): Promise<Record<string, unknown>> => {
  const { json } = await gateway.superadmin.get(tenantPath(tenant.id));
  return json as Record<string, unknown>;
};

describe('changing a tenant', () => {
  test('answers the whole tenant as it is now', async () => {
    const before = await read();
    const answer = await patch({ name: 'Acme Corp', contact_email: 'new@acme.example', unknown: { ignored: true } });
    expect(outcome(answer)).toEqual({
      status: 200,
      json: {
        ...before,
        name: 'Acme Corp',
        contact_email: 'new@acme.example',
        updated_at: answer.json.updated_at,
      },
    });
    expect(await read()).toEqual(answer.json);
  });

  test('an empty body changes nothing', async () => {
    const before = await read();
    const { json, status } = await patch({});
    expect(status).toBe(200);
    expect(json).toEqual({ ...before, updated_at: json.updated_at });
  });

  test('contact_email: null removes the address', async () => {
    expect((await patch({ contact_email: null })).json.contact_email).toBeNull();
  });

  test.each(['SUSPENDED', 'suspended', 'Suspended'])('status %s suspends, and ACTIVE brings back', async (status) => {
    expect((await patch({ status })).json.status).toBe('SUSPENDED');
    expect((await patch({ status: 'active' })).json.status).toBe('ACTIVE');
  });

  test('a slug never changes, but may be repeated', async () => {
    expect((await patch({ slug: tenant.slug, name: 'Same' })).json).toMatchObject({ slug: tenant.slug, name: 'Same' });
    const before = await read();
    for (const slug of ['another', '', 'Not A Slug', 'admin']) {
      expect(outcome(await patch({ slug, name: 'Other' }))).toEqual(
        unprocessable(fault(['body', 'slug'], 'value_error', 'Value error, A slug never changes')),
      );
    }
    expect(await read()).toEqual(before);
  });
});

describe('settings are merged by their top-level keys', () => {
  test.each<[string, object, object]>([
    ['one documented key', { mfa_required: false }, { ...settings, mfa_required: false }],
    ['methods as a whole', { mfa_methods: ['sms'] }, { ...settings, mfa_methods: ['sms'] }],
    ['a policy as a whole', { password_policy: { history: 3 } }, { ...settings, password_policy: { history: 3 } }],
    ['an unknown key', { theme: 'light' }, { ...settings, theme: 'light' }],
    ['a new unknown key', { own: [1, { a: null }] }, { ...settings, own: [1, { a: null }] }],
    ['a deep unknown key as a whole', { seats: { min: 1 } }, { ...settings, seats: { min: 1 } }],
    ['a key of the schema is unknown here', { mfaRequired: 'x' }, { ...settings, mfaRequired: 'x' }],
    ['nothing', {}, settings],
  ])('%s', async (_what, change, expected) => {
    const { json, status } = await patch({ settings: change });
    expect(status).toBe(200);
    expect(json.settings).toEqual(expected);
    expect((await read()).settings).toEqual(expected);
  });

  test.each(Object.keys(settings))('%s: null removes it and keeps the others', async (key) => {
    const { [key]: _removed, ...rest } = settings as Record<string, unknown>;
    expect((await patch({ settings: { [key]: null } })).json.settings).toEqual(rest);
  });

  test('everything can be removed', async () => {
    const none = Object.fromEntries(Object.keys(settings).map((key) => [key, null]));
    expect((await patch({ settings: none })).json.settings).toEqual({});
  });

  test('methods cannot become empty while a second factor is required', async () => {
    expect(outcome(await patch({ settings: { mfa_methods: [] } }))).toEqual(
      unprocessable(
        fault(
          ['body', 'settings', 'mfa_methods'],
          'too_short',
          'List should have at least 1 item after validation, not 0',
        ),
      ),
    );
    expect((await read()).settings).toEqual(settings);
  });

  test('branding follows the same rule', async () => {
    const { json } = await patch({ branding: { color: null, domain: 'acme.example' } });
    expect(json.branding).toEqual({ logo: 'l', domain: 'acme.example' });
  });
});

describe('handing a tenant to another partner', () => {
  test('moves it from one list to the other', async () => {
    const { admin, owner } = await gateway.build.reseller();
    expect(await owner.get(tenantPath(tenant.id))).toMatchObject({ status: 404 });
    const { json } = await patch({ partner_id: admin.publicId });
    expect(json.partner_id).toBe(admin.publicId);
    expect((await owner.get(collection)).json.items).toEqual([json]);
  });

  test('an unknown partner is 404, a full one 409, and a full one keeps what it has', async () => {
    const before = await read();
    expect(outcome(await patch({ partner_id: 'prt_0000000000000000', name: 'X' }))).toEqual(
      refused(404, 'Partner not found'),
    );
    const { admin } = await gateway.build.reseller({ maxTenants: 1 });
    const held = await gateway.build.tenant({ adminId: admin.id });
    expect(outcome(await patch({ partner_id: admin.publicId, name: 'X' }))).toEqual(
      refused(409, 'Partner tenant limit reached'),
    );
    expect(await read()).toEqual(before);
    expect(await patch({ partner_id: admin.publicId }, held.id)).toMatchObject({ status: 200 });
  });
});

describe('the platform’s own tenant', () => {
  test('can be neither suspended, nor deleted, nor transferred', async () => {
    const { json } = await gateway.superadmin.get(`${collection}?search=root`);
    const { id, partner_id } = json.items[0];
    const { admin } = await gateway.build.reseller();
    const before = await rowCounts(gateway);
    const conflict = refused(409, 'The platform tenant cannot be suspended, deleted or transferred');
    expect(outcome(await patch({ status: 'SUSPENDED' }, id))).toEqual(conflict);
    expect(outcome(await patch({ partner_id: admin.publicId }, id))).toEqual(conflict);
    expect(outcome(await gateway.superadmin.request('DELETE', tenantPath(id)))).toEqual(conflict);
    expect(await rowCounts(gateway)).toEqual(before);
    expect(await patch({ partner_id, name: 'Root Tenant' }, id)).toMatchObject({ status: 200, json: { partner_id } });
  });
});
