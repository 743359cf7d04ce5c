import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Client } from 'pg';
import { provisioningSteps } from '../../src/entities/provisioning.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';
import { asRoot, logIn, newTenant, path, provisioned } from '../support/fullstackhero.js';
import { ProvisioningProbe } from '../support/provisioning.js';

let gateway: TestApp;
let probe: ProvisioningProbe;
beforeAll(async () => {
  gateway = await startTestApp();
  probe = new ProvisioningProbe(gateway);
});
afterAll(() => gateway.stop());

describe('a tenant in the shared database', () => {
  test('has a schema of its own with the baseline in it', async () => {
    const { tenant, json } = await probe.make();
    expect(json.status).toBe('Completed');
    const schema = tenant['database_name'] as string;
    expect(await probe.tablesOf(schema)).toEqual(['migration', 'permission', 'role', 'role_permission', 'setting']);
    expect(await probe.query(`select name from "${schema}".migration order by 1`)).toEqual([
      { name: '0001-roles-and-permissions' },
      { name: '0002-settings' },
    ]);
    expect(
      await probe.query(`select role, count(*)::int as may from "${schema}".role_permission group by 1 order by 1`),
    ).toEqual([
      { role: 'EDITOR', may: 3 },
      { role: 'TENANT_ADMIN', may: 5 },
      { role: 'VIEWER', may: 2 },
    ]);
    expect(await probe.query(`select name, value from "${schema}".setting order by 1`)).toEqual([
      { name: 'locale', value: 'en' },
      { name: 'timezone', value: 'UTC' },
    ]);
  });

  test('its admin logs in with the password given at its creation, which is then forgotten here', async () => {
    const { id, adminEmail, tenant } = await probe.make({ adminPassword: 'a long password' });
    const { json } = await logIn(anybody(gateway.url), id, adminEmail, 'a long password');
    const viewer = await anybody(gateway.url).post(
      '/graphql',
      { query: '{ viewer { role email tenant { slug role } } }' },
      { headers: { Authorization: `Bearer ${json.accessToken as string}` } },
    );
    expect(viewer.json.data.viewer).toEqual({
      role: 'TENANT_ADMIN',
      email: adminEmail,
      tenant: { slug: id, role: 'TENANT_ADMIN' },
    });
    expect(
      await probe.query('select admin_password_hash from provisioning where tenant_id = $1', tenant['id']),
    ).toEqual([{ admin_password_hash: null }]);
  });

  test('one address may administer two tenants, and keeps the password it had', async () => {
    const adminEmail = 'Twice@Fsh.example';
    const first = await probe.make({ adminEmail, adminPassword: 'the first password' });
    const second = await probe.make({ adminEmail: adminEmail.toLowerCase(), adminPassword: 'the second password' });
    expect(
      await probe.query('select count(*)::int as users from "user" where email = $1', adminEmail.toLowerCase()),
    ).toEqual([{ users: 1 }]);
    for (const { id } of [first, second]) {
      expect((await logIn(anybody(gateway.url), id, adminEmail, 'the first password')).status).toBe(200);
      expect((await logIn(anybody(gateway.url), id, adminEmail, 'the second password')).status).toBe(401);
    }
  });

  test('two tenants of one new address made at once share one user', async () => {
    const adminEmail = 'at-once@fsh.example';
    const made = await Promise.all([
      probe.make({ adminEmail }),
      probe.make({ adminEmail }),
      probe.make({ adminEmail }),
    ]);
    expect(made.map(({ json }) => json.status as string)).toEqual(['Completed', 'Completed', 'Completed']);
    expect(
      await probe.query(
        `select count(distinct u.id)::int as users, count(*)::int as memberships
         from "user" u join tenant_membership m on m.user_id = u.id where u.email = $1`,
        adminEmail,
      ),
    ).toEqual([{ users: 1, memberships: 3 }]);
  });

  test('a tenant without a password gets an admin who cannot log in yet', async () => {
    const { id, adminEmail } = await probe.make();
    expect((await logIn(anybody(gateway.url), id, adminEmail, 'anything at all')).status).toBe(401);
    expect(await probe.query('select password_hash, status from "user" where email = $1', adminEmail)).toEqual([
      { password_hash: null, status: 'ACTIVE' },
    ]);
  });

  test('audits its start and its end as the system, once each, and tells of them', async () => {
    const { json, tenant } = await probe.make();
    const row = {
      target_type: 'provisioning',
      actor_role: 'SYSTEM',
      actor_id: null,
      tenant_id: tenant['id'],
      changes: {},
      api: 'system',
    };
    expect(await probe.auditOf(json.correlationId as string)).toEqual([
      { action: 'provisioning.started', ...row },
      { action: 'provisioning.completed', ...row },
    ]);
    const about = { type: 'provisioning', correlationId: json.correlationId, tenantId: tenant['id'] };
    const told = gateway.events.filter((event) => event.type === 'provisioning' && event.tenantId === tenant['id']);
    expect(told).toEqual([
      { ...about, status: 'RUNNING' },
      ...provisioningSteps.map((step) => ({ ...about, status: 'COMPLETED', step })),
      { ...about, status: 'COMPLETED' },
    ]);
  });

  test('every process hears that it is there', async () => {
    const heard = gateway.app.services.bus.messages('tenantReady', () => true);
    const next = heard.next();
    const { tenant } = await probe.make();
    expect(await next).toEqual({ done: false, value: { tenantId: tenant['id'] } });
    await heard.return?.();
  });
});

