import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rowCounts } from '../../support/rows.js';
import { collection, fault, outcome, refused, tenantPath, unprocessable } from '../../support/scaikey.js';

let gateway: TestApp;
let platform: string;
beforeAll(async () => {
  gateway = await startTestApp();
  const { json } = await gateway.superadmin.get(`${collection}?search=root`);
  platform = json.items[0].partner_id;
});
afterAll(() => gateway.stop());

const create = (body: unknown) => gateway.superadmin.post(collection, body);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

describe('creating a tenant', () => {
  test('needs a name alone; the rest has defaults', async () => {
    const answer = await create({ name: 'Ünïcode & Söhne' });
    expect(outcome(answer)).toEqual({
      status: 201,
      json: {
        id: expect.stringMatching(/^tnt_[0-9A-Za-z]{16}$/),
        name: 'Ünïcode & Söhne',
        slug: 'unicode-sohne',
        status: 'ACTIVE',
        partner_id: platform,
        contact_email: null,
        settings: {},
        branding: {},
        created_at: time,
        updated_at: time,
      },
    });
    expect((await gateway.superadmin.get(tenantPath(answer.json.id))).text).toBe(answer.text);
  });

  test('takes every documented field, and answers what it took', async () => {
    const { admin } = await gateway.build.reseller();
    const fields = {
      name: 'Full',
      slug: 'full-1',
      partner_id: admin.publicId,
      contact_email: 'it@full.example',
      settings: {
        mfa_required: true,
        mfa_methods: ['totp', 'sms', 'email', 'webauthn'],
        password_policy: { min_length: 12, deep: { a: [null, 1.5] } },
        session_timeout: 60,
        theme: 'dark',
        quotas: { seats: 5 },
      },
      branding: { logo: 'https://full.example/logo.svg', colors: { primary: '#fff' } },
    };
    const answer = await create({ ...fields, status: 'suspended', unknown: 'ignored', id: 'tnt_mine' });
    expect(outcome(answer)).toEqual({
      status: 201,
      json: { ...fields, id: answer.json.id, status: 'SUSPENDED', created_at: time, updated_at: time },
    });
    expect(answer.json.id).not.toBe('tnt_mine');
  });

  test('null counts as left out, also inside settings', async () => {
    const answer = await create({
      name: 'Nulls',
      slug: null,
      partner_id: null,
      contact_email: null,
      status: null,
      settings: { mfa_required: null, mfa_methods: null, password_policy: null, session_timeout: null, own: null },
      branding: null,
    });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ slug: 'nulls', partner_id: platform, status: 'ACTIVE', contact_email: null });
    expect(answer.json.settings).toEqual({});
    const same = await create({ name: 'No settings', settings: null });
    expect(same.json.settings).toEqual({});
  });

  test.each(['a', '0', 'a-b', '1-2-3', 'a'.repeat(63), 'root-2'])('the slug %s is one', async (slug) => {
    expect(await create({ name: 'Slugs', slug })).toMatchObject({ status: 201, json: { slug } });
  });
});

describe('what a new tenant runs into', () => {
  test('a slug that is taken is 409, whoever made it and however it was spelt', async () => {
    await create({ name: 'Acme' });
    const taken = refused(409, "Tenant with slug 'acme' already exists");
    expect(outcome(await create({ name: 'ACME!' }))).toEqual(taken);
    expect(outcome(await create({ name: 'Other', slug: 'acme' }))).toEqual(taken);
    expect(outcome(await create({ name: 'Root' }))).toEqual(refused(409, "Tenant with slug 'root' already exists"));
  });

  test.each(['theme', 'migrations', 'me', 'admin', 'api'])('the slug %s is reserved', async (slug) => {
    const reserved = unprocessable(
      fault(['body', 'slug'], 'value_error', `Value error, The slug '${slug}' is reserved`),
    );
    expect(outcome(await create({ name: 'Any', slug }))).toEqual(reserved);
    expect(outcome(await create({ name: slug.toUpperCase() }))).toEqual(reserved);
  });

  test('a name that makes no slug needs one', async () => {
    expect(outcome(await create({ name: '株式会社' }))).toEqual(
      unprocessable(fault(['body', 'slug'], 'missing', 'Field required')),
    );
    expect(await create({ name: '株式会社', slug: 'kk' })).toMatchObject({ status: 201, json: { name: '株式会社' } });
  });

  test.each(['prt_0000000000000000', 'nonsense', "' or 1=1", '1'])('partner %s is 404', async (partner_id) => {
    const before = await rowCounts(gateway);
    expect(outcome(await create({ name: 'Orphan', partner_id }))).toEqual(refused(404, 'Partner not found'));
    expect(await rowCounts(gateway)).toEqual(before);
  });

  test('a partner has no more tenants than it may have', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 1 });
    const partner_id = admin.publicId;
    const first = await create({ name: 'First of one', partner_id });
    expect(first.status).toBe(201);
    const before = await rowCounts(gateway);
    expect(outcome(await create({ name: 'Second of one', partner_id }))).toEqual(
      refused(409, 'Partner tenant limit reached'),
    );
    expect(await rowCounts(gateway)).toEqual(before);
    await gateway.superadmin.request('DELETE', tenantPath(first.json.id));
    expect(await create({ name: 'Second of one', partner_id })).toMatchObject({ status: 201 });
  });

  test('MFA that nobody could satisfy is 422', async () => {
    const answer = await create({ name: 'Locked', settings: { mfa_required: true, mfa_methods: [] } });
    expect(outcome(answer)).toEqual(
      unprocessable(
        fault(
          ['body', 'settings', 'mfa_methods'],
          'too_short',
          'List should have at least 1 item after validation, not 0',
        ),
      ),
    );
    expect(await create({ name: 'Open', settings: { mfa_required: false, mfa_methods: [] } })).toMatchObject({
      status: 201,
      json: { settings: { mfa_required: false, mfa_methods: [] } },
    });
  });
});

describe('made at the same time', () => {
  test.each([2, 10])('%i of one slug: one is made, the others are 409', async (count) => {
    const slug = `race-${count}`;
    const answers = await Promise.all(Array.from({ length: count }, () => create({ name: 'Race', slug })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: count - 1 }, () => 409)]);
    for (const { status, json } of answers) {
      if (status === 409) expect(json).toEqual({ detail: `Tenant with slug '${slug}' already exists` });
    }
    expect((await gateway.superadmin.get(`${collection}?search=${slug}`)).json.total).toBe(1);
  });

  test('8 for a partner with 3 places: three are made', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 3 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => create({ name: `Place ${index}`, partner_id: admin.publicId })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    for (const { status, json } of answers) {
      if (status === 409) expect(json).toEqual({ detail: 'Partner tenant limit reached' });
    }
    expect((await gateway.superadmin.get(`${collection}?partner_id=${admin.publicId}`)).json.total).toBe(3);
  });
});
