import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { anybody, Person } from '../support/clients.js';
import { freezableProxy, type FreezableProxy } from '../support/freezable-proxy.js';
import { Processes, type GatewayProcess } from '../support/processes.js';
import { emptyDatabase, serverUrl, type ServerDatabase } from '../support/template.js';

jest.setTimeout(90_000);

const poolSize = 3;
const administrator = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'correct horse battery' };

(serverUrl === undefined ? describe.skip : describe)('a connection that is lost in a transaction', () => {
  const processes = new Processes();
  let database: ServerDatabase;
  let proxy: FreezableProxy;
  let gateway: GatewayProcess;
  let superadmin: Person;

  beforeAll(async () => {
    database = await emptyDatabase();
    proxy = await freezableProxy(database.url);
    gateway = processes.start({
      ...administrator,
      ...{ DATABASE_URL: proxy.url, DATABASE_POOL_SIZE: String(poolSize), DATA_DIR: processes.directory() },
    });
    const url = await gateway.url();
    const { json } = await anybody(url).graphql(
      'mutation($ADMIN_EMAIL: String!, $ADMIN_PASSWORD: String!) { login(email: $ADMIN_EMAIL, password: $ADMIN_PASSWORD) { accessToken } }',
      administrator,
    );
    superadmin = new Person(url, json.data.login.accessToken as string, undefined);
    await superadmin.graphql('mutation { createTenant(input: { displayName: "Acme" }) { id } }');
  });
  afterAll(async () => {
    await processes.dispose();
    proxy.close();
    await database.drop();
  });

  /** The code that a change of the tenant is refused with, or undefined. */
  const change = async (): Promise<string | undefined> => {
    const mutation = 'mutation { updateTenant(tenant: "acme", input: { displayName: "Changed" }) { id } }';
    const { json } = await superadmin.graphql(mutation);
    return json.errors?.[0].extensions.code as string | undefined;
  };
  const several = (count: number) => Promise.all(Array.from({ length: count }, change));

  /** Asks again until a change succeeds. */
  const recovers = async (): Promise<void> => {
    for (let tries = 0; tries < 40; tries += 1) {
      if ((await change()) === undefined) return;
      await setTimeout(250);
    }
    throw new Error('No change succeeded any more.');
  };

  test('before it has begun is replaced by another one', async () => {
    await several(poolSize);
    proxy.freeze();
    await several(2 * poolSize);
    await recovers();
    expect(new Set(await several(2 * poolSize))).toEqual(new Set([undefined]));
  });

  test('while it waits is replaced by another one', async () => {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    for (let lost = 0; lost <= poolSize; lost += 1) {
      await holder.query(`begin; select 1 from tenant where slug = 'acme' for update`);
      const changing = change();
      let ended = 0;
      for (let tries = 0; ended === 0 && tries < 200; tries += 1) {
        const waiting = `application_name = 'tenantry' and wait_event_type = 'Lock' and datname = current_database()`;
        const { rowCount } = await holder.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where ${waiting}`,
        );
        ended = rowCount ?? 0;
      }
      expect(await changing).toBe('UNAVAILABLE');
      await holder.query('rollback');
    }
    await holder.end();
    await recovers();
    expect(await several(1)).toEqual([undefined]);
  });

  test('is not waited for when the gateway stops', async () => {
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toMatchObject({ code: 0 });
  });
});
