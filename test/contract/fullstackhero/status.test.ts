import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, signInAs } from '../../support/clients.js';
import { asRoot, expectProblem, newTenant, notFound, path, unauthorized } from '../../support/fullstackhero.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp({ PLANS: 'starter=1' });
});
afterAll(() => gateway.stop());

const day = 86_400_000;
const never = '9999-12-31T23:59:59Z';
const status = (id: string, person = gateway.superadmin) => person.get(`${path}/${id}/status`, asRoot);

describe('the status of a tenant', () => {
  test('has the documented members, in their order', async () => {
    const body = newTenant({ planKey: 'starter', issuer: 'https://acme.example', connectionString: 'Server=x;Pwd=y' });
    const created = await gateway.superadmin.post(path, body, asRoot);
    const answer = await gateway.superadmin.get(created.headers.get('Location')!, asRoot);
    expect(answer.status).toBe(200);
    const { validUpto, graceEndsUtc } = answer.json;
    const shown = {
      id: body['id'],
      name: body['name'],
      isActive: true,
      validUpto,
      hasConnectionString: true,
      adminEmail: body['adminEmail'],
      issuer: 'https://acme.example',
      plan: 'starter',
      expiryState: 'Active',
      graceEndsUtc,
    };
    expect(answer.text).toBe(JSON.stringify(shown));
    expect(Date.parse(graceEndsUtc) - Date.parse(validUpto)).toBe(7 * day);
    expect(answer.text).not.toContain('Pwd');
  });

  test.each([
    ['Active', 1 / 24],
    ['InGrace', -1 / 24],
    ['InGrace', -7 + 1 / 24],
    ['Expired', -7 - 1 / 24],
  ])('%s %d days from its end', async (expiryState, days) => {
    const { slug } = await gateway.build.tenant({ validUntil: new Date(Date.now() + days * day) });
    expect((await status(slug)).json).toMatchObject({ expiryState, isActive: true, plan: null });
  });

  test('one without an end never expires', async () => {
    expect((await status('root')).json).toMatchObject({
      validUpto: never,
      graceEndsUtc: never,
      expiryState: 'Active',
      hasConnectionString: false,
    });
    const { json } = await gateway.superadmin.graphql(
      '{ tenant(slug: "root") { validUntil graceEndsAt expiryState } }',
    );
    expect(json.data.tenant).toEqual({ validUntil: null, graceEndsAt: null, expiryState: 'ACTIVE' });
  });

  test('one that ends with the calendar has its grace within it', async () => {
    const { slug } = await gateway.build.tenant({ validUntil: new Date(never) });
    expect((await status(slug)).json).toMatchObject({ validUpto: never, graceEndsUtc: never });
  });

  test('the id is matched as it is, the literals without a trailing slash or with one', async () => {
    const { slug, id } = await gateway.build.tenant();
    expect((await gateway.superadmin.get(`${path}/${slug}/status/`)).status).toBe(200);
    for (const other of [slug.toUpperCase(), id, 'nobody', 'No%20Body', 'a%00', '__proto__']) {
      const detail = `AppTenantInfo ${decodeURIComponent(other)} Not Found.`;
      expectProblem(await status(other), notFound(detail), { instance: `${path}/${other}/status` });
    }
  });
});

describe('my status', () => {
  const mine = `${path}/me/status`;
  const acting = (tenant: string) => ({ headers: { tenant } });

  test('is that of the tenant of the session, for everybody in it', async () => {
    const tenant = await gateway.build.tenant({ plan: 'starter' });
    for (const role of ['TENANT_ADMIN', 'EDITOR', 'VIEWER'] as const) {
      const person = await gateway.build.member(tenant, role, { tenant: tenant.slug, api: 'fullstackhero' });
      const answer = await person.get(mine);
      expect([answer.status, answer.text]).toEqual([200, (await status(tenant.slug)).text]);
      expect(answer.json).toMatchObject({ id: tenant.slug, plan: 'starter', expiryState: 'Active' });
    }
  });

  test('nobody in particular is asked to log in', async () => {
    expectProblem(await anybody(gateway.url).get(mine, asRoot), unauthorized, { instance: mine });
  });

  test('whoever runs the platform asks for another tenant by header or query, where there is one', async () => {
    const { slug } = await gateway.build.tenant();
    expect((await gateway.superadmin.get(mine)).json.id).toBe('root');
    expect((await gateway.superadmin.get(mine, asRoot)).json.id).toBe('root');
    expect((await gateway.superadmin.get(mine, acting(slug))).json.id).toBe(slug);
    expect((await gateway.superadmin.get(`${mine}?Tenant=${slug}`)).json.id).toBe(slug);
    expect((await gateway.superadmin.get(`${mine}?tenant=${slug}`, asRoot)).json.id).toBe('root');
    for (const unknown of ['nobody', 'No Body', "x' or true --"]) {
      expect((await gateway.superadmin.get(mine, acting(unknown))).json.id).toBe('root');
    }
    for (const odd of ['?tenant=%00', `?tenant=${slug}&tenant=${slug}`, '?tenant=%ED%A0%80']) {
      expect((await gateway.superadmin.get(mine + odd)).json.id).toBe('root');
    }
  });

  test('everybody else stays in their own, whatever they ask for', async () => {
    const [own, other] = [await gateway.build.tenant(), await gateway.build.tenant()];
    const admin = await gateway.build.member(own, 'TENANT_ADMIN', { tenant: own.slug });
    for (const tenant of [other.slug, 'root', 'nobody']) {
      expect((await admin.get(mine, acting(tenant))).json.id).toBe(own.slug);
    }
  });

  test('a session that is for no tenant is in the first that its user joined', async () => {
    const [first, second] = [await gateway.build.tenant(), await gateway.build.tenant()];
    const user = await gateway.build.user();
    await gateway.build.join(second, user, 'VIEWER');
    await gateway.build.join(first, user, 'VIEWER');
    const person = await signInAs(gateway.app, user.email!);
    expect((await person.get(mine)).json.id).toBe(second.slug);
  });

  test('who belongs to none hears so', async () => {
    const { owner } = await gateway.build.reseller();
    expectProblem(await owner.get(mine), notFound('You belong to no tenant.'), { instance: mine });
  });
});
