import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { onServer, type OpenDatabase } from '../../src/database.js';
import { atThisPace } from '../support/machine-pace.js';
import { ask, ended, expectNoOrphans, expectWhole, queueTenant, type Queued } from '../support/queued.js';
import { prepare, vault, workOn, type Prepared } from '../support/prepared.js';
import { administer, emptyDatabase, serverUrl } from '../support/template.js';
import { WorkerFleet } from '../support/worker-fleet.js';
import type { Stop } from '../support/worker-process.js';

jest.setTimeout(120_000);

const fleet = new WorkerFleet();
const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  await fleet.dispose();
  for (const drop of drops.reverse()) await drop();
});

/** A database in which the tenants wait, each in the shared database or in one of its own. */
const waiting = async (slugs: readonly string[], ownUrl?: string): Promise<{ at: Prepared; queued: Queued[] }> => {
  const queued: Queued[] = [];
  const seal = (tenantId: string) => vault.seal(ownUrl ?? '', 'tenant.sealed_connection_string', tenantId);
  const { copy, drop } = await prepare(async (database, jobs) => {
    for (const slug of slugs)
      queued.push(await queueTenant(database, jobs, slug, ownUrl === undefined ? undefined : seal));
  });
  const at = await copy();
  drops.push(drop, () => at.drop());
  return { at, queued };
};

/** Everything that an attempt may have written, with when. */
const everything = async (database: OpenDatabase, store: OpenDatabase, { schema }: Queued): Promise<string> => {
  const own = ['role', 'permission', 'role_permission', 'setting', 'migration'];
  const gateway = ['provisioning', 'provisioning_step', 'audit_log', '"user"', 'tenant_membership', 'tenant'];
  return JSON.stringify([
    await Promise.all(gateway.map((table) => ask(database, `select * from ${table} order by id`))),
    await Promise.all(own.map((table) => ask(store, `select * from "${schema}".${table} order by 1, 2`))),
    await ask(store, 'select schema_name from information_schema.schemata order by 1'),
  ]);
};

