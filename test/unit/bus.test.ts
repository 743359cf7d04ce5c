import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { announce, Bus, type Topics } from '../../src/bus.js';
import type { OpenDatabase } from '../../src/database.js';
import { kyselyOf } from '../../src/orm.js';
import { copyOfTemplate } from '../support/template.js';

let database: OpenDatabase;
let bus: Bus;
beforeAll(async () => {
  ({ database } = await copyOfTemplate());
  bus = await database.openBus();
});
afterAll(async () => {
  await bus.close();
  await database.close();
});

/** Nobody tells these of anything but what is said. */
const hearing = <Message>(wants: (message: Message) => boolean) => ({ wants, missed: () => Promise.resolve([]) });
const everything = hearing(() => true);

type Line = Topics['notification'];

const say = (id: number, userId = 1) => announce(kyselyOf(database.orm.em), 'notification', { id, userId });

describe('what is announced', () => {
  test('is heard in order by whoever wants it', async () => {
    const messages = bus.messages(
      'notification',
      hearing(({ userId }: Line) => userId === 1),
    );
    await say(1);
    await say(2, 7);
    await say(3);
    expect([await messages.next(), await messages.next()]).toEqual([
      { done: false, value: { id: 1, userId: 1 } },
      { done: false, value: { id: 3, userId: 1 } },
    ]);
    await messages.return?.();
  });

  test('that is not ours does no harm', async () => {
    const messages = bus.messages('notification', everything);
    for (const text of ['', 'nonsense', 'null', '[1']) {
      await sql`select pg_notify('tenantry', ${text})`.execute(kyselyOf(database.orm.em));
    }
    await say(4);
    expect(await messages.next()).toEqual({ done: false, value: { id: 4, userId: 1 } });
    await messages.return?.();
  });

  test('ends for one who waits and is returned from', async () => {
    const messages = bus.messages('notification', everything);
    const waiting = messages.next();
    await messages.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await messages.next()).toEqual({ done: true, value: undefined });
  });

  test('does not pile up for one who does not ask: they are told to subscribe again', async () => {
    const slow = bus.messages('notification', everything);
    const quick = bus.messages(
      'notification',
      hearing(({ id }: Line) => id === 1_001),
    );
    await sql`select pg_notify('tenantry', json_build_array('notification', json_build_object('id', n, 'userId', 1))::text)
      from generate_series(1, 1001) n`.execute(kyselyOf(database.orm.em));
    await quick.next();
    await expect(slow.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await quick.return?.();
  });
});
