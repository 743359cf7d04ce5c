import { createServer, type AddressInfo } from 'node:net';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { anybody, Person, type Answer } from '../support/clients.js';
import { atThisPace } from '../support/machine-pace.js';
import { Processes } from '../support/processes.js';

jest.setTimeout(120_000);

const processes = new Processes();
afterAll(() => processes.dispose());

const email = 'admin@tenantry.local';
const logIn = async (url: string, password: string): Promise<Person> => {
  const document =
    'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken user { id } } }';
  const { json } = await anybody(url).graphql(document, { email, password });
  expect(json.errors).toBeUndefined();
  return new Person(url, json.data.login.accessToken as string, json.data.login.user.id as string);
};

const create = (person: Person, slug: string): Promise<Answer> =>
  person.graphql('mutation($slug: String!) { createTenant(input: { displayName: $slug, slug: $slug }) { slug } }', {
    slug,
  });
const slugs = async (person: Person): Promise<string[]> => {
  const { json } = await person.graphql('{ tenants(first: 200, orderBy: [{ field: SLUG }]) { nodes { slug } } }');
  const nodes: { slug: string }[] = json.data.tenants.nodes;
  return nodes.map(({ slug }) => slug);
};

describe('the gateway on an embedded database', () => {
  test('says once how to log in, keeps others off its directory, and keeps its word over kill -9', async () => {
    const DATA_DIR = join(processes.directory(), 'made', 'by', 'itself');
    const first = processes.start({ DATA_DIR });
    const url = await first.url();
    const person = await logIn(url, await first.printedPassword());
    expect(first.output.match(/password/g)).toHaveLength(2);
    expect((await create(person, 'before')).json.errors).toBeUndefined();

    const second = processes.start({ DATA_DIR });
    const ending = await second.ended;
    expect(ending).toMatchObject({ code: 1, signal: null });
    expect(ending.milliseconds).toBeLessThan(atThisPace(3_000));
    expect(second.output).toBe(
      `Another tenantry process is using the data directory ${DATA_DIR}. Stop it first, or give this one its own DATA_DIR.\n`,
    );
    expect((await create(person, 'between')).json.errors).toBeUndefined();

    const acknowledged: string[] = [];
    const writing = Array.from({ length: 40 }, async (_, index) => {
      const answer = await create(person, `during-${String(index).padStart(2, '0')}`).catch(() => undefined);
      if (answer && !answer.json.errors) acknowledged.push(answer.json.data.createTenant.slug as string);
    });
    while (acknowledged.length < 5) await wait(5);
    first.kill('SIGKILL');
    await Promise.all(writing);
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });

    const third = processes.start({ DATA_DIR });
    const again = new Person(await third.url(), person.token, person.userId);
    expect(await slugs(again)).toEqual(expect.arrayContaining(['before', 'between', 'root', ...acknowledged]));
    await wait(200);
    expect(third.output).not.toContain('password');
    third.kill('SIGTERM');
    expect(await third.ended).toMatchObject({ code: 0, signal: null });
    expect(third.output).not.toContain('password');
  });

  test('told to stop, it says so, finishes what is under way, and ends with 0', async () => {
    const gateway = processes.start({ DATA_DIR: processes.directory(), SHUTDOWN_LINGER_SECONDS: '1' });
    const url = await gateway.url();
    const nobody = anybody(url);
    expect((await nobody.get('/health/live')).json).toEqual({ status: 'live' });
    expect((await nobody.get('/health/ready')).json).toEqual({ status: 'ready' });

    const { hostname, port } = new URL(url);
    const body = JSON.stringify({ query: '{ viewer { role } }' });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    const slow = request({ hostname, port, method: 'POST', path: '/graphql', headers });
    const answered = new Promise<string>((resolve, reject) => {
      slow.on('error', reject).on('response', (response) => {
        const parts: Buffer[] = [];
        response
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () => {
            resolve(`${response.statusCode ?? 0} ${Buffer.concat(parts).toString()}`);
          });
      });
    });
    slow.write(body.slice(0, 10));
    await wait(100);

    gateway.kill('SIGTERM');
    await wait(300);
    // While it lingers it is not ready, but still answers whoever has not noticed.
    const unready = await nobody.get('/health/ready');
    expect([unready.status, unready.json]).toEqual([503, { status: 'unavailable' }]);
    expect((await nobody.get('/health/live')).status).toBe(200);
    expect((await nobody.graphql('{ viewer { role } }')).status).toBe(200);

    await wait(1_500);
    await expect(nobody.get('/health/live')).rejects.toThrow('fetch failed');
    slow.end(body.slice(10));
    expect((await answered).trim()).toBe('200 {"data":{"viewer":{"role":"ANONYMOUS"}}}');
    expect(await gateway.ended).toMatchObject({ code: 0, signal: null });
    expect(gateway.output).toMatch(/"type":"stopping","signal":"SIGTERM"[\s\S]*"type":"stopped"/);
  });

  test('an address in use is told in words', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const gateway = processes.start({
      DATA_DIR: processes.directory(),
      PORT: String(port),
      ADMIN_PASSWORD: 'pl4nted-Secret',
      LOG_LEVEL: 'silent',
    });
    expect(await gateway.ended).toMatchObject({ code: 1, signal: null });
    expect(gateway.output).toBe('The address is already in use. Choose another PORT or HOST.\n');
    taken.close();
  });
});

