import { mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { atThisPace } from '../support/machine-pace.js';
import { ProvisioningProbe } from '../support/provisioning.js';

let gateway: TestApp;
let probe: ProvisioningProbe;
let silent: Server;
const folder = mkdtempSync(join(tmpdir(), 'tenantry-migrations-'));
const baseline = ['0001-roles-and-permissions', '0002-settings'];
const secret = 'pl4nted-literal';

const file = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};

const orders = 'create table orders (id int primary key);\ncreate index on orders (id);\n';
const items = "create table item (order_id int references orders (id));\ninsert into orders values (1); -- 'one'\n";

beforeAll(async () => {
  gateway = await startTestApp({ TENANT_MIGRATIONS_DIR: folder });
  probe = new ProvisioningProbe(gateway);
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  for (const name of readdirSync(folder)) unlinkSync(join(folder, name));
});
afterAll(async () => {
  silent.close();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

const appliedIn = async (schema: unknown): Promise<unknown[]> =>
  (await probe.query(`select name from "${String(schema)}".migration order by applied_at, name`)).map(
    ({ name }) => name,
  );

/** Another attempt of a tenant that has been provisioned. */
const again = async (tenant: Record<string, unknown>) => probe.ended(await probe.leave({ id: tenant['id'] as string }));

describe('the migrations of the operator', () => {
  test('are applied to every new store after the baseline, by name, each without naming the schema', async () => {
    file('0002_items.sql', items);
    file('0001_orders.sql', orders);
    file('notes.txt', 'not one');
    const { json, tenant } = await probe.make();
    expect(json.status).toBe('Completed');
    const schema = tenant['database_name'] as string;
    expect(await appliedIn(schema)).toEqual([...baseline, '0001_orders.sql', '0002_items.sql']);
    expect(await probe.query(`select id from "${schema}".orders`)).toEqual([{ id: 1 }]);
    expect(await probe.hasSchema('orders')).toBe(false);
    expect(await probe.tablesOf('public')).not.toContain('orders');
  });

  test('are applied once; one that is added is applied by the next attempt; line ends do not count', async () => {
    file('0001_orders.sql', orders);
    const { tenant } = await probe.make();
    file('0001_orders.sql', orders.replaceAll('\n', '\r\n'));
    file('0002_items.sql', `\uFEFF${items}`);
    expect(await again(tenant)).toMatchObject({ status: 'COMPLETED' });
    expect(await appliedIn(tenant['database_name'])).toEqual([...baseline, '0001_orders.sql', '0002_items.sql']);
    unlinkSync(join(folder, '0001_orders.sql'));
    expect(await again(tenant)).toMatchObject({ status: 'COMPLETED' });
  });

  test.each([
    [
      'an error that the server places',
      `select 1;\n\nselect '${secret}',\n  nowhere;`,
      4,
      'The database refused (42703).',
    ],
    [
      'an error that has no place',
      `select 1;\n-- more\nselect 1/0 as "${secret}";`,
      3,
      'The database refused (22012).',
    ],
    ['a text that is no SQL', `create table t (id int);\n'${secret}' is not SQL;`, 2, 'The database refused (42601).'],
    [
      'the end of its transaction',
      `create table t (id int);\ncommit;`,
      2,
      'A file is one transaction; it must not begin or end one.',
    ],
    ['what cannot run in a transaction', `create table t (id int);\nvacuum t;`, 2, 'The database refused (25001).'],
  ])('fail with their name and line for %s, and leave nothing of the file', async (_what, text, line, why) => {
    file('0001_orders.sql', orders);
    file('0002_broken.sql', text);
    const { id, json, tenant } = await probe.make();
    expect(json).toMatchObject({
      status: 'Failed',
      currentStep: 'Migrations',
      error: `Migration 0002_broken.sql, line ${line}: ${why}`,
    });
    expect(await probe.everythingSaid(id, tenant['id'])).not.toContain(secret);
    const schema = tenant['database_name'];
    expect(await appliedIn(schema)).toEqual([...baseline, '0001_orders.sql']);
    expect(await probe.tablesOf(schema)).not.toContain('t');

    file('0002_broken.sql', 'create table mended (id int)');
    expect(await again(tenant)).toMatchObject({ status: 'COMPLETED' });
    expect(await probe.tablesOf(schema)).toContain('mended');
  });

  test('that have been changed since a store got them are an error', async () => {
    file('0001_orders.sql', orders);
    const { tenant } = await probe.make();
    file('0001_orders.sql', `${orders}-- more`);
    expect(await again(tenant)).toMatchObject({
      status: 'FAILED',
      current_step: 'MIGRATIONS',
      error: 'Migration 0001_orders.sql has been changed since it was applied.',
    });
  });

  test('set nothing for anybody but themselves', async () => {
    const settings = () => probe.query("select name, setting from pg_settings where source = 'session' order by name");
    file(
      '0001_session.sql',
      "set search_path to nowhere; set statement_timeout to 1; select set_config('timezone', 'Asia/Tokyo', false);",
    );
    const before = await settings();
    expect((await probe.make()).json.status).toBe('Completed');
    expect(await settings()).toEqual(before);
    expect((await gateway.superadmin.graphql('{ tenants { totalCount } }')).json.errors).toBeUndefined();
  });
});

describe('tenantMigrations', () => {
  const fields = 'nodes { tenant { slug displayName } provider lastApplied pending hasPending error }';
  const statesOf = async (): Promise<Record<string, Record<string, unknown>>> => {
    const { json } = await gateway.superadmin.graphql(`{ tenantMigrations(first: 1000) { ${fields} } }`);
    expect(json.errors).toBeUndefined();
    const { nodes } = json.data.tenantMigrations as { nodes: { tenant: { slug: string } }[] };
    return Object.fromEntries(nodes.map(({ tenant, ...state }) => [tenant.slug, state]));
  };
  const provider = 'postgresql';
  const unknown = { provider, lastApplied: null, pending: [], hasPending: false };

  test('tells of each store what it has got and what it lacks', async () => {
    file('0001_orders.sql', orders);
    const { id } = await probe.make();
    const { slug } = await gateway.build.tenant();
    file('0002_items.sql', items);
    const states = await statesOf();
    expect(states[id]).toEqual({
      ...{ provider, lastApplied: '0001_orders.sql', pending: ['0002_items.sql'] },
      ...{ hasPending: true, error: null },
    });
    const all = [...baseline, '0001_orders.sql', '0002_items.sql'];
    expect(states[slug]).toEqual({ provider, lastApplied: null, pending: all, hasPending: true, error: null });
    expect(states['root']).toEqual({ ...unknown, error: null });
  });

  test('is paged by slug like every list', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 100; pages += 1) {
      const { json } = await gateway.superadmin.graphql(
        'query($after: String) { tenantMigrations(first: 7, after: $after) { nodes { tenant { slug } } pageInfo { hasNextPage endCursor } totalCount } }',
        { after },
      );
      const { nodes, pageInfo, totalCount } = json.data.tenantMigrations as {
        nodes: { tenant: { slug: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
        totalCount: number;
      };
      seen.push(...nodes.map(({ tenant }) => tenant.slug));
      if (!pageInfo.hasNextPage) {
        expect(seen).toHaveLength(totalCount);
        break;
      }
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual([...new Set(seen)].sort());
  });

  test('tells what is wrong with one of them beside the others, at once', async () => {
    const { vault } = gateway.app.services;
    const sealedOf = (tenantId: string, text: string) => vault.seal(text, 'tenant.sealed_connection_string', tenantId);
    const own = async (text: string): Promise<string> => {
      const { id, slug } = await gateway.build.tenant();
      await probe.query('update tenant set sealed_connection_string = $2 where id = $1', id, sealedOf(id, text));
      return slug;
    };
    file('0001_orders.sql', orders);
    const good = await probe.make();
    const damaged = await gateway.build.tenant();
    await probe.query(`create schema "${damaged.databaseName}"`);
    await probe.query(`create table "${damaged.databaseName}".migration (unlike text)`);
    const { port } = silent.address() as AddressInfo;
    const hung: string[] = [];
    for (let made = 0; made < 30; made += 1) hung.push(await own(`postgres://app:${secret}@127.0.0.1:${port}/app`));
    const refused = await own(`postgres://app:${secret}@127.0.0.1:1/app`);
    const nameless = await own(`Server=127.0.0.1;Password=${secret};`);
    const foreign = await gateway.build.tenant();
    await probe.query('update tenant set sealed_connection_string = $2 where id = $1', foreign.id, sealedOf('x', 'y'));

    const began = performance.now();
    const states = await statesOf();
    expect(performance.now() - began).toBeLessThan(atThisPace(2_000));
    expect(JSON.stringify(states)).not.toContain(secret);
    expect(states[good.id]).toMatchObject({ lastApplied: '0001_orders.sql', hasPending: false, error: null });
    expect(states[damaged.slug]).toEqual({ ...unknown, error: 'The store has another table named migration.' });
    expect(states[refused]).toEqual({ ...unknown, error: "The tenant's database cannot be reached (ECONNREFUSED)." });
    expect(states[nameless]).toEqual({ ...unknown, error: 'The connection string names no user.' });
    expect(states[foreign.slug]).toEqual({ ...unknown, error: 'The connection string cannot be used.' });
    const late = ["The tenant's database did not answer in time.", 'There was no time left to ask its database.'];
    for (const slug of hung) expect(late).toContain(states[slug]?.['error']);
  });
});
