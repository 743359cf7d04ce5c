import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenant } from '../../src/entities/tenant.js';
import { User } from '../../src/entities/user.js';
import { notify } from '../../src/notify.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';
import { overSocket, overStream, type Subscription } from '../support/live.js';
import { inWrite, numberOf, tell } from '../support/notices.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const received = 'subscription { notificationReceived { type title message data readAt } }';

const event = (title: string) => ({
  data: {
    notificationReceived: {
      type: 'test.notified',
      title,
      message: `${title}, at length`,
      data: { of: title },
      readAt: null,
    },
  },
});

/** Long enough for an announcement to have come, had there been one. */
const pause = () => setTimeout(150);

const someone = async (): Promise<Person> => gateway.build.member(await gateway.build.tenant(), 'VIEWER');

/** How many subscriptions the gateway serves at the moment. */
const served = (): number => {
  const { emitter } = gateway.app.services.bus as unknown as { emitter: { listenerCount(topic: string): number } };
  return emitter.listenerCount('notification');
};

const servedBecomes = async (count: number): Promise<void> => {
  for (let waited = 0; served() !== count && waited < 20_000; waited += 10) await setTimeout(10);
  expect(served()).toBe(count);
};

/** A subscription that has begun. */
const listening = async (subscribe: typeof overSocket, person: Person): Promise<Subscription> => {
  const before = served();
  const subscription = subscribe(gateway.url, person.token, received);
  await servedBecomes(before + 1);
  return subscription;
};

const transports = [
  ['WebSocket', overSocket],
  ['an event stream', overStream],
] as const;

describe.each(transports)('over %s', (_name, subscribe) => {
  test('a new line of the inbox arrives, and one of somebody else never does', async () => {
    const [one, other] = [await someone(), await someone()];
    const subscription = await listening(subscribe, one);
    await tell(gateway, other, 'not for you');
    await tell(gateway, one, 'first');
    await tell(gateway, one, 'second');
    expect(await subscription.received(2)).toEqual([event('first'), event('second')]);
    await pause();
    expect(subscription.results).toHaveLength(2);
    subscription.leave();
    await servedBecomes(0);
  });

  test('a transaction that is rolled back announces nothing', async () => {
    const person = await someone();
    const userId = await numberOf(gateway, person);
    const subscription = await listening(subscribe, person);
    const failing = inWrite(gateway, async (tx) => {
      notify(tx, [userId], { type: 'test.notified', title: 'never', message: 'never', data: {} });
      await tx.em.flush();
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    await pause();
    expect(subscription.results).toEqual([]);
    subscription.leave();
    await servedBecomes(0);
  });

  test('a suspension ends the stream at its next event, which does not arrive', async () => {
    const person = await someone();
    const userId = await numberOf(gateway, person);
    const subscription = await listening(subscribe, person);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, userId)).status = 'SUSPENDED';
    });
    await tell(gateway, person, 'too late');
    expect(await subscription.ended).toBe('complete');
    expect(subscription.results).toEqual([
      {
        errors: [
          {
            message: 'The token is invalid or has expired.',
            extensions: { code: 'UNAUTHENTICATED', reason: 'CREDENTIALS_INVALID' },
          },
        ],
      },
    ]);
  });

  test('a tenant that is suspended ends the streams of its people', async () => {
    const tenant = await gateway.build.tenant();
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
    const subscription = await listening(subscribe, person);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).status = 'SUSPENDED';
    });
    await tell(gateway, person, 'too late');
    expect(await subscription.ended).toBe('complete');
    expect(subscription.results).toEqual([
      {
        errors: [
          {
            message: 'This tenant has been deactivated.',
            extensions: { code: 'FORBIDDEN', reason: 'TENANT_DEACTIVATED' },
          },
        ],
      },
    ]);
  });

  test('who leaves is not waited for', async () => {
    const person = await someone();
    const before = served();
    const subscription = await listening(subscribe, person);
    subscription.leave();
    await servedBecomes(before);
  });
});

describe('credentials', () => {
  test.each([
    ['none', undefined, { code: 4401, reason: 'Log in first.' }],
    ['a wrong token', 'nonsense', { code: 4401, reason: 'The token is invalid or has expired.' }],
  ])('a socket with %s is closed before anything runs on it', async (_name, token, close) => {
    const subscription = overSocket(gateway.url, token, received);
    expect(await subscription.ended).toEqual(close);
    expect(subscription.results).toEqual([]);
  });

  test.each([
    ['none', undefined, 401],
    ['a wrong token', 'nonsense', 401],
  ])('an event stream with %s is refused with a status', async (_name, token, status) => {
    const subscription = overStream(gateway.url, token, received);
    expect(await subscription.ended).toBe(status);
  });

  test('what is run on a socket that is open is checked by itself', async () => {
    const person = await someone();
    const subscription = overSocket(gateway.url, person.token, 'query { platformSettings { defaultMaxUsers } }');
    expect(await subscription.ended).toBe('complete');
    expect(subscription.results).toEqual([
      {
        data: null,
        errors: [
          expect.objectContaining({ message: 'You may not do this.', extensions: { code: 'FORBIDDEN' } }) as unknown,
        ],
      },
    ]);
  });
});
