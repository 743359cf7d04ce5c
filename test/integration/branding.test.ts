import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../src/entities/admin.js';
import type { Organization } from '../../src/entities/organization.js';
import type { Tenant } from '../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, rawRequest, type Person } from '../support/clients.js';
import { overStream } from '../support/live.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const keys = 'logoUrl faviconUrl primaryColor secondaryColor appName footerText supportEmail hidePoweredBy';
const current = `{ currentBranding { ${keys} } }`;
const update = `mutation($admin: ID!, $input: BrandingInput!) { updateAdminBranding(admin: $admin, input: $input) { ${keys} } }`;

const undecided = {
  logoUrl: null,
  faviconUrl: null,
  primaryColor: null,
  secondaryColor: null,
  appName: null,
  footerText: null,
  supportEmail: null,
  hidePoweredBy: null,
};
const defaults = {
  ...undecided,
  primaryColor: '#2563EB',
  secondaryColor: '#0F172A',
  appName: 'tenantry',
  hidePoweredBy: false,
};
const complete = {
  logoUrl: 'https://example.com/logo.png',
  faviconUrl: 'https://example.com/favicon.ico',
  primaryColor: '#FF5733',
  secondaryColor: '#33FF57',
  appName: 'My App',
  footerText: '© 2024 My Company',
  supportEmail: 'support@example.com',
  hidePoweredBy: true,
};

/** A request to a host of one's own choosing, which `fetch` does not make. */
const askedAt = async (host: string, headers: Record<string, string> = {}): Promise<unknown> => {
  const answer = await rawRequest(gateway.url, {
    method: 'POST',
    path: '/graphql',
    headers: { host, 'content-type': 'application/json', ...headers },
    chunks: [JSON.stringify({ query: current })],
  });
  return JSON.parse(answer.text).data.currentBranding as unknown;
};

const asked = async (person: Person, organization?: number | string): Promise<unknown> => {
  const headers = organization === undefined ? {} : { 'X-Organization-ID': String(organization) };
  return (await person.post('/graphql', { query: current }, { headers })).json.data.currentBranding;
};

let domains = 0;

/** An organization below a new reseller, at a domain of its own. */
const branded = async (fields: { reseller?: object; tenant?: Record<string, unknown> } = {}) => {
  const { admin, owner } = await gateway.build.reseller();
  await gateway.superadmin.graphql(update, { admin: admin.publicId, input: fields.reseller ?? {} });
  const tenant = await gateway.build.tenant({ adminId: admin.id, branding: fields.tenant });
  const customDomain = `app${(domains += 1)}.example.com`;
  const organization = await gateway.build.account(tenant, { customDomain });
  return { admin, owner, tenant, organization, customDomain };
};

