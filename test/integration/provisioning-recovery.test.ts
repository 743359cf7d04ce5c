import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { provisioningSteps, type Provisioning, type ProvisioningStep } from '../../src/entities/provisioning.js';
import { attend } from '../../src/provisioning/attend.js';
import { Attempts, LeaseLostError } from '../../src/provisioning/attempts.js';
import { startWorker } from '../../src/provisioning/worker.js';
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
    await probe.make();
    expect(await probe.query('select status from provisioning where id = $1', attempt.id)).toEqual([
      { status: 'RUNNING' },
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
      error: 'An unexpected error occurred.',
      admin_password_hash: 'a hash',
    });
    expect(await probe.tablesOf(tenant.databaseName)).toEqual(['role']);
    expect(await probe.query('select 1 from "user" where email = $1', 'kept@fsh.example')).toEqual([]);
  });

  test('is done once, whoever else is looking for work', async () => {
    const { orm, vault } = gateway.app.services;
    const others = [1, 2, 3].map(() => startWorker({ orm, vault, telemetry: { emit: () => undefined }, alone: false }));
    const attempts: Provisioning[] = [];
    for (let made = 0; made < 6; made += 1) attempts.push(await probe.leave(await gateway.build.tenant()));
    for (const other of others) other.wake();
    for (const attempt of attempts) expect(await probe.ended(attempt)).toMatchObject({ status: 'COMPLETED' });
    await Promise.all(others.map((other) => other.stop()));
    for (const { correlationId } of attempts) {
      expect((await probe.auditOf(correlationId)).map(({ action }) => action)).toEqual([
        'provisioning.started',
        'provisioning.completed',
      ]);
    }
  });

  test('is taken up at the start by whoever is alone on the database', async () => {
    const { orm, vault } = gateway.app.services;
    const attempt = await probe.leave(await gateway.build.tenant(), {
      status: 'RUNNING',
      leaseUntil: new Date(Date.now() + 600_000),
    });
    const worker = startWorker({ orm, vault, telemetry: { emit: () => undefined }, alone: true });
    expect(await probe.ended(attempt)).toMatchObject({ status: 'COMPLETED' });
    await worker.stop();
  });

  test('a stopped worker leaves it to the next', async () => {
    const { orm, vault } = gateway.app.services;
    const worker = startWorker({ orm, vault, telemetry: { emit: () => undefined }, alone: false });
    const stopped = worker.stop();
    const attempt = await probe.leave(await gateway.build.tenant());
    worker.wake();
    await stopped;
    expect(await probe.query('select status from provisioning where id = $1', attempt.id)).toEqual([
      { status: 'PENDING' },
    ]);
    expect(await probe.ended(attempt)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a process that dies', () => {
  test.each(provisioningSteps.flatMap((step) => [[step, 'RUNNING'] as const, [step, 'COMPLETED'] as const]))(
    'once %s is %s leaves what the next one completes',
    async (step, status) => {
      const tenant = await gateway.build.tenant({ adminEmail: 'again@fsh.example' });
      const { orm, vault } = gateway.app.services;
      // All that could have been done by then has been done, for each step may be repeated.
      const rehearsal = await probe.leave(tenant);
      await probe.ended(rehearsal);
      const steps: Partial<Record<(typeof provisioningSteps)[number], Partial<ProvisioningStep>>> = {};
      for (const each of provisioningSteps.slice(0, provisioningSteps.indexOf(step))) {
        steps[each] = { status: 'COMPLETED', startedAt: past, completedAt: past };
      }
      steps[step] = { status, startedAt: past, completedAt: status === 'COMPLETED' ? past : null };
      const attempt = await probe.leave(tenant, { status: 'RUNNING', currentStep: step, leaseUntil: past }, steps);
      const worker = startWorker({ orm, vault, telemetry, alone: false });
      expect(await probe.ended(attempt)).toMatchObject({ status: 'COMPLETED' });
      await worker.stop();
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
  test('is let go by a worker that stops between two steps', async () => {
    const { orm, vault } = gateway.app.services;
    const attempts = new Attempts(orm, telemetry);
    const left = await probe.leave(await gateway.build.tenant());
    const attempt = await attempts.claim();
    expect(attempt?.id).toBe(left.id);
    let asked = 0;
    await attend(attempt!, attempts, { orm, vault, telemetry }, () => (asked += 1) > 2);
    const [row] = await probe.query(
      'select status, lease_until, current_step from provisioning where id = $1',
      left.id,
    );
    expect(row).toEqual({ status: 'RUNNING', lease_until: null, current_step: 'MIGRATIONS' });
    expect(await probe.ended(left)).toMatchObject({ status: 'COMPLETED' });
  });

  test('that was lost lets its former holder change nothing', async () => {
    const { orm, vault } = gateway.app.services;
    const attempts = new Attempts(orm, telemetry);
    const left = await probe.leave(await gateway.build.tenant());
    const attempt = (await attempts.claim())!;
    await probe.query("update provisioning set lease_until = now() + interval '1 hour' where id = $1", left.id);
    await expect(attempts.begin(attempt, 'DATABASE')).rejects.toThrow(LeaseLostError);
    await expect(attempts.complete(attempt, 'DATABASE')).rejects.toThrow(LeaseLostError);
    await expect(attempts.finish(attempt)).rejects.toThrow(LeaseLostError);
    await expect(attempts.fail(attempt, 'DATABASE', 'no')).rejects.toThrow(LeaseLostError);
    await attempts.release(attempt);
    await attend(attempt, attempts, { orm, vault, telemetry }, () => false);
    const steps = await probe.query(
      'select distinct status, error from provisioning_step where provisioning_id = $1',
      left.id,
    );
    expect(steps).toEqual([{ status: 'PENDING', error: null }]);
    expect((await probe.auditOf(left.correlationId)).map(({ action }) => action)).toEqual(['provisioning.started']);
    await probe.query('update provisioning set lease_until = null where id = $1', left.id);
    expect(await probe.ended(left)).toMatchObject({ status: 'COMPLETED' });
  });
});
