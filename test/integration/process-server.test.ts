import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { anybody, Person } from '../support/clients.js';
import { atThisPace } from '../support/machine-pace.js';
import { Processes } from '../support/processes.js';
import { administer, emptyDatabase, serverUrl } from '../support/template.js';

jest.setTimeout(120_000);

const processes = new Processes();
const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  await processes.dispose();
  for (const drop of drops) await drop();
});

const database = async () => {
  const made = await emptyDatabase();
  drops.push(made.drop);
  return made;
};

const countIn = async (url: string, statement: string): Promise<number> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(statement);
    return rows[0]!.count;
  } finally {
    await client.end();
  }
};

/** Asks again until it is so. @throws after ten seconds */
const until = async (what: string, isSo: () => Promise<boolean>): Promise<number> => {
  const began = performance.now();
  while (performance.now() - began < 30_000) {
    if (await isSo()) return performance.now() - began;
    await wait(50);
  }
  throw new Error(`It never came to be ${what}.`);
};

const statusOf = async (url: string, path: string): Promise<number> => (await anybody(url).get(path)).status;

(serverUrl === undefined ? describe.skip : describe)('the gateway on a server', () => {
  test.each([
    [
      'with a key given to both',
      (): Record<string, string>[] => {
        const ENCRYPTION_KEY = randomBytes(32).toString('base64');
        return [
          { ENCRYPTION_KEY, DATA_DIR: processes.directory() },
          { ENCRYPTION_KEY, DATA_DIR: processes.directory() },
        ];
      },
    ],
    [
      'with a key in a directory they share',
      () => {
        const DATA_DIR = processes.directory();
        return [{ DATA_DIR }, { DATA_DIR }];
      },
    ],
  ])('two that start at once on one empty database both become ready, %s', async (_name, environments) => {
    const { url } = await database();
    const both = environments().map((variables) => processes.start({ ...variables, DATABASE_URL: url }));
    const urls = await Promise.all(both.map((each) => each.url()));
    expect(await Promise.all(urls.map((each) => statusOf(each, '/health/ready')))).toEqual([200, 200]);
    expect(await countIn(url, `select count(*)::int as count from "user" where platform_role = 'SUPERADMIN'`)).toBe(1);
    expect(await countIn(url, 'select count(*)::int as count from tenant')).toBe(1);
    expect(await countIn(url, 'select count(*)::int as count from signing_key')).toBe(1);
    await wait(200);
    const printed = both.filter(({ output }) => output.includes('password'));
    expect(printed).toHaveLength(1);

    const password = await printed[0]!.printedPassword();
    const login = `mutation { login(email: "admin@tenantry.local", password: ${JSON.stringify(password)}) { accessToken } }`;
    const { json } = await anybody(urls[0]!).graphql(login);
    const person = new Person(urls[1]!, json.data.login.accessToken as string, undefined);
    expect((await person.graphql('{ viewer { role } }')).json).toEqual({ data: { viewer: { role: 'SUPERADMIN' } } });
    for (const each of both) each.kill('SIGTERM');
    expect(await Promise.all(both.map(async (each) => (await each.ended).code))).toEqual([0, 0]);
  });

  test('lives without its database, says that it is not ready, and recovers by itself', async () => {
    const { url, name } = await database();
    const gateway = processes.start({ DATABASE_URL: url, DATA_DIR: processes.directory() });
    const address = await gateway.url();
    const login = `mutation { login(email: "admin@tenantry.local", password: "wrong") { accessToken } }`;
    expect(await statusOf(address, '/health/ready')).toBe(200);

    await administer(
      `alter database ${name} allow_connections false`,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    await until('unready', async () => (await statusOf(address, '/health/ready')) === 503);
    expect(await statusOf(address, '/health/live')).toBe(200);
    const { status, json } = await anybody(address).graphql(login);
    expect([status, json]).toEqual([
      200,
      {
        data: null,
        errors: [
          {
            message: 'The database does not answer. Try again shortly.',
            locations: expect.any(Array),
            path: ['login'],
            extensions: { code: 'UNAVAILABLE' },
          },
        ],
      },
    ]);

    await administer(`alter database ${name} allow_connections true`);
    expect(await until('ready', async () => (await statusOf(address, '/health/ready')) === 200)).toBeLessThan(
      atThisPace(2_000),
    );
    expect((await anybody(address).graphql(login)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    gateway.kill('SIGTERM');
    expect((await gateway.ended).code).toBe(0);
  });

  test('another key than the one the database was filled with is told in words', async () => {
    const { url } = await database();
    const first = processes.start({ DATABASE_URL: url, DATA_DIR: processes.directory() });
    await first.url();
    const second = processes.start({ DATABASE_URL: url, DATA_DIR: processes.directory(), LOG_LEVEL: 'silent' });
    expect((await second.ended).code).toBe(1);
    expect(second.output).toBe(
      'The signing key in the database was sealed with another encryption key. Give this process the same ENCRYPTION_KEY, or the data directory that holds it.\n',
    );
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });
});

// A file without a test that runs counts as broken; on the embedded database there is only this to say.
test('a server is tested where there is one', () => {
  expect(serverUrl === undefined || serverUrl.startsWith('postgres')).toBe(true);
});