/** Waits until a statement waits for a lock. */
const blocked = async (database: OpenDatabase): Promise<void> => {
  for (let left = 200; left > 0; left -= 1) {
    const waiting = await ask(
      database,
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await wait(50);
  }
  throw new Error('Nothing waits for a lock.');
};

const described = serverUrl === undefined ? describe.skip : describe;

described('a worker that is stopped in the middle and goes on after another has taken over', () => {
  const inStatement: Stop['at'] = { text: 'create table role (' };
  test.concurrent.each<[string, 'shared' | 'own', Stop['at']]>([
    ['before its first step, in the shared database', 'shared', { commit: 2 }],
    ['within a transaction, in the shared database', 'shared', inStatement],
    ['between a step and its record, in the shared database', 'shared', { commit: 3 }],
    ['before it seeds, in the shared database', 'shared', { commit: 10 }],
    ["before it seeds, in the tenant's own database", 'own', { commit: 10 }],
    ['before it makes the admin', 'shared', { text: 'insert into "user"' }],
    ["before its first step, in the tenant's own database", 'own', { commit: 2 }],
    ["within a transaction, in the tenant's own database", 'own', inStatement],
    ["between a step and its record, in the tenant's own database", 'own', { commit: 3 }],
  ])('writes nothing any more: %s', async (_what, kind, place) => {
    const own = kind === 'own' ? await emptyDatabase() : undefined;
    if (own) drops.push(() => own.drop());
    const { at, queued } = await waiting(['paused'], own?.url);
    const [tenant] = queued as [Queued];
    const paused = fleet.start({ ...at.order, stop: { signal: 'SIGSTOP', at: place } });
    await paused.said(({ stopped }) => stopped === true);

    const { database, stop } = await workOn(at, false);
    const store = own ? await onServer(own.url, 2) : database;
    expect(await ended(database, tenant)).toMatchObject({ status: 'COMPLETED' });
    await expectWhole(database, tenant, store);
    // What a tenant has thrown away since must not come back.
    await ask(store, `delete from "${tenant.schema}".role where name = 'EDITOR'`);
    await ask(store, `delete from "${tenant.schema}".setting`);
    await ask(database, 'delete from tenant_membership where tenant_id = $1', tenant.id);
    const before = await everything(database, store, tenant);
    paused.kill('SIGCONT');
    await wait(3_000);
    expect(await everything(database, store, tenant)).toBe(before);
    const said = paused.lines.slice(paused.lines.findIndex(({ stopped }) => stopped === true) + 1);
    expect(said.filter(({ type }) => type === 'provisioning')).toEqual([]);
    await stop();
    if (own) await store.close();
    await paused.dispose();
  });
});

described('several workers on one database', () => {
  test.concurrent.each([[2], [3]])('%d of them never do one attempt twice', async (count) => {
    const slugs = Array.from({ length: 12 }, (_, index) => `shared-out-${index}`);
    const { at, queued } = await waiting(slugs);
    const database = await at.open();
    await ask(database, 'create table claim (attempt int, fence bigint)');
    await ask(
      database,
      `create function note_claim() returns trigger language plpgsql as
       $$ begin insert into claim values (new.id, new.fence); return new; end $$`,
    );
    await ask(
      database,
      `create trigger note_claim after update on provisioning for each row
       when (new.fence is distinct from old.fence) execute function note_claim()`,
    );
    const workers = Array.from({ length: count }, () => fleet.start(at.order));
    for (const tenant of queued) await ended(database, tenant);
    for (const tenant of queued) await expectWhole(database, tenant);
    await expectNoOrphans(database);
    // One claim for each attempt, and each step of an attempt told of once, by the process that made the claim.
    expect(await ask(database, 'select count(*)::int as claims from claim group by attempt')).toEqual(
      queued.map(() => ({ claims: 1 })),
    );
    for (const { correlationId } of queued) {
      const told = workers.map(({ lines }) => lines.filter((line) => line['correlationId'] === correlationId));
      expect(
        told.filter((lines) => lines.length > 0).map((lines) => lines.map(({ status, step }) => [status, step])),
      ).toEqual([
        [
          ['RUNNING', undefined],
          ...['DATABASE', 'MIGRATIONS', 'SEEDING', 'CACHE_WARM'].map((step) => ['COMPLETED', step]),
          ['COMPLETED', undefined],
        ],
      ]);
    }
    await database.close();
    await Promise.all(workers.map((worker) => worker.dispose()));
  });

  test.concurrent('outlive a database that goes away and comes back', async () => {
    const { at } = await waiting([]);
    const name = new URL(at.order.url ?? '').pathname.slice(1);
    const worker = fleet.start(at.order);
    await worker.said(({ ready }) => ready === true);
    await administer(
      `alter database ${name} allow_connections false`,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    await worker.said(({ fault }) => fault !== undefined);
    await administer(`alter database ${name} allow_connections true`);
    const database = await at.open();
    const jobs = await database.openJobs(() => undefined);
    const tenant = await queueTenant(database, jobs, 'afterwards');
    await ended(database, tenant);
    await expectWhole(database, tenant);
    await jobs.close();
    await database.close();
    await worker.dispose();
  });
});

described('a worker that is told to stop', () => {
  test.concurrent('waits for the step under way and leaves the others to the next, which begins at once', async () => {
    const { at, queued } = await waiting(['stopped']);
    const [tenant] = queued as [Queued];
    // Somebody else is about to make the same schema, so that the step has to wait.
    const blocking = new Client({ connectionString: at.order.url });
    await blocking.connect();
    await blocking.query(`begin; create schema "${tenant.schema}"`);
    const { database, stop } = await workOn(at, false);
    await blocked(database);
    let hasStopped = false;
    const stopping = stop().then(() => (hasStopped = true));
    await wait(500);
    expect(hasStopped).toBe(false);
    await blocking.query('rollback');
    await stopping;
    await blocking.end();
    const other = await at.open();
    expect(
      await ask(
        other,
        `select p.status, p.lease_until, s.step, s.status as "stepStatus" from provisioning p
         join provisioning_step s on s.provisioning_id = p.id order by s.id limit 2`,
      ),
    ).toEqual([
      { status: 'RUNNING', lease_until: null, step: 'DATABASE', stepStatus: 'COMPLETED' },
      { status: 'RUNNING', lease_until: null, step: 'MIGRATIONS', stepStatus: 'PENDING' },
    ]);
    const began = performance.now();
    const next = await workOn(at, false);
    await ended(next.database, tenant);
    expect(performance.now() - began).toBeLessThan(atThisPace(9_000));
    await expectWhole(next.database, tenant);
    await next.stop();
    await other.close();
  });
});
