import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { provisioningSteps, type ProvisioningStep } from '../../src/entities/provisioning.js';
import { attend, UnfinishedError } from '../../src/provisioning/attend.js';
import { Attempts } from '../../src/provisioning/attempts.js';
import { LeaseLostError } from '../../src/provisioning/lease.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ProvisioningProbe } from '../support/provisioning.js';

let gateway: TestApp;
let probe: ProvisioningProbe;
beforeAll(async () => {
  gateway = await startTestApp();
  probe = new ProvisioningProbe(gateway);
});
afterAll(() => gateway.stop());

const past = new Date('2026-01-01T00:00:00Z');
const telemetry = { emit: () => undefined };

describe('an attempt that was left behind', () => {
  test('is taken up once its lease has run out, and what was done is not done again', async () => {
    const tenant = await gateway.build.tenant({ adminEmail: 'left@fsh.example' });
    await probe.query(`create schema "${tenant.databaseName}"`);
    const attempt = await probe.leave(
      tenant,
      { status: 'RUNNING', startedAt: past, leaseUntil: past, currentStep: 'MIGRATIONS' },
      {
        DATABASE: { status: 'COMPLETED', startedAt: past, completedAt: past },
        MIGRATIONS: { status: 'RUNNING', startedAt: past },
      },
    );
    expect(await probe.ended(attempt)).toMatchObject({ status: 'COMPLETED', current_step: null, lease_until: null });
    const steps = await probe.query(
      `select step, status, started_at = $2 as "startedThen", completed_at = $2 as "completedThen"
       from provisioning_step where provisioning_id = $1 order by id`,
      attempt.id,
      past,
    );
    expect(steps).toEqual([
      { step: 'DATABASE', status: 'COMPLETED', startedThen: true, completedThen: true },
      { step: 'MIGRATIONS', status: 'COMPLETED', startedThen: true, completedThen: false },
      { step: 'SEEDING', status: 'COMPLETED', startedThen: false, completedThen: false },
      { step: 'CACHE_WARM', status: 'COMPLETED', startedThen: false, completedThen: false },
    ]);
    // Its start was audited by the process that died.
    expect((await probe.auditOf(attempt.correlationId)).map(({ action }) => action)).toEqual([
      'provisioning.completed',
    ]);
  });

  test('every step may be done twice', async () => {
    const { tenant } = await probe.make({ adminPassword: 'a long password' });
    const again = await probe.leave({ id: tenant['id'] as string });
    expect(await probe.ended(again)).toMatchObject({ status: 'COMPLETED' });
    const schema = tenant['database_name'] as string;
    expect(await probe.query(`select count(*)::int as roles from "${schema}".role`)).toEqual([{ roles: 3 }]);
    expect(await probe.query('select role from tenant_membership where tenant_id = $1', tenant['id'])).toEqual([
      { role: 'TENANT_ADMIN' },
    ]);
  });

  test('is left alone while somebody else holds it', async () => {
    const tenant = await gateway.build.tenant();
    const attempt = await probe.leave(tenant, { status: 'RUNNING', leaseUntil: new Date(Date.now() + 60_000) });
    await probe.send(attempt);
    await probe.make();
    expect(await probe.query('select status, tries from provisioning where id = $1', attempt.id)).toEqual([
      { status: 'RUNNING', tries: 0 },
    ]);
    expect(
      await probe.query('select distinct status from provisioning_step where provisioning_id = $1', attempt.id),
    ).toEqual([{ status: 'PENDING' }]);
    await probe.query("update provisioning set status = 'FAILED' where id = $1", attempt.id);
  });

  test('of a tenant that has been deleted fails', async () => {
    const tenant = await gateway.build.tenant();
    const attempt = await probe.leave(tenant);
    await probe.query("update tenant set deleted_at = now(), status = 'DELETED' where id = $1", tenant.id);
    expect(await probe.ended(attempt)).toMatchObject({ status: 'FAILED', error: 'The tenant has been deleted.' });
    expect(await probe.hasSchema(tenant.databaseName)).toBe(false);
  });

  test('fails at the step that cannot be done, without a word of the database, and keeps the password for a retry', async () => {
    const tenant = await gateway.build.tenant({ adminEmail: 'kept@fsh.example' });
    await probe.query(`create schema "${tenant.databaseName}"`);
    await probe.query(`create table "${tenant.databaseName}".role (unlike text)`);
    const attempt = await probe.leave(tenant, { adminPasswordHash: 'a hash' });
    expect(await probe.ended(attempt)).toMatchObject({
      status: 'FAILED',
      current_step: 'MIGRATIONS',
      error: 'Migration 0001-roles-and-permissions, line 2: The database refused (42P07).',
      admin_password_hash: 'a hash',
      tries: 1,
    });
    expect(await probe.tablesOf(tenant.databaseName)).toEqual(['migration', 'role']);
    expect(await probe.query('select 1 from "user" where email = $1', 'kept@fsh.example')).toEqual([]);
  });
});

