import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenant } from '../../../src/entities/tenant.js';
import { User } from '../../../src/entities/user.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person } from '../../support/clients.js';
import {
  asRoot,
  deactivated,
  expectProblem,
  expired,
  forbidden,
  newTenant,
  notFound,
  path,
  unauthorized,
} from '../../support/fullstackhero.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const endpoints: readonly (readonly [string, string])[] = [
  ['GET', path],
  ['POST', path],
  ['GET', `${path}/acme/provisioning`],
  ['POST', `${path}/acme/provisioning/retry`],
  ['GET', `${path}/migrations`],
  ['GET', `${path}/acme/status`],
  ['POST', `${path}/acme/activation`],
  ['POST', `${path}/acme/renew`],
  ['POST', `${path}/acme/adjust-validity`],
  ['POST', `${path}/acme/upgrade`],
];

describe('who may not', () => {
  test.each(endpoints)('%s %s: nobody in particular is asked to log in', async (method, url) => {
    const answer = await anybody(gateway.url).request(method, url, asRoot);
    expectProblem(answer, unauthorized, { instance: url });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  test.each(endpoints)('%s %s: a token that is none is no credential', async (method, url) => {
    const answer = await new Person(gateway.url, 'nonsense', undefined).request(method, url, asRoot);
    expectProblem(answer, unauthorized, { instance: url });
  });

  test.each(endpoints)('%s %s: a tenant admin may not, whatever tenant they name', async (method, url) => {
    const tenant = await gateway.build.tenant();
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug, api: 'fullstackhero' });
    expectProblem(await admin.request(method, url), forbidden(), { instance: url });
    expectProblem(await admin.request(method, url, asRoot), forbidden(), { instance: url });
  });

  test('a reseller may not', async () => {
    const { owner } = await gateway.build.reseller();
    for (const [method, url] of endpoints) {
      expectProblem(await owner.request(method, url, asRoot), forbidden(), { instance: url });
    }
  });

  test('a tenant’s suspension ends its people’s sessions', async () => {
    const tenant = await gateway.build.tenant();
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug, api: 'fullstackhero' });
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).changeStatus('SUSPENDED');
    });
    expectProblem(await admin.get(path), deactivated);
  });

  test('so does its expiry, once the days of grace are over', async () => {
    const day = 86_400_000;
    const tenant = await gateway.build.tenant({ validUntil: new Date(Date.now() - 6 * day) });
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug, api: 'fullstackhero' });
    expectProblem(await admin.get(path), forbidden());
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).validUntil = new Date(Date.now() - 8 * day);
    });
    expectProblem(await admin.get(path), expired);
  });

  test('a suspended user’s token is no credential', async () => {
    const tenant = await gateway.build.tenant();
    const admin = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug, api: 'fullstackhero' });
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, { publicId: admin.userId! })).status = 'SUSPENDED';
    });
    expectProblem(await admin.get(path), unauthorized);
  });
});

describe('who may come in hears what is wrong with the request', () => {
  test('credentials are judged before the body', async () => {
    const headers = { tenant: 'root', 'Content-Type': 'application/json' };
    const raw = '{';
    expectProblem(await anybody(gateway.url).request('POST', path, { raw, headers }), unauthorized);
  });

  test('the correlation id is echoed, and only where it was sent', async () => {
    const correlationId = 'from-the-client "1"';
    const headers = { tenant: 'root', 'X-Correlation-ID': correlationId };
    expectProblem(await anybody(gateway.url).get(path, { headers }), unauthorized, { correlationId });
  });

  test('the instance is the path as it was written, without the query', async () => {
    const url = '/fullstackhero/api/v1/tenants/';
    expectProblem(await anybody(gateway.url).get(`${url}?pageNumber=1`), unauthorized, { instance: url });
  });
});

