import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { announce, Bus } from '../../src/bus.js';
import { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { freezableProxy } from '../support/freezable-proxy.js';
import { overSocket, overStream, type Subscription } from '../support/live.js';
import { numberOf, tell } from '../support/notices.js';
import { ProvisioningProbe } from '../support/provisioning.js';
import { serverUrl } from '../support/template.js';

/** The embedded database is in the process itself, so that nothing between them can be lost. */
(serverUrl === undefined ? describe.skip : describe)('while the connection that hears is lost', () => {
  let gateway: TestApp;
  beforeAll(async () => {
    gateway = await startTestApp();
  });
  afterAll(() => gateway.stop());

  const db = () => kyselyOf(gateway.app.services.orm.em);

  /** Ends the connection; it is made again a second later. */
  const cut = async (): Promise<void> => {
    const { rows } = await sql`
      select pg_terminate_backend(pid, 1000) from pg_stat_activity
      where datname = current_database() and application_name = 'tenantry bus'`.execute(db());
    expect(rows).toHaveLength(1);
  };

  const titles = ({ results }: Subscription): string[] =>
    results.map(
      (result) => (result as { data: { notificationReceived: { title: string } } }).data.notificationReceived.title,
    );

  describe.each([
    ['WebSocket', overSocket],
    ['an event stream', overStream],
  ] as const)('who watches over %s', (_name, subscribe) => {
    test('gets the lines that came into their inbox, each once and in order', async () => {
      const person = await gateway.build.member(await gateway.build.tenant(), 'VIEWER');
      const heard = Promise.withResolvers<undefined>();
      const stop = gateway.app.services.bus.listen(
        'notification',
        () => heard.resolve(undefined),
        () => undefined,
      );
      await tell(gateway, person, 'of old');
      await heard.promise;
      stop();
      const watching = subscribe(gateway.url, person.token, 'subscription { notificationReceived { title } }');
      await setTimeout(300);
      await tell(gateway, person, 'before');
      await watching.received(1);
      await cut();
      await tell(gateway, person, 'meanwhile');
      await tell(gateway, person, 'still');
      await watching.received(3);
      await tell(gateway, person, 'afterwards');
      await watching.received(4);
      expect(titles(watching)).toEqual(['before', 'meanwhile', 'still', 'afterwards']);
      watching.leave();
    });

    test('gets the state that an attempt has come to', async () => {
      const tenant = await gateway.build.tenant();
      const attempt = await new ProvisioningProbe(gateway).leave(tenant);
      const document = `subscription { provisioningUpdated(tenant: "${tenant.id}") { status error } }`;
      const watching = subscribe(gateway.url, gateway.superadmin.token, document);
      await watching.received(1);
      await cut();
      await db()
        .updateTable('provisioning')
        .set({ status: 'FAILED', error: 'Meanwhile.' })
        .where('id', '=', attempt.id)
        .execute();
      await watching.received(2);
      expect(watching.results).toEqual([
        { data: { provisioningUpdated: { status: 'PENDING', error: null } } },
        { data: { provisioningUpdated: { status: 'FAILED', error: 'Meanwhile.' } } },
      ]);
      watching.leave();
    });

    test('is told that they may not any more', async () => {
      const person = await gateway.build.member(await gateway.build.tenant(), 'VIEWER');
      const watching = subscribe(gateway.url, person.token, 'subscription { notificationReceived { title } }');
      await setTimeout(300);
      const id = await numberOf(gateway, person);
      await cut();
      await gateway.build.change(async (em) => {
        (await em.findOneOrFail(User, id)).status = 'SUSPENDED';
      });
      expect(await watching.ended).toBe('complete');
      expect(watching.results).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
    });
  });

  test('without a word, that is found out', async () => {
    const proxy = await freezableProxy(gateway.databaseUrl!);
    const bus = await Bus.onServer(proxy.url);
    const heard: number[] = [];
    const { promise: lost, resolve } = Promise.withResolvers<boolean>();
    const stop = bus.listen(
      'notification',
      ({ id }) => heard.push(id),
      () => resolve(true),
    );
    proxy.freeze();
    await announce(db(), 'notification', { id: 1, userId: 0 });
    expect(await lost).toBe(true);
    await announce(db(), 'notification', { id: 2, userId: 0 });
    for (let waited = 0; heard.length === 0 && waited < 20_000; waited += 20) await setTimeout(20);
    expect(heard).toEqual([2]);
    stop();
    await bus.close();
    proxy.close();
  });
});

// A file without a test that runs counts as broken; on the embedded database there is only this to say.
test('a server is tested where there is one', () => {
  expect(serverUrl === undefined || serverUrl.startsWith('postgres')).toBe(true);
});
