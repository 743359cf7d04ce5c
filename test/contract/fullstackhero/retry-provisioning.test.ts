import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { hashPassword } from '../../../src/auth/passwords.js';
import type { Database } from '../../../src/entities/index.js';
import { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, type Answer } from '../../support/clients.js';
import { conflict, expectProblem, logIn, notFound, path, provisioned } from '../../support/fullstackhero.js';
import { whileUncommitted } from '../../support/hold.js';
import { ProvisioningProbe } from '../../support/provisioning.js';

let gateway: TestApp;
let probe: ProvisioningProbe;
beforeAll(async () => {
  gateway = await startTestApp();
  probe = new ProvisioningProbe(gateway);
});
afterAll(() => gateway.stop());

const at = (id: string): string => `${path}/${id}/provisioning/retry`;
const retry = (id: string): Promise<Answer> => gateway.superadmin.post(at(id));
const steps = ['Database', 'Migrations', 'Seeding', 'CacheWarm'];
const ended = async (id: string) => (await provisioned(gateway.superadmin, id)).json;

/** A new attempt, as it is answered at once. */
const expectStarted = (answer: Answer, id: string, before?: string): void => {
  expect([answer.status, answer.json.tenantId]).toEqual([200, id]);
  expect(Object.keys(answer.json as object)).toEqual([
    ...['tenantId', 'status', 'correlationId', 'currentStep', 'error', 'createdUtc', 'startedUtc', 'completedUtc'],
    'steps',
  ]);
  expect(answer.json.correlationId).not.toBe(before);
  expect(answer.json.steps).toEqual(steps.map((step) => expect.objectContaining({ step }) as unknown));
};

test('after a failure it is a new attempt, which keeps the password of the tenant’s admin', async () => {
  const adminEmail = 'waiting@fsh.example';
  const tenant = await gateway.build.tenant({ adminEmail });
  const adminPasswordHash = await hashPassword('a long password');
  const failed = await probe.leave(tenant, { status: 'FAILED', error: 'It broke.', adminPasswordHash });
  const answer = await retry(tenant.slug);
  expectStarted(answer, tenant.slug, failed.correlationId);
  const end = await ended(tenant.slug);
  expect([end.correlationId, end.status, end.error]).toEqual([answer.json.correlationId, 'Completed', null]);
  expect(end.steps).toEqual(steps.map((step) => expect.objectContaining({ step, status: 'Completed', error: null })));
  expect((await logIn(anybody(gateway.url), tenant.slug, adminEmail, 'a long password')).status).toBe(200);
  const hashes = await probe.query('select admin_password_hash from provisioning where tenant_id = $1', tenant.id);
  expect(hashes).toEqual([{ admin_password_hash: null }, { admin_password_hash: null }]);
});

test('after it was completed it does everything once more and nothing twice', async () => {
  const { id, json, tenant } = await probe.make({ adminPassword: 'a long password' });
  const before = await probe.tablesOf(tenant['database_name']);
  const members = 'select user_id, role from tenant_membership where tenant_id = $1';
  const admins = await probe.query(members, tenant['id']);
  expectStarted(await retry(id), id, json.correlationId as string);
  expect((await ended(id)).status).toBe('Completed');
  expect(await probe.tablesOf(tenant['database_name'])).toEqual(before);
  expect(await probe.query(members, tenant['id'])).toEqual(admins);
});

test('what cannot work fails again, and says so', async () => {
  const { id, json } = await probe.make({ connectionString: 'postgres://app:secret@127.0.0.1:1/app' });
  expect(json.status).toBe('Failed');
  expectStarted(await retry(id), id, json.correlationId as string);
  const end = await ended(id);
  expect([end.status, end.error]).toEqual(['Failed', json.error]);
});

test('what is running is not started a second time', async () => {
  const tenant = await gateway.build.tenant();
  await probe.leave(tenant, { status: 'RUNNING', leaseUntil: new Date(Date.now() + 600_000) });
  const problem = conflict(`Provisioning already running for tenant ${tenant.slug}.`);
  expectProblem(await retry(tenant.slug), problem, { instance: at(tenant.slug) });
});

test('of two who ask at once one starts it', async () => {
  const tenant = await gateway.build.tenant();
  const started = async (db: Kysely<Database>) => {
    await db.selectFrom('tenant').where('id', '=', tenant.id).select('id').forUpdate().execute();
    await sql`insert into provisioning (correlation_id, tenant_id, status, lease_until, created_at)
      values (${randomUUID()}::uuid, ${tenant.id}, 'RUNNING', now() + interval '1 hour', now())`.execute(db);
  };
  const answer = await whileUncommitted(gateway, started, () => retry(tenant.slug));
  const problem = conflict(`Provisioning already running for tenant ${tenant.slug}.`);
  expectProblem(answer, problem, { instance: at(tenant.slug) });
});

test('also a deactivated tenant is provisioned, and may be activated after that', async () => {
  const tenant = await gateway.build.tenant({ status: 'SUSPENDED' });
  await probe.leave(tenant, { status: 'FAILED' });
  await retry(tenant.slug);
  expect((await ended(tenant.slug)).status).toBe('Completed');
  const activation = `${path}/${tenant.slug}/activation`;
  const answer = await gateway.superadmin.post(activation, { tenantId: tenant.slug, isActive: true });
  expect(answer.status).toBe(200);
});

test('an unknown tenant is not found', async () => {
  const { id, slug } = await gateway.build.tenant();
  await gateway.build.change(async (em) => {
    (await em.findOneOrFail(Tenant, id)).delete();
  });
  for (const unknown of ['nobody', slug, id, 'No%20Body', 'a%00']) {
    const problem = notFound(`Tenant ${decodeURIComponent(unknown)} not found for provisioning.`);
    expectProblem(await retry(unknown), problem, { instance: at(unknown) });
  }
});

test('is on record', async () => {
  const tenant = await gateway.build.tenant();
  const { correlationId } = (await retry(tenant.slug)).json;
  const [row] = await probe.auditOf(correlationId as string);
  expect(row).toMatchObject({
    action: 'provisioning.retried',
    target_type: 'provisioning',
    actor_role: 'SUPERADMIN',
    tenant_id: tenant.id,
    api: 'fullstackhero',
  });
});
