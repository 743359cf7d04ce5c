import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reservedSlugs } from '../../src/entities/slug.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { rowCounts } from '../support/rows.js';
import { createTenant, errorOf, strangers } from '../support/tenant-writes.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp({ SSO_PROVIDERS: 'okta,entra' });
});
afterAll(() => gateway.stop());

const db = () => kyselyOf(gateway.app.services.orm.em);
const run = (document: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
  gateway.superadmin.graphql(document, variables);
const create = (input: Record<string, unknown>): Promise<Answer> => createTenant(gateway, input);
const connectionString = 'Server=db.example.com;Database=acme;User Id=app;Password=secret;';

describe('createTenant', () => {
  test('null for everything that may be null is as good as nothing', async () => {
    const schema = await run('{ __type(name: "CreateTenantInput") { inputFields { name type { kind } } } }');
    const fields: { name: string; type: { kind: string } }[] = schema.json.data.__type.inputFields;
    const nulls = Object.fromEntries(
      fields.filter(({ type }) => type.kind !== 'NON_NULL').map(({ name }) => [name, null]),
    );
    const { json } = await create({ ...nulls, displayName: 'All Null' });
    expect(json.data.createTenant).toEqual({
      id: expect.stringMatching(/^tnt_/),
      slug: 'all-null',
      status: 'ACTIVE',
      settings: { mfaRequired: null, mfaMethods: null, passwordPolicy: null, sessionTimeout: null, extra: null },
      branding: {},
      connectionString: null,
      loginMode: null,
      ssoProvider: null,
      emailDomain: null,
    });
  });

  test('every field reads back as it was given', async () => {
    const { admin } = await gateway.build.reseller();
    const given = {
      slug: 'given',
      displayName: 'Given “Ünïcode” 😀',
      contactEmail: 'c@example.com',
      adminEmail: 'a@example.com',
      loginMode: 'SSO',
      ssoProvider: 'okta',
      adminId: admin.publicId,
      settings: {
        mfaRequired: true,
        mfaMethods: ['TOTP'],
        passwordPolicy: { min: 12 },
        sessionTimeout: 30,
        extra: { a: [1, null] },
      },
      branding: { logo: 'https://example.com/l.png', nested: { deep: [true, null, 1.5] } },
      issuer: 'https://idp.example.com',
      validUntil: '2027-03-01T10:20:30.405Z',
    };
    const { slug } = (await create({ ...given, connectionString, initialAdmins: [strangers[0], ...strangers] })).json
      .data.createTenant;
    const fields =
      'id slug displayName status contactEmail adminEmail loginMode ssoProvider emailDomain adminId admin { id slug } settings { mfaRequired mfaMethods passwordPolicy sessionTimeout extra } branding issuer connectionString databaseName validUntil createdAt updatedAt namespaceCount viewerRoles provisioning { status steps { step status } }';
    const { json } = await run(`query($slug: String!) { tenant(slug: $slug) { ${fields} } }`, { slug });
    expect(json.data.tenant).toEqual({
      ...given,
      id: expect.stringMatching(/^tnt_[0-9A-Za-z]{16}$/),
      status: 'ACTIVE',
      emailDomain: null,
      admin: { id: admin.publicId, slug: admin.slug },
      connectionString: 'Server=db.example.com;Database=acme;User Id=app;Password=***;',
      databaseName: expect.stringMatching(/^tenant_given_\d{8}$/),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}(\.\d{1,3})?Z$/),
      updatedAt: json.data.tenant.createdAt,
      namespaceCount: 0,
      viewerRoles: ['SUPERADMIN'],
      // The worker is already at it, so how far it has come is for the tests of provisioning.
      provisioning: {
        status: expect.any(String),
        steps: ['DATABASE', 'MIGRATIONS', 'SEEDING', 'CACHE_WARM'].map((step) => ({
          step,
          status: expect.any(String),
        })),
      },
    });
    const admins = await db()
      .selectFrom('tenant_membership')
      .where('tenant_id', '=', json.data.tenant.id)
      .select('role')
      .execute();
    expect(admins).toEqual([{ role: 'TENANT_ADMIN' }, { role: 'TENANT_ADMIN' }]);
  });

  test.each([
    ['Acme Corp', 'acme-corp'],
    ['  Ünïted – Crêpes!  ', 'united-crepes'],
    ['9 Lives', '9-lives'],
    ['long '.repeat(40), 'long-'.repeat(13).slice(0, 63)],
  ])('makes the slug of %j', async (displayName, slug) => {
    expect((await create({ displayName })).json.data.createTenant.slug).toBe(slug.replace(/-$/, ''));
  });

  const violation = (path: (string | number)[], code: string) => ({
    code: 'INVALID',
    violations: [expect.objectContaining({ path, code })],
  });

  test.each(['-a', 'A', 'a_b', 'a b', 'ä', 'a.b', '', 'a'.repeat(64), 'tnt_0000000000000000'])(
    'refuses the slug %j',
    async (slug) => {
      expect(errorOf(await create({ slug }))).toMatchObject({ code: 'INVALID', violations: [{ path: ['slug'] }] });
    },
  );

  test.each(['0', 'a-', 'a--b', 'x'.repeat(63)])('takes the slug %j', async (slug) => {
    expect((await create({ slug })).json.data.createTenant.slug).toBe(slug);
  });

  test.each(reservedSlugs)('refuses the reserved slug %s, given or made', async (slug) => {
    const reserved = {
      code: 'INVALID',
      reason: 'SLUG_RESERVED',
      params: { slug },
      violations: [{ path: ['slug'], code: 'RESERVED' }],
    };
    expect(errorOf(await create({ slug }))).toMatchObject(reserved);
    expect(errorOf(await create({ displayName: slug.toUpperCase() }))).toMatchObject(reserved);
  });

  test('refuses a name of which no slug can be made', async () => {
    expect(errorOf(await create({ displayName: '日本' }))).toEqual(violation(['slug'], 'REQUIRED'));
  });

  test('of twenty at once with one slug exactly one is made, and the slug is free again after deletion', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ slug: 'wanted' })));
    expect(answers.filter(({ json }) => !json.errors)).toHaveLength(1);
    const taken = { code: 'CONFLICT', reason: 'SLUG_TAKEN', params: { slug: 'wanted' } };
    expect(answers.map(errorOf).filter(Boolean)).toEqual(Array.from({ length: 19 }, () => taken));
    for (let again = 0; again < 3; again += 1) {
      expect((await run('mutation { deleteTenant(tenant: "wanted") }')).json.errors).toBeUndefined();
      expect((await create({ slug: 'wanted' })).json.errors).toBeUndefined();
    }
  });

  test.each([
    [{ loginMode: 'SSO' }, violation(['ssoProvider'], 'REQUIRED')],
    [{ loginMode: 'SSO', ssoProvider: 'unknown' }, violation(['ssoProvider'], 'ENUM')],
    [{ loginMode: 'EMAIL_DOMAIN' }, violation(['emailDomain'], 'REQUIRED')],
    [{ status: 'DELETED' }, violation(['status'], 'ENUM')],
    [{ connectionString: 'nonsense' }, violation(['connectionString'], 'FORMAT')],
    [{ adminPassword: 'short' }, violation(['adminPassword'], 'TOO_SHORT')],
    [
      { adminPassword: 'long enough', settings: { passwordPolicy: { min_length: 12 } } },
      violation(['adminPassword'], 'TOO_SHORT'),
    ],
    [
      { adminPassword: 'without any digit', settings: { passwordPolicy: { require_digit: true } } },
      violation(['adminPassword'], 'PATTERN'),
    ],
    [{ settings: { sessionTimeout: 0 } }, violation(['settings', 'sessionTimeout'], 'TOO_SMALL')],
    [{ settings: { mfaMethods: ['SMS', 'SMS'] } }, violation(['settings', 'mfaMethods'], 'UNIQUE')],
    [{ settings: { mfaRequired: true, mfaMethods: [] } }, violation(['settings', 'mfaMethods'], 'TOO_SHORT')],
    [{ initialAdmins: ['somebody'] }, violation(['initialAdmins', 0], 'PATTERN')],
    [{ adminId: 'prt_0000000000000000' }, expect.objectContaining({ code: 'NOT_FOUND', reason: 'ADMIN_UNKNOWN' })],
  ])('refuses %j', async (input, error) => {
    const before = await rowCounts(gateway);
    expect(errorOf(await create(input))).toEqual(error);
    expect(await rowCounts(gateway)).toEqual(before);
  });

  test('a reseller has no more tenants than it may have, however many are made at once', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 3 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => create({ adminId: admin.publicId, slug: `room-${index}` })),
    );
    expect(answers.filter(({ json }) => !json.errors)).toHaveLength(3);
    expect(answers.map(errorOf).filter(Boolean)).toEqual(
      Array.from({ length: 5 }, () => ({ code: 'CONFLICT', reason: 'ADMIN_TENANT_LIMIT' })),
    );
  });

  test('an object that looks like a database operator is stored as data', async () => {
    const branding = { $ne: 1, $or: [{ $gt: '' }], __proto__x: {} };
    expect((await create({ branding })).json.data.createTenant.branding).toEqual(branding);
  });
});