describe('what is not there', () => {
  test.each(['/fullstackhero/api/v1/tenants/acme', '/fullstackhero/nowhere', '/api/v1/identity/users'])(
    '%s',
    async (url) => {
      expectProblem(await gateway.superadmin.get(url), notFound('There is nothing at this path.'), { instance: url });
    },
  );

  test('a tenant by id, on the shared path', async () => {
    const headers = { 'X-Api-Dialect': 'fullstackhero' };
    const answer = await gateway.superadmin.get(`${path}/acme`, { headers });
    expectProblem(answer, notFound('There is nothing at this path.'), { instance: `${path}/acme` });
  });

  test.each([
    ['DELETE', path, 'GET, HEAD, POST'],
    ['PUT', path, 'GET, HEAD, POST'],
    ['POST', `${path}/acme/provisioning`, 'GET, HEAD'],
    ['POST', `${path}/acme/status`, 'GET, HEAD'],
    ['GET', `${path}/acme/renew`, 'POST'],
    ['GET', '/api/v1/identity/token/issue', 'POST'],
  ])('%s %s is not allowed', async (method, url, allow) => {
    const answer = await gateway.superadmin.request(method, url, asRoot);
    expectProblem(
      answer,
      { title: 'Method Not Allowed', status: 405, detail: 'The method is not allowed here.' },
      { instance: url },
    );
    expect(answer.headers.get('Allow')).toBe(allow);
  });

  test.each([
    ['a tenant that there is not', 'nobody'],
    ['a tenant that was never provisioned', 'root'],
    ['an id that can be none', 'No%20Body'],
    ['a NUL', 'a%00'],
    ['a word of JavaScript', '__proto__'],
  ])('the provisioning of %s', async (_what, id) => {
    const url = `${path}/${id}/provisioning`;
    const detail = `Provisioning not found for tenant ${decodeURIComponent(id)}.`;
    expectProblem(await gateway.superadmin.get(url, asRoot), notFound(detail), { instance: url });
  });

  test('the provisioning of a tenant by the gateway’s own id', async () => {
    const { id } = await gateway.build.tenant();
    const url = `${path}/${id}/provisioning`;
    const detail = `Provisioning not found for tenant ${id}.`;
    expectProblem(await gateway.superadmin.get(url, asRoot), notFound(detail), { instance: url });
  });

  test('a path that cannot be decoded', async () => {
    const url = `${path}/%E0%A4%A/provisioning`;
    const answer = await gateway.superadmin.get(url, asRoot);
    expectProblem(answer, { title: 'Bad Request', status: 400, detail: 'The path cannot be read.' }, { instance: url });
  });

  test('a dialect that there is not, where this one is the default', async () => {
    const other = await startTestApp({ DEFAULT_DIALECT: 'fullstackhero' });
    const answer = await other.superadmin.get(path, { headers: { 'X-Api-Dialect': 'exd, fullstackhero' } });
    expectProblem(answer, { title: 'Bad Request', status: 400, detail: 'X-Api-Dialect names no dialect.' });
    expect((await other.superadmin.get(path)).json.totalCount).toBe(1);
    await other.stop();
  });
});

describe('too many', () => {
  test('a caller has 200 requests a minute', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '0.01' });
    const list = () => limited.superadmin.get(path, asRoot);
    expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
    const answer = await list();
    expectProblem(answer, {
      type: 'https://datatracker.ietf.org/doc/html/rfc6585#section-4',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Too many requests. Please try again later.',
    });
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await limited.superadmin.post(path, newTenant(), asRoot)).status).toBe(429);
    await limited.stop();
  });
});

describe('a fault of ours', () => {
  test('says nothing of itself', async () => {
    const broken = await startTestApp();
    await broken.app.services.orm.em.getConnection().execute('alter table tenant rename to elsewhere');
    const answer = await broken.superadmin.get(path, asRoot);
    expectProblem(answer, {
      title: 'An unexpected error occurred',
      status: 500,
      detail: 'An unexpected error occurred. Please try again later.',
    });
    await broken.stop();
  });
});
