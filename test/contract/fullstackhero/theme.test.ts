import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, signInAs, type Answer, type Person } from '../../support/clients.js';
import {
  asRoot,
  badRequest,
  expectProblem,
  forbidden,
  notFound,
  path,
  unauthorized,
  validationError,
} from '../../support/fullstackhero.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const at = `${path}/theme`;
const reset = `${path}/theme/reset`;

let tenant: Tenant;
let admin: Person;
beforeEach(async () => {
  tenant = await gateway.build.tenant();
  admin = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
});

const inTenant = ({ slug }: Tenant) => ({ headers: { tenant: slug } });
const put = (body: unknown, person = admin, headers = {}): Promise<Answer> =>
  person.request('PUT', at, { body, headers });

const light = {
  primary: '#2563EB',
  secondary: '#0F172A',
  tertiary: '#6366F1',
  background: '#F8FAFC',
  surface: '#FFFFFF',
  error: '#DC2626',
  warning: '#F59E0B',
  success: '#16A34A',
  info: '#0284C7',
};
const dark = {
  primary: '#38BDF8',
  secondary: '#94A3B8',
  tertiary: '#818CF8',
  background: '#0B1220',
  surface: '#111827',
  error: '#F87171',
  warning: '#FBBF24',
  success: '#22C55E',
  info: '#38BDF8',
};
const noUploads = {
  ...{ logo: null, logoDark: null, favicon: null },
  ...{ deleteLogo: false, deleteLogoDark: false, deleteFavicon: false },
};
const first = {
  lightPalette: light,
  darkPalette: dark,
  brandAssets: { logoUrl: null, logoDarkUrl: null, faviconUrl: null, ...noUploads },
  typography: {
    fontFamily: 'Inter, sans-serif',
    headingFontFamily: 'Inter, sans-serif',
    fontSizeBase: 14,
    lineHeightBase: 1.5,
  },
  layout: { borderRadius: '4px', defaultElevation: 1 },
  isDefault: false,
};

/** A whole theme that differs from the first one everywhere. */
const another = {
  lightPalette: Object.fromEntries(Object.keys(light).map((shade, index) => [shade, `#11223${index}`])),
  darkPalette: Object.fromEntries(Object.keys(dark).map((shade, index) => [shade, `#AABBCCD${index}`])),
  brandAssets: {
    logoUrl: 'https://cdn.example/logo.svg',
    logoDarkUrl: 'https://cdn.example/dark.svg',
    faviconUrl: 'https://cdn.example/favicon.ico',
    ...noUploads,
  },
  typography: {
    fontFamily: 'Georgia, serif',
    headingFontFamily: 'Open Sans, sans-serif',
    fontSizeBase: 17.5,
    lineHeightBase: 2,
  },
  layout: { borderRadius: '12px', defaultElevation: 24 },
  isDefault: false,
};

describe('a theme', () => {
  test('is the first one until somebody changes it', async () => {
    const answer = await admin.get(at);
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify(first)]);
  });

  test('is kept as it was put, and given back as it first was', async () => {
    const changed = await put(another);
    expect([changed.status, changed.text]).toEqual([204, '']);
    expect((await admin.get(at)).text).toBe(JSON.stringify(another));
    const back = await admin.post(reset);
    expect([back.status, back.text]).toEqual([204, '']);
    expect((await admin.get(at)).text).toBe(JSON.stringify(first));
    expect((await admin.post(reset)).status).toBe(204);
  });

  test('is shown to everybody in the tenant', async () => {
    await put(another);
    for (const role of ['EDITOR', 'VIEWER'] as const) {
      const member = await gateway.build.member(tenant, role, { tenant: tenant.slug });
      expect((await member.get(at)).json).toEqual(another);
    }
  });

  test('what a body leaves out goes back to its default, but for images', async () => {
    await put(another);
    await put({ lightPalette: { primary: '#000000' }, layout: {} });
    expect((await admin.get(at)).json).toEqual({
      ...first,
      lightPalette: { ...light, primary: '#000000' },
      brandAssets: another.brandAssets,
    });
  });

  test('images stay, change and go one by one', async () => {
    await put(another);
    await put({
      brandAssets: {
        logoUrl: '',
        logoDarkUrl: 'data:image/png;base64,AAAA',
        faviconUrl: 'https://cdn.example/new.ico',
      },
    });
    const { logoUrl, logoDarkUrl } = another.brandAssets;
    const faviconUrl = 'https://cdn.example/new.ico';
    expect((await admin.get(at)).json.brandAssets).toEqual({ logoUrl, logoDarkUrl, faviconUrl, ...noUploads });
    await put({ brandAssets: { logoUrl, deleteLogo: true, deleteFavicon: true } });
    const left = { logoUrl: null, logoDarkUrl, faviconUrl: null, ...noUploads };
    expect((await admin.get(at)).json.brandAssets).toEqual(left);
  });

  test('names are matched without regard to case, also within', async () => {
    const body = { LIGHTPALETTE: { Primary: '#010203' }, Layout: { BORDERRADIUS: '1rem' }, other: 1 };
    expect((await put(body)).status).toBe(204);
    const { lightPalette, layout } = (await admin.get(at)).json;
    expect([lightPalette.primary, layout.borderRadius]).toEqual(['#010203', '1rem']);
  });

  test('changes are on record', async () => {
    await put({ layout: { borderRadius: '2em' } });
    await admin.post(reset);
    const { json } = await gateway.superadmin.graphql(
      'query($id: String!) { auditLogs(filter: { targetId: $id }) { nodes { action targetType targetId changes } } }',
      { id: tenant.id },
    );
    const [before, after] = [{ layout: first.layout }, { layout: { borderRadius: '2em', defaultElevation: 1 } }];
    const row = { targetType: 'theme', targetId: tenant.id };
    expect(json.data.auditLogs.nodes).toEqual([
      { ...row, action: 'theme.reset', changes: { before: after, after: before } },
      { ...row, action: 'theme.updated', changes: { before, after } },
    ]);
  });
});

