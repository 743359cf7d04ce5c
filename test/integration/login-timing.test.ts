import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.js';
import { User } from '../../src/entities/user.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { logIn } from '../support/sessions.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1]!;

test('a wrong password takes as long for accounts that there are not, that are suspended or have no password', async () => {
  const passwordHash = await hashPassword('a password of nobody');
  const known = await gateway.build.user({ passwordHash });
  const suspended = await gateway.build.user({ passwordHash });
  const passwordless = await gateway.build.user();
  await gateway.build.change(async (em) => {
    (await em.findOneOrFail(User, suspended.id)).status = 'SUSPENDED';
  });
  const emails = [known.email, 'nobody@example.com', suspended.email, passwordless.email] as const;
  const times = emails.map((): number[] => []);
  // In turn, and compared within a turn, so that what else the machine does hits all alike.
  for (let round = 0; round < 30; round += 1) {
    for (const [index, email] of emails.entries()) {
      const began = performance.now();
      await logIn(gateway.url, { email, password: 'wrong' });
      times[index]!.push(performance.now() - began);
    }
  }
  const [base = [], ...others] = times;
  for (const other of others) {
    const ratio = median(other.map((time, round) => time / base[round]!));
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.33);
  }
});