describe('the command line', () => {
  test('a bad environment is told whole, without its values', async () => {
    const gateway = processes.start({
      PORT: 'x',
      LOG_LEVEL: 'loud',
      ENCRYPTION_KEY: 'pl4nted-Secret',
      ADMIN_PASSWORD: 'short',
      DATABASE_URL: 'mysql://a:pl4nted-Secret@b',
    });
    expect(await gateway.ended).toMatchObject({ code: 1, signal: null });
    expect(gateway.output.split('\n').map((line) => line.split(':')[0])).toEqual([
      'The environment is not valid',
      '  PORT',
      '  DATABASE_URL',
      '  ADMIN_PASSWORD',
      '  LOG_LEVEL',
      '  ENCRYPTION_KEY',
      '',
    ]);
    expect(gateway.output).not.toMatch(/pl4nted|short|at .*\.js/);
  });

  test('config shows what counts, without secrets, and opens nothing', async () => {
    const DATA_DIR = join(processes.directory(), 'never-made');
    const given = {
      DATA_DIR,
      PORT: '4321',
      ADMIN_PASSWORD: 'pl4nted-Secret',
      DATABASE_URL: 'postgres://app:pl4nted-Secret@db/x',
      ENCRYPTION_KEY: Buffer.alloc(32, 'pl4nted').toString('base64'),
    };
    const config = processes.start(given, 'config');
    expect(await config.ended).toMatchObject({ code: 0, signal: null });
    expect(JSON.parse(config.output)).toMatchObject({
      DATA_DIR,
      PORT: 4321,
      ADMIN_PASSWORD: '***',
      ENCRYPTION_KEY: '***',
      DATABASE_URL: 'postgres://app:***@db/x',
    });
    expect(config.output).not.toContain('pl4nted');
    expect(config.output).not.toContain(given.ENCRYPTION_KEY);
  });

  test('migrate brings the database up to date and ends', async () => {
    const DATA_DIR = processes.directory();
    const first = processes.start({ DATA_DIR }, 'migrate');
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(first.output).toMatch(/^Applied 0001-foundation/);
    const second = processes.start({ DATA_DIR }, 'migrate');
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(second.output).toBe('Nothing to migrate.\n');
  });

  test('an unknown command is told with those that there are', async () => {
    const unknown = processes.start({}, 'destroy');
    expect(await unknown.ended).toMatchObject({ code: 2 });
    expect(unknown.output).toBe(
      "Unknown command 'destroy'. There are: serve, migrate, verify, rotate-keys, rotate-encryption-key, config.\n",
    );
  });

  test('a database that does not answer is told in words, without its password', async () => {
    const gateway = processes.start({
      DATA_DIR: processes.directory(),
      DATABASE_URL: 'postgres://app:pl4nted-Secret@127.0.0.1:1/x',
    });
    const ending = await gateway.ended;
    expect(ending).toMatchObject({ code: 1, signal: null });
    expect(gateway.output).toBe('The database does not answer: connect ECONNREFUSED 127.0.0.1:1\n');
  });
});