describe('what a theme cannot be', () => {
  const color = (name: string): string => `${name} must be a valid hex color.`;

  test.each([
    [{ lightPalette: { primary: 'not-a-color' } }, 'LightPalette.Primary', color('Primary')],
    [{ darkPalette: { info: '#12345' } }, 'DarkPalette.Info', color('Info')],
    [{ lightPalette: { surface: '#1234567' } }, 'LightPalette.Surface', color('Surface')],
    [{ lightPalette: { warning: '#GGGGGG' } }, 'LightPalette.Warning', color('Warning')],
    [{ lightPalette: { error: '' } }, 'LightPalette.Error', color('Error')],
    [{ lightPalette: { error: null } }, 'LightPalette.Error', color('Error')],
    [{ lightPalette: { success: '#123456\n' } }, 'LightPalette.Success', color('Success')],
    [{ lightPalette: { tertiary: '#12\u0000456' } }, 'LightPalette.Tertiary', color('Tertiary')],
    [
      { typography: { fontFamily: 'Comic Sans MS, cursive' } },
      'Typography.FontFamily',
      'FontFamily must be a valid web-safe font.',
    ],
    [
      { typography: { headingFontFamily: 'inter, sans-serif' } },
      'Typography.HeadingFontFamily',
      'HeadingFontFamily must be a valid web-safe font.',
    ],
    [{ typography: { fontSizeBase: 99 } }, 'Typography.FontSizeBase', 'FontSizeBase must be between 10 and 24.'],
    [{ typography: { fontSizeBase: 9.99 } }, 'Typography.FontSizeBase', 'FontSizeBase must be between 10 and 24.'],
    [
      { typography: { lineHeightBase: 2.51 } },
      'Typography.LineHeightBase',
      'LineHeightBase must be between 1.0 and 2.5.',
    ],
    [
      { typography: { lineHeightBase: 0.9 } },
      'Typography.LineHeightBase',
      'LineHeightBase must be between 1.0 and 2.5.',
    ],
    ...['round', '4', '4pt', '0.5rem', '-4px', ' 4px', `${'1'.repeat(20)}px`, '4px\n'].map(
      (borderRadius) =>
        [
          { layout: { borderRadius } },
          'Layout.BorderRadius',
          "BorderRadius must be a valid CSS value (e.g., '4px', '0.5rem').",
        ] as const,
    ),
    [{ layout: { defaultElevation: 25 } }, 'Layout.DefaultElevation', 'DefaultElevation must be between 0 and 24.'],
    [{ layout: { defaultElevation: -1 } }, 'Layout.DefaultElevation', 'DefaultElevation must be between 0 and 24.'],
    [
      { brandAssets: { logoUrl: 'javascript:alert(1)' } },
      'BrandAssets.LogoUrl',
      "'Logo Url' is not in the correct format.",
    ],
    [
      { brandAssets: { favicon: { fileName: 'x.ico', contentType: 'image/x-icon', data: [1] } } },
      'BrandAssets.Favicon',
      'Files are not stored here. Give the address of the image in the member that ends in Url.',
    ],
  ])('%j', async (body, name, text) => {
    await put(another);
    expectProblem(await put(body), validationError, { instance: at, errors: { [name]: [text] } });
    expect((await admin.get(at)).json).toEqual(another);
  });

  test('each fault is told', async () => {
    const { json } = await put({ lightPalette: { primary: 'x', info: 'y' }, layout: { defaultElevation: 99 } });
    expect(Object.keys(json.errors as object)).toEqual([
      'LightPalette.Primary',
      'LightPalette.Info',
      'Layout.DefaultElevation',
    ]);
  });

  test.each([
    [{ lightPalette: { primary: 5 } }, 'lightPalette.primary'],
    [{ darkPalette: 'dark' }, 'darkPalette'],
    [{ darkPalette: null }, 'darkPalette'],
    [{ typography: { fontSizeBase: '14' } }, 'typography.fontSizeBase'],
    [{ typography: { lineHeightBase: null } }, 'typography.lineHeightBase'],
    [{ layout: { defaultElevation: 1.5 } }, 'layout.defaultElevation'],
    [{ layout: { borderRadius: { $ne: null } } }, 'layout.borderRadius'],
    [{ brandAssets: { deleteLogo: 'yes' } }, 'brandAssets.deleteLogo'],
    [{ isDefault: 1 }, 'isDefault'],
  ])('%j does not bind', async (body, name) => {
    const problem = badRequest(`The JSON value could not be converted. Path: $.${name}.`);
    expectProblem(await put(body), problem, { instance: at });
  });

  test.each([undefined, [], 'x', 5])('%j is no theme', async (body) => {
    expectProblem(await put(body), badRequest('The request body must be a JSON object.'), { instance: at });
  });

  test('a body may nest as deep as it likes, to no avail', async () => {
    const raw = `{"lightPalette":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;
    const answer = await admin.request('PUT', at, { raw, headers: { 'Content-Type': 'application/json' } });
    expect(answer.status).toBe(204);
    expect((await admin.get(at)).json).toEqual(first);
  });
});

describe('who may', () => {
  const calls = [
    ['GET', at],
    ['PUT', at],
    ['POST', reset],
  ] as const;

  test.each(calls)('%s %s: nobody in particular is asked to log in', async (method, url) => {
    const answer = await anybody(gateway.url).request(method, url, inTenant(tenant));
    expectProblem(answer, unauthorized, { instance: url });
  });

  test('change it: the tenant’s admins and who runs the platform, not its other members', async () => {
    for (const role of ['EDITOR', 'VIEWER'] as const) {
      const member = await gateway.build.member(tenant, role, { tenant: tenant.slug });
      expectProblem(await put({}, member), forbidden(), { instance: at });
      expectProblem(await member.post(reset), forbidden(), { instance: reset });
    }
    expect((await put({}, gateway.superadmin, { tenant: tenant.slug })).status).toBe(204);
  });

  test('a reseller has no tenant of its own', async () => {
    const { owner } = await gateway.build.reseller();
    expectProblem(await owner.get(at, asRoot), notFound('You belong to no tenant.'), { instance: at });
    expectProblem(await put({}, owner), notFound('You belong to no tenant.'), { instance: at });
    expectProblem(await owner.post(reset), notFound('You belong to no tenant.'), { instance: reset });
  });
});

describe('nothing leaks from one tenant to another', () => {
  const primary = async (person: Person, headers = {}): Promise<unknown> =>
    (await person.get(at, { headers })).json.lightPalette.primary;
  const painted = (color: string) => ({ lightPalette: { primary: color } });

  test('what root changes in one tenant does not show in another, nor in root', async () => {
    const other = await gateway.build.tenant();
    expect((await put(painted('#9911AA'), gateway.superadmin, { tenant: tenant.slug })).status).toBe(204);
    expect(await primary(gateway.superadmin, { tenant: tenant.slug })).toBe('#9911AA');
    expect(await primary(admin)).toBe('#9911AA');
    expect(await primary(gateway.superadmin, { tenant: other.slug })).toBe('#2563EB');
    expect(await primary(gateway.superadmin, { tenant: 'root' })).toBe('#2563EB');
    expect(await primary(gateway.superadmin)).toBe('#2563EB');
  });

  test('another tenant’s admin reads their own, whatever header they send', async () => {
    await put(painted('#7733EE'));
    const stranger = await gateway.build.member(await gateway.build.tenant(), 'TENANT_ADMIN');
    expect(await primary(stranger, { tenant: tenant.slug })).toBe('#2563EB');
    expect((await stranger.get(`${at}?tenant=${tenant.slug}`)).json.lightPalette.primary).toBe('#2563EB');
  });

  test('another tenant’s admin changes their own, whatever header they send', async () => {
    await put(painted('#445566'));
    const stranger = await gateway.build.member(await gateway.build.tenant(), 'TENANT_ADMIN');
    expect((await put(painted('#000000'), stranger, { tenant: tenant.slug })).status).toBe(204);
    expect((await stranger.post(reset, undefined, inTenant(tenant))).status).toBe(204);
    expect(await primary(admin)).toBe('#445566');
  });

  test('who administers one tenant and views another changes the one that the session is for, or none', async () => {
    const user = await gateway.build.user();
    const other = await gateway.build.tenant();
    await gateway.build.join(other, user, 'TENANT_ADMIN');
    await gateway.build.join(tenant, user, 'VIEWER');
    const there = await signInAs(gateway.app, user.email!, { tenant: other.slug });
    expect((await put(painted('#123456'), there)).status).toBe(204);
    const here = await signInAs(gateway.app, user.email!, { tenant: tenant.slug });
    expectProblem(await put(painted('#654321'), here), forbidden(), { instance: at });
    expect([await primary(there), await primary(here)]).toEqual(['#123456', '#2563EB']);
  });
});
