import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ask, ended, expectNoOrphans, expectWhole, queueTenant, type Queued } from '../support/queued.js';
import { prepare, workOn, type Prepared } from '../support/prepared.js';
import { serverUrl } from '../support/template.js';
import { WorkerFleet } from '../support/worker-fleet.js';
import type { Stop } from '../support/worker-process.js';
import { atThisPace } from '../support/machine-pace.js';

jest.setTimeout(120_000);

const fleet = new WorkerFleet();
const drops: (() => Promise<void>)[] = [];
let tenant: Queued;
let copy: () => Promise<Prepared>;
/** How many statements and commits an undisturbed attempt is made of. */
let whole: { readonly statements: number; readonly commits: number };

const copied = async (): Promise<Prepared> => {
  const made = await copy();
  drops.push(() => made.drop());
  return made;
};

beforeAll(async () => {
  const prepared = await prepare(async (database, jobs) => {
    tenant = await queueTenant(database, jobs, 'crash');
  });
  drops.push(prepared.drop);
  ({ copy } = prepared);
  const rehearsal = fleet.start((await copied()).order);
  await rehearsal.said(({ type, status, step }) => type === 'provisioning' && status === 'COMPLETED' && !step);
  whole = rehearsal.lines.filter(({ commits }) => commits !== undefined).at(-1) as unknown as typeof whole;
  await rehearsal.dispose();
});
afterAll(async () => {
  await fleet.dispose();
  for (const drop of drops.reverse()) await drop();
});

/** Kills a worker there, lets another one come, and looks at what has become of the attempt. */
const killAt = async (at: Stop['at'], alone: boolean): Promise<void> => {
  const prepared = await copied();
  const victim = fleet.start({ ...prepared.order, stop: { signal: 'SIGKILL', at } });
  expect([at, await victim.ended]).toEqual([at, 'SIGKILL']);
  const began = performance.now();
  const { database, stop } = await workOn(prepared, alone);
  try {
    expect([at, await ended(database, tenant)]).toMatchObject([at, { status: 'COMPLETED' }]);
    expect(performance.now() - began).toBeLessThan(atThisPace(60_000));
    await expectWhole(database, tenant);
    await expectNoOrphans(database);
  } finally {
    await stop();
    await prepared.drop();
  }
};

const killAtEach = async (places: readonly Stop['at'][], parallel: number, alone: boolean): Promise<void> => {
  const waiting = places.values();
  const next = async (): Promise<void> => {
    for (const at of waiting) await killAt(at, alone);
  };
  await Promise.all(Array.from({ length: parallel }, next));
};

describe('a worker that is killed', () => {
  const isServer = serverUrl !== undefined;

  test('after any commit of an attempt leaves what the next one completes', async () => {
    expect(whole.commits).toBeGreaterThan(12);
    const commits = Array.from({ length: whole.commits }, (_, index) => index + 1);
    const chosen = isServer ? commits : commits.filter((commit) => commit % 3 === 1);
    const places = chosen.map((commit) => ({ commit }));
    await killAtEach(places, 3, true);
  });

  test('in the middle of a transaction leaves nothing of it', async () => {
    const anywhere = () => ({ statement: 1 + Math.floor(Math.random() * whole.statements) });
    await killAtEach(Array.from({ length: isServer ? 6 : 2 }, anywhere), 3, true);
  });

  (isServer ? test : test.skip)('in any step is missed by one that was there all the time', async () => {
    const works = ['create schema', 'create table role (', 'insert into "user"', 'pg_notify'];
    const places = works.map((text) => ({ text }));
    await killAtEach(places, places.length, false);
  });
});

test('an attempt that ends every process that begins it fails after three of them, and nobody else with it', async () => {
  const innocents: Queued[] = [];
  let poison: Queued;
  const { copy: poisoned, drop } = await prepare(async (database, jobs) => {
    innocents.push(await queueTenant(database, jobs, 'before'));
    poison = await queueTenant(database, jobs, 'poison');
    innocents.push(await queueTenant(database, jobs, 'after'));
  });
  const prepared = await poisoned();
  drops.push(drop, () => prepared.drop());
  const stop: Stop = { signal: 'SIGKILL', at: { text: `create schema if not exists "${poison!.schema}"` } };
  for (let processes = 0; processes < 3; processes += 1) {
    expect(await fleet.start({ ...prepared.order, alone: true, stop }).ended).toBe('SIGKILL');
  }
  const { database, stop: close } = await workOn(prepared, true);
  const error = 'It was begun 3 times, and each time the worker ended before it did.';
  expect(await ended(database, poison!)).toMatchObject({ status: 'FAILED', current_step: 'DATABASE', error });
  expect(
    await ask(
      database,
      'select action, changes from audit_log where target_id = $1 order by id',
      poison!.correlationId,
    ),
  ).toEqual([
    { action: 'provisioning.started', changes: {} },
    { action: 'provisioning.failed', changes: { after: { step: 'DATABASE', error } } },
  ]);
  for (const innocent of innocents) {
    await ended(database, innocent);
    await expectWhole(database, innocent);
  }
  await expectNoOrphans(database);
  await close();
});