describe('the current branding', () => {
  let one: { admin: Admin; owner: Person; tenant: Tenant; organization: Organization; customDomain: string };
  let two: typeof one;
  beforeAll(async () => {
    one = await branded({ reseller: { appName: 'One' } });
    two = await branded({ reseller: { appName: 'Two' } });
  });
  const shownAs = (appName: string) => ({ ...defaults, appName });

  test('is the platform’s where nothing else is known', async () => {
    expect(await asked(anybody(gateway.url))).toEqual(defaults);
    expect(await askedAt('unknown.example.com')).toEqual(defaults);
  });

  test.each([
    ['as it is', (domain: string) => domain],
    ['with a port', (domain: string) => `${domain}:8443`],
    ['in capitals', (domain: string) => domain.toUpperCase()],
    ['with a final dot', (domain: string) => `${domain}.`],
  ])('is that of the custom domain for anybody: %s', async (_name, written) => {
    expect(await askedAt(written(one.customDomain))).toEqual(shownAs('One'));
  });

  test('is that of the session’s organization before any header and host', async () => {
    const admin = await gateway.build.member(one.tenant, 'TENANT_ADMIN', { tenant: one.tenant.slug });
    expect(await asked(admin)).toEqual(shownAs('One'));
    const headers = { ...admin.authorization, 'x-organization-id': String(two.organization.id) };
    expect(await askedAt(two.customDomain, headers)).toEqual(shownAs('One'));
  });

  test('is that of the one organization somebody belongs to, whatever header they send', async () => {
    const member = await gateway.build.member(one.tenant, 'VIEWER');
    expect(await asked(member, two.organization.id)).toEqual(shownAs('One'));
  });

  test('is that of the header for superadmins, before the host', async () => {
    expect(await asked(gateway.superadmin, two.organization.id)).toEqual(shownAs('Two'));
    const headers = { ...gateway.superadmin.authorization, 'x-organization-id': String(two.organization.id) };
    expect(await askedAt(one.customDomain, headers)).toEqual(shownAs('Two'));
  });

  test('is that of the header for resellers over their own organizations, and of no other', async () => {
    expect(await asked(one.owner, one.organization.id)).toEqual(shownAs('One'));
    expect(await asked(one.owner, two.organization.id)).toEqual(defaults);
  });

  test.each(['0', '-1', 'one', '1e3', '99999999999999999999', "1' or true --", ''])(
    'ignores the header %j, which names no organization',
    async (header) => {
      expect(await asked(gateway.superadmin, header)).toEqual(defaults);
    },
  );

  test('ignores the header of anybody', async () => {
    expect(await asked(anybody(gateway.url), one.organization.id)).toEqual(defaults);
  });

  test('reaches an event stream as it reaches a request', async () => {
    const subscription = overStream(gateway.url, undefined, current, {
      'x-organization-id': String(one.organization.id),
    });
    await subscription.ended;
    expect(subscription.results).toEqual([{ data: { currentBranding: defaults } }]);
    const own = overStream(gateway.url, gateway.superadmin.token, current, {
      'x-organization-id': String(one.organization.id),
    });
    await own.ended;
    expect(own.results).toEqual([{ data: { currentBranding: shownAs('One') } }]);
  });

  test('of a tenant that is deleted is the platform’s', async () => {
    const gone = await branded({ reseller: { appName: 'Gone' } });
    await gateway.superadmin.graphql('mutation($t: ID!) { deleteTenant(tenant: $t) }', { t: gone.tenant.id });
    expect(await askedAt(gone.customDomain)).toEqual(defaults);
  });

  test('is inherited key by key: tenant over reseller over platform', async () => {
    const { customDomain } = await branded({
      reseller: { primaryColor: '#111111', appName: 'Reseller', hidePoweredBy: true },
      tenant: { appName: 'Tenant', footer_text: 'in the legacy spelling', theme: { dark: true } },
    });
    expect(await askedAt(customDomain)).toEqual({
      ...defaults,
      primaryColor: '#111111',
      appName: 'Tenant',
      footerText: 'in the legacy spelling',
      hidePoweredBy: true,
    });
  });

  test.each([
    ['a script for an address', { logoUrl: 'javascript:alert(1)' }],
    ['an address with credentials', { logo_url: 'https://user:secret@example.com/' }],
    ['a colour that is none', { primaryColor: 'red' }],
    ['a number for a name', { appName: 7 }],
    ['a text for a flag', { hidePoweredBy: 'yes' }],
    ['null', { appName: null, primary_color: null }],
    ['an object', { appName: { $ne: null } }],
  ])('passes over %s in a tenant’s free-form branding', async (_name, tenant) => {
    const { customDomain } = await branded({ reseller: { appName: 'Reseller' }, tenant });
    expect(await askedAt(customDomain)).toEqual({ ...defaults, appName: 'Reseller' });
  });
});