describe('a process that dies', () => {
  test.each(provisioningSteps.flatMap((step) => [[step, 'RUNNING'] as const, [step, 'COMPLETED'] as const]))(
    'once %s is %s leaves what the next one completes',
    async (step, status) => {
      const tenant = await gateway.build.tenant({ adminEmail: 'again@fsh.example' });
      // All that could have been done by then has been done, for each step may be repeated.
      const rehearsal = await probe.leave(tenant);
      await probe.ended(rehearsal);
      const steps: Partial<Record<(typeof provisioningSteps)[number], Partial<ProvisioningStep>>> = {};
      for (const each of provisioningSteps.slice(0, provisioningSteps.indexOf(step))) {
        steps[each] = { status: 'COMPLETED', startedAt: past, completedAt: past };
      }
      steps[step] = { status, startedAt: past, completedAt: status === 'COMPLETED' ? past : null };
      const attempt = await probe.leave(tenant, { status: 'RUNNING', currentStep: step, leaseUntil: past }, steps);
      expect(await probe.ended(attempt)).toMatchObject({ status: 'COMPLETED' });
      const statuses = await probe.query(
        'select distinct status from provisioning_step where provisioning_id = $1',
        attempt.id,
      );
      expect(statuses).toEqual([{ status: 'COMPLETED' }]);
      expect(await probe.query('select role from tenant_membership where tenant_id = $1', tenant.id)).toEqual([
        { role: 'TENANT_ADMIN' },
      ]);
    },
  );
});

describe('a lease', () => {
  const resources = () => {
    const { orm, vault } = gateway.app.services;
    return { orm, vault, telemetry, target: undefined, migrationsDirectory: undefined };
  };

  test('is let go by a worker that stops between two steps, which counts as no try', async () => {
    const attempts = new Attempts(gateway.app.services.orm, telemetry);
    const left = await probe.leave(await gateway.build.tenant());
    let asked = 0;
    await expect(attend(left.id, attempts, resources(), () => (asked += 1) > 1)).rejects.toThrow(UnfinishedError);
    expect(
      await probe.query('select status, lease_until, current_step, tries from provisioning where id = $1', left.id),
    ).toEqual([{ status: 'RUNNING', lease_until: null, current_step: 'DATABASE', tries: 0 }]);
    expect(await probe.ended(left)).toMatchObject({ status: 'COMPLETED' });
  });

  test('is had by one worker only', async () => {
    const attempts = new Attempts(gateway.app.services.orm, telemetry);
    const left = await probe.leave(await gateway.build.tenant());
    const claims = await Promise.allSettled([1, 2, 3].map(() => attempts.claim(left.id)));
    expect(claims.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await attempts.releaseAll();
    expect(await probe.ended(left)).toMatchObject({ status: 'COMPLETED', tries: 1 });
  });

  test('that was lost lets its former holder change nothing', async () => {
    const attempts = new Attempts(gateway.app.services.orm, telemetry);
    const left = await probe.leave(await gateway.build.tenant());
    const attempt = (await attempts.claim(left.id))!;
    await attempts.releaseAll();
    const other = (await attempts.claim(left.id))!;
    expect(BigInt(other.fence)).toBeGreaterThan(BigInt(attempt.fence));
    await expect(attempts.begin(attempt, 'DATABASE')).rejects.toThrow(LeaseLostError);
    await expect(attempts.complete(attempt, 'DATABASE')).rejects.toThrow(LeaseLostError);
    await expect(attempts.finish(attempt)).rejects.toThrow(LeaseLostError);
    await expect(attempts.postpone(attempt, 'DATABASE', 'no')).rejects.toThrow(LeaseLostError);
    await expect(attempts.fail(attempt, 'DATABASE', 'no')).rejects.toThrow(LeaseLostError);
    await attempts.renew(attempt);
    await attempts.release(attempt);
    const steps = await probe.query(
      'select distinct status, error from provisioning_step where provisioning_id = $1',
      left.id,
    );
    expect(steps).toEqual([{ status: 'PENDING', error: null }]);
    expect((await probe.auditOf(left.correlationId)).map(({ action }) => action)).toEqual(['provisioning.started']);
    await attempts.release(other);
    expect(await probe.ended(left)).toMatchObject({ status: 'COMPLETED' });
  });
});