describe('a tenant with a database of its own', () => {
  const secrets = ['s3cr3t-Word', 'other-Secret'];
  let silent: Server;
  let silentPort: number;
  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    silentPort = (silent.address() as AddressInfo).port;
  });
  afterAll(() => void silent.close());

  const failed = async (connectionString: string) => {
    const { id, json, tenant } = await probe.make({ connectionString, adminPassword: 'a long password' });
    const said = await probe.everythingSaid(id, tenant['id']);
    for (const secret of [...secrets, 'a long password']) expect(said).not.toContain(secret);
    return { id, json, tenant };
  };

  test.each([
    ['a URL', 'postgres://app:s3cr3t-Word@127.0.0.1:1/app', /\(ECONNREFUSED\)/],
    ['pairs', 'Server=127.0.0.1;Port=1;Database=App;User Id=app;Password="s3cr3t-Word;x";', /\(ECONNREFUSED\)/],
    ['another kind of server', 'sqlserver://app:s3cr3t-Word@127.0.0.1/app', /^Only PostgreSQL databases/],
    ['the documented example', 'Server=db.acme.com;Database=AcmeDb;', /names no user/],
    ['no database', 'Host=127.0.0.1;User Id=app;Pwd=s3cr3t-Word', /names no database/],
    ['no port', 'Host=127.0.0.1;Port=0;Database=a;User Id=app;Pwd=s3cr3t-Word', /names no valid port/],
  ])('fails at its first step where it cannot be reached: %s', async (_what, connectionString, text) => {
    const { json, tenant } = await failed(connectionString);
    const time = expect.stringMatching(/Z$/);
    expect(json).toMatchObject({
      status: 'Failed',
      currentStep: 'Database',
      error: expect.stringMatching(text),
      completedUtc: time,
    });
    const pending = { status: 'Pending', startedUtc: null, completedUtc: null, error: null };
    expect(json.steps).toEqual([
      { step: 'Database', status: 'Failed', startedUtc: time, completedUtc: time, error: json.error },
      { step: 'Migrations', ...pending },
      { step: 'Seeding', ...pending },
      { step: 'CacheWarm', ...pending },
    ]);
    const rows = await probe.auditOf(json.correlationId as string);
    expect(rows.map(({ action, changes }) => [action, changes])).toEqual([
      ['provisioning.started', {}],
      ['provisioning.failed', { after: { step: 'DATABASE', error: json.error } }],
    ]);
    expect(await probe.query('select id from tenant_membership where tenant_id = $1', tenant['id'])).toEqual([]);
    expect(await probe.hasSchema(tenant['database_name'])).toBe(false);
  });

  test('does not wait long for one that does not answer, and holds up nobody else', async () => {
    const body = newTenant({
      connectionString: `postgres://app:${secrets[1]!}@127.0.0.1:${silentPort}/app`,
    });
    expect((await gateway.superadmin.post(path, body, asRoot)).status).toBe(201);
    const { json } = await probe.make();
    expect(json.status).toBe('Completed');
    const id = body['id'] as string;
    expect((await gateway.superadmin.get(`${path}/${id}/provisioning`, asRoot)).json).toMatchObject({
      status: 'InProgress',
      currentStep: 'Database',
      completedUtc: null,
    });
    const end = await provisioned(gateway.superadmin, id);
    expect(end.json).toMatchObject({ status: 'Failed', error: "The tenant's database did not answer in time." });
    expect(end.text).not.toContain(secrets[1]);
  });

  // The embedded database has no server that one could connect to.
  const server = process.env['DATABASE_URL'];
  (server === undefined ? test.skip : test)('gets its schema and baseline there', async () => {
    const { json, tenant } = await probe.make({ connectionString: server, adminPassword: 'a long password' });
    expect(json.status).toBe('Completed');
    const client = new Client({ connectionString: server });
    await client.connect();
    const schema = tenant['database_name'] as string;
    const { rows } = await client.query(`select count(*)::int as roles from "${schema}".role`);
    await client.query(`drop schema "${schema}" cascade`);
    await client.end();
    expect(rows).toEqual([{ roles: 3 }]);
    expect(await probe.hasSchema(schema)).toBe(false);
  });
});
