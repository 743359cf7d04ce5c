import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { provisioningSteps } from '../../src/entities/provisioning.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';
import { logIn } from '../support/fullstackhero.js';
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
    const heard: unknown[] = [];
    const stop = gateway.app.services.bus.listen(
      'tenantReady',
      (ready) => heard.push(ready),
      () => undefined,
    );
    const { tenant } = await probe.make();
    expect(heard).toEqual([{ tenantId: tenant['id'] }]);
    stop();
  });
});
