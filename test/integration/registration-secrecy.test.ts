import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { form, Registrations } from '../support/registrations.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
let registrations: Registrations;
let known: string;
beforeAll(async () => {
  gateway = await startTestApp();
  registrations = new Registrations(gateway);
  known = (await gateway.build.user()).email ?? '';
});
afterEach(() => registrations.settings('auto_approve_registrations = false'));
afterAll(() => gateway.stop());

interface Seen {
  /** The answer without its id, which differs for everybody. */
  readonly bytes: string;
  /** What this process worked for it, in milliseconds; how busy the machine is does not show in it. */
  readonly work: number;
  readonly statements: number;
}

/** Without those of the queue, which never rests. */
const ours = () => gateway.statements.filter((statement) => !statement.includes('pgboss'));

const asked = async (input: Record<string, unknown>): Promise<Seen> => {
  const [cpu, ahead] = [process.cpuUsage(), ours().length];
  const { status, text } = await registrations.register(input);
  const { user, system } = process.cpuUsage(cpu);
  const statements = ours().length - ahead;
  return { bytes: `${status} ${text.replace(/"id":\d+/, '"id":0')}`, work: (user + system) / 1000, statements };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Registers a new and the known address in turn, while no store is made ready: that work belongs to no answer. */
const inTurn = async (rounds: number, fields: Record<string, unknown> = {}) => {
  const sending = jest.spyOn(gateway.app.services.jobs, 'send').mockResolvedValue();
  const seen: { fresh: Seen[]; known: Seen[] } = { fresh: [], known: [] };
  for (let round = 0; round < rounds; round += 1) {
    seen.fresh.push(await asked(form(fields)));
    seen.known.push(await asked({ ...form(fields), email: known }));
  }
  sending.mockRestore();
  await registrations.db.updateTable('provisioning').set({ status: 'COMPLETED' }).execute();
  return seen;
};

describe.each([
  ['a superadmin approves', false],
  ['the platform approves by itself', true],
])('where %s', (_name, automatic) => {
  test('a known address gets the bytes of a new one, for about the same work', async () => {
    await registrations.settings(`auto_approve_registrations = ${automatic}`);
    await inTurn(1);
    const { fresh, known: again } = await inTurn(9);
    expect(new Set([...fresh, ...again].map(({ bytes }) => bytes)).size).toBe(1);
    // Without the same hashing, or without going the same way, the known one has half the work or less.
    const share = (of: (seen: Seen) => number) => median(again.map(of)) / median(fresh.map(of));
    expect(share(({ work }) => work)).toBeGreaterThan(0.6);
    expect(share(({ work }) => work)).toBeLessThan(1.6);
    expect(share(({ statements }) => statements)).toBeGreaterThan(0.6);
    expect(share(({ statements }) => statements)).toBeLessThan(1.6);
  });

  test('a known address leaves its line in the audit log and the slug held for it, and nothing else', async () => {
    await registrations.settings(`auto_approve_registrations = ${automatic}`);
    const before = await rowCounts(gateway);
    await asked({ ...form(), email: known });
    expect(await rowCounts(gateway)).toEqual({
      ...before,
      audit_log: before['audit_log']! + 1,
      slug_hold: before['slug_hold']! + 1,
    });
  });
});

test('what cannot be provisioned by itself is answered alike as well', async () => {
  await registrations.settings('auto_approve_registrations = true');
  const { admin } = await gateway.build.reseller({ maxTenants: 0 });
  const seen = await inTurn(1, { adminId: admin.publicId });
  expect(seen.known[0]?.bytes).toBe(seen.fresh[0]?.bytes);
  expect(seen.fresh[0]?.bytes).toContain('APPROVED');
});