describe('a reseller’s branding', () => {
  test('is changed key by key by its owner; null removes a key; the audit log has before and after', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const made = await owner.graphql(update, { admin: admin.publicId, input: complete });
    expect(made.json).toEqual({ data: { updateAdminBranding: complete } });
    const changed = await owner.graphql(update, {
      admin: String(admin.id),
      input: { logoUrl: null, appName: 'Other' },
    });
    expect(changed.json).toEqual({ data: { updateAdminBranding: { ...complete, logoUrl: null, appName: 'Other' } } });
    const audit = await owner.graphql(
      '{ auditLogs(filter: { action: "branding.updated" }, first: 1) { totalCount nodes { targetType targetId adminId changes } } }',
    );
    expect(audit.json.data.auditLogs).toEqual({
      totalCount: 2,
      nodes: [
        {
          targetType: 'branding',
          targetId: String(admin.id),
          adminId: admin.publicId,
          changes: {
            before: { logoUrl: complete.logoUrl, appName: 'My App' },
            after: { logoUrl: null, appName: 'Other' },
          },
        },
      ],
    });
  });

  test('is shown with the reseller', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const tenant = await gateway.build.tenant({ adminId: admin.id });
    await owner.graphql(update, { admin: admin.publicId, input: { appName: 'Mine' } });
    const answer = await owner.graphql(`query($id: ID!) { tenant(id: $id) { admin { branding { ${keys} } } } }`, {
      id: tenant.id,
    });
    expect(answer.json.data.tenant.admin.branding).toEqual({ ...undecided, appName: 'Mine' });
  });

  test('is for its owner and superadmins: another reseller’s is not found, as a missing one', async () => {
    const { admin } = await gateway.build.reseller();
    const { owner: other } = await gateway.build.reseller();
    const input = { appName: 'Taken over' };
    const foreign = await other.graphql(update, { admin: admin.publicId, input });
    const missing = await other.graphql(update, { admin: 'prt_0000000000000000', input });
    expect(foreign.json.errors[0].extensions).toEqual({ code: 'NOT_FOUND', reason: 'ADMIN_UNKNOWN' });
    expect(foreign.text).toBe(missing.text);
    const member = await gateway.build.member(await gateway.build.tenant({ adminId: admin.id }), 'TENANT_ADMIN');
    const forbidden = await member.graphql(update, { admin: admin.publicId, input });
    expect(forbidden.json.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
    const { json } = await gateway.superadmin.graphql(update, { admin: admin.publicId, input: {} });
    expect(json.data.updateAdminBranding).toEqual(undecided);
  });

  const refusals: [string, unknown][] = [
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,hi', 'ftp://example.com/', '//example.com/x'],
    ...['https://user@example.com/', 'https://user:secret@example.com/', 'https:\\\\example.com', 'https://'],
    ...[' https://example.com/', 'https://example.com/ ', 'https://example.com/\n', 'https://example.com/"onload=', ''],
    `https://example.com/${'x'.repeat(2048)}`,
  ].flatMap((url): [string, unknown][] => [
    ['logoUrl', url],
    ['faviconUrl', url],
  ]);
  const others: [string, unknown][] = [
    ...['red', '#FFF', '#GGGGGG', '#FF5733\n', '#FF573300', 'FF5733', ''].map((c): [string, unknown] => [
      'primaryColor',
      c,
    ]),
    ['secondaryColor', 'url(#x)'],
    ['appName', ''],
    ['appName', 'x'.repeat(101)],
    ['footerText', 'x'.repeat(501)],
    ['footerText', 'a\0b'],
    ['supportEmail', 'nobody'],
    ['hidePoweredBy', 'true'],
    ['appName', { $ne: null }],
  ];

  test.each([...refusals, ...others])('refuses %s %j and stores nothing', async (key, value) => {
    const { json } = await gateway.superadmin.graphql(update, { admin: '1', input: { [key]: value } });
    expect(json.errors[0].extensions.code).toBe('INVALID');
    const { json: after } = await gateway.superadmin.graphql(update, { admin: '1', input: {} });
    expect(after.data.updateAdminBranding).toEqual(undecided);
  });
});
