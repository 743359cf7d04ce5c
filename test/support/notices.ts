import { Context } from '../../src/context.js';
import { anonymous } from '../../src/auth/viewer.js';
import { notify } from '../../src/notify.js';
import { kyselyOf } from '../../src/orm.js';
import { write, type Write } from '../../src/write.js';
import type { TestApp } from './app.js';
import type { Person } from './clients.js';

/** The number of somebody with a session. */
export const numberOf = async ({ app }: TestApp, { userId }: Person): Promise<number> => {
  const row = await kyselyOf(app.services.orm.em)
    .selectFrom('user')
    .where('public_id', '=', userId ?? '')
    .select('id')
    .executeTakeFirstOrThrow();
  return row.id;
};

/** A mutation's transaction that does nothing but what the test says. */
export const inWrite = (gateway: TestApp, work: (tx: Write) => void | Promise<void>): Promise<void> => {
  const origin = { requestId: 'test', ip: null, api: 'test' };
  return write(new Context(anonymous, origin, gateway.app.services), async (tx) => {
    tx.audit({ action: 'test.notified', targetType: 'test', targetId: 'test' });
    await work(tx);
  });
};

/** Puts a line into somebody's inbox, as a use-case does. */
export const tell = async (gateway: TestApp, person: Person, title: string): Promise<void> => {
  const userId = await numberOf(gateway, person);
  await inWrite(gateway, (tx) => {
    notify(tx, [userId], { type: 'test.notified', title, message: `${title}, at length`, data: { of: title } });
  });
};
