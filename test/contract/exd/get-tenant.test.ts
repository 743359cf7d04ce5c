import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { expectFailure, path, requestIdOf, tenantNotFound } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const sso = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;

describe('one tenant', () => {
  test('is the documented object and the caller’s roles, members in order', async () => {
    const acme = await gateway.build.tenant({
      slug: 'acme',
      displayName: 'Acme Corp',
      login: sso,
      createdAt: new Date('2026-04-25T09:00:00.001Z'),
    });
    await gateway.build.namespace(acme);
    const member = await gateway.build.member(acme, 'VIEWER');
    const answer = await member.get(`${path}/acme`);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      '{"tenant":{"slug":"acme","display_name":"Acme Corp","login_mode":"sso","sso_provider":"acme-oidc","email_domain":null,' +
        '"created_at":"2026-04-25T09:00:00Z","namespace_count":1,"current_user_roles":["member"]},' +
        `"request_id":"${requestIdOf(answer)}"}`,
    );
  });

  test('is found by a slug that only another API gives out', async () => {
    await gateway.build.tenant({ slug: '4ever', login: { mode: 'EMAIL_DOMAIN', emailDomain: '4ever.example' } });
    const { json } = await gateway.superadmin.get(`${path}/4ever/`);
    expect(json.tenant).toMatchObject({ slug: '4ever', login_mode: 'email_domain', email_domain: '4ever.example' });
  });
});

describe('what cannot be seen', () => {
  test('has the same bytes as what never existed', async () => {
    const hidden = await gateway.build.tenant({ slug: 'hidden', login: sso });
    const gone = await gateway.build.tenant({ slug: 'gone', login: sso });
    await gateway.build.tenant({ slug: 'no-login' });
    await gateway.superadmin.graphql('mutation($tenant: ID!) { deleteTenant(tenant: $tenant) }', { tenant: gone.id });
    const own = await gateway.build.tenant({ slug: 'own', login: sso });
    const foreigner = await gateway.build.member(own, 'TENANT_ADMIN');
    const requestId = '01HV5XK1EFQT8N3JRDCP7MW04A';
    const ask = async (slug: string) => {
      const answer = await foreigner.get(`${path}/${slug}`, { headers: { 'X-Request-Id': requestId } });
      expectFailure(answer, 404, tenantNotFound);
      const headers = [...answer.headers].filter(([name]) => name !== 'date');
      return { status: answer.status, text: answer.text, headers };
    };
    const never = await ask('never-existed');
    for (const slug of [hidden.slug, 'gone', 'no-login', 'root']) expect(await ask(slug)).toEqual(never);
  });

  test.each([
    ['capitals', 'Acme'],
    ['a hyphen first', '-acme'],
    ['an underscore', 'ac_me'],
    ['the id of a tenant', ''],
    ['a reserved word', 'me'],
    ['NUL', '%00'],
    ['an umlaut', '%C3%A4'],
    ['a line end', 'acme%0A'],
    ['an encoded slash', 'acme%2F'],
    ['a quote', "acme'--"],
    ['64 letters', 'a'.repeat(64)],
    ['4000 letters', 'a'.repeat(4000)],
  ])('%s name no tenant', async (_what, written) => {
    const slug = written === '' ? (await gateway.build.tenant({ login: sso })).id : written;
    expectFailure(await gateway.superadmin.get(`${path}/${slug}`), 404, tenantNotFound);
  });

  test('a tenant without a login mode is not exd’s, even for a superadmin', async () => {
    await gateway.build.tenant({ slug: 'closed' });
    expectFailure(await gateway.superadmin.get(`${path}/closed`), 404, tenantNotFound);
  });

  test('an undecodable path is no request', async () => {
    expectFailure(await gateway.superadmin.get(`${path}/%`), 400, {
      code: 'invalid_request',
      message: 'The path cannot be read.',
    });
  });
});
