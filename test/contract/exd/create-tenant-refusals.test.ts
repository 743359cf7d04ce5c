import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Answer } from '../../support/clients.js';
import { expectFailure, notAllowed, path, ssoTenant } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const create = (body: unknown): Promise<Answer> => gateway.superadmin.post(path, body);

describe('conflicts', () => {
  test('a slug that is taken', async () => {
    const body = ssoTenant('taken');
    expect((await create(body)).status).toBe(201);
    expectFailure(await create(body), 409, {
      code: 'conflict',
      message: "Tenant with slug 'taken' already exists.",
    });
    expect((await create(ssoTenant('root'))).status).toBe(409);
  });

  test('an e-mail domain that is taken, in any case', async () => {
    const body = { slug: 'first-mail', login_mode: 'email_domain', email_domain: 'only.example' };
    expect((await create(body)).status).toBe(201);
    expectFailure(await create({ ...body, slug: 'second-mail', email_domain: 'ONLY.example' }), 409, {
      code: 'conflict',
      message: 'Another tenant has this e-mail domain.',
    });
  });

  test.each([
    ['slug', (index: number) => ssoTenant('raced', { display_name: `${index}` })],
    [
      'e-mail domain',
      (index: number) => ({ slug: `racer-${index}`, login_mode: 'email_domain', email_domain: 'raced.example' }),
    ],
  ])('of ten at once with one %s exactly one is created', async (_what, body) => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => create(body(index))));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(9).fill(409)]);
  });
});

describe('who may', () => {
  test('only superadmins; others are told so before their body is looked at', async () => {
    const { owner } = await gateway.build.reseller();
    const tenant = await gateway.build.tenant();
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN');
    const member = await gateway.build.member(tenant, 'VIEWER');
    for (const person of [owner, admin, member]) {
      expectFailure(await person.post(path, ssoTenant('denied')), 403, notAllowed);
      expectFailure(await person.post(path, { slug: 5 }), 403, notAllowed);
    }
  });
});

describe('configured providers', () => {
  test('another one is refused', async () => {
    const configured = await startTestApp({ SSO_PROVIDERS: 'acme-oidc, other-saml' });
    try {
      const post = (provider: string) =>
        configured.superadmin.post(path, ssoTenant(`at-${provider}`, { sso_provider: provider }));
      expect((await post('other-saml')).status).toBe(201);
      expectFailure(await post('unknown'), 400, {
        code: 'invalid_request',
        message: 'No such provider is configured',
        details: { fields: [{ field: 'sso_provider', message: 'No such provider is configured' }] },
      });
    } finally {
      await configured.stop();
    }
  });
});
