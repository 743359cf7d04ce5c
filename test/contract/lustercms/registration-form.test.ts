import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { fault, newForm, outcome, refused, register, requests, unprocessable } from '../../support/lustercms.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const as = {
  post: (path: string, body?: unknown) => gateway.superadmin.post(`${requests}/${path}`, body),
  get: (path: string) => gateway.superadmin.get(`${requests}${path}`),
};
describe('registering', () => {
  test('makes the slug from the name that is wished for, or from the company', async () => {
    const plain = { email: 'plain@example.com', password: 'long enough', company_name: 'Ünïcode & Söhne GmbH' };
    const { json } = await register(gateway, plain);
    expect((await as.get(`/${json.id}`)).json).toMatchObject({
      contact_name: null,
      phone: null,
      utm_source: null,
      desired_org_name: 'Ünïcode & Söhne GmbH',
      desired_org_slug: 'unicode-sohne-gmbh',
    });
    const wish = { ...plain, email: 'wish@example.com', desired_org_name: 'Other Name' };
    const second = await register(gateway, wish);
    expect((await as.get(`/${second.json.id}`)).json.desired_org_slug).toBe('other-name');
  });

  test('stores addresses in lower case', async () => {
    const { json } = await register(gateway, newForm({ email: 'Mixed.Case@Example.COM' }));
    expect((await as.get(`/${json.id}`)).json.email).toBe('mixed.case@example.com');
  });

  test('refuses a slug of a tenant, of an open request, and a reserved one', async () => {
    await gateway.build.tenant({ slug: 'a-tenant' });
    const open = newForm();
    await register(gateway, open);
    for (const desired_org_slug of ['a-tenant', 'root', open.desired_org_slug]) {
      expect(outcome(await register(gateway, newForm({ desired_org_slug })))).toEqual(
        refused(409, 'Organization slug already taken'),
      );
    }
    expect(outcome(await register(gateway, newForm({ desired_org_slug: 'admin' })))).toEqual(
      refused(409, 'Organization slug is reserved'),
    );
  });

  test('a name without a Latin letter or digit needs a slug', async () => {
    const form = { email: 'kanji@example.com', password: 'long enough', company_name: '日本' };
    expect(outcome(await register(gateway, form))).toEqual(
      unprocessable(fault(['body', 'desired_org_slug'], 'missing', 'Field required')),
    );
    expect((await register(gateway, { ...form, desired_org_slug: 'nihon' })).status).toBe(201);
  });
});

describe('the queue', () => {
  test('is shown newest first, in parts where that is asked for', async () => {
    const all = await as.get('');
    const ids = (all.json as { id: number }[]).map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    const part = await as.get('?limit=2&offset=1');
    expect(part.json).toEqual((all.json as unknown[]).slice(1, 3));
    expect(part.headers.get('x-total-count')).toBe(String(ids.length));
  });
});
