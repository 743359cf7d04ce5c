import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';
import { asRoot, logIn, newTenant, path, provisioned } from '../support/fullstackhero.js';
import { atThisPace } from '../support/machine-pace.js';
import { ProvisioningProbe } from '../support/provisioning.js';
import { emptyDatabase, serverUrl, type ServerDatabase } from '../support/template.js';

jest.setTimeout(120_000);

let gateway: TestApp;
let probe: ProvisioningProbe;
const folder = mkdtempSync(join(tmpdir(), 'tenantry-own-'));
const secrets = ['s3cr3t-Word', 'other-Secret', 'a long password'];
beforeAll(async () => {
  writeFileSync(join(folder, '0001_orders.sql'), 'create table orders (id int primary key);');
  gateway = await startTestApp({ TENANT_MIGRATIONS_DIR: folder });
  probe = new ProvisioningProbe(gateway);
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

/** Makes a tenant whose first attempt must fail at its first step, and nothing of whose secrets is said. */
const failing = async (connectionString: string) => {
  const { id, json, tenant } = await probe.make({ connectionString, adminPassword: secrets[2] });
  const time = expect.stringMatching(/Z$/);
  const pending = { status: 'Pending', startedUtc: null, completedUtc: null, error: null };
  expect(json).toMatchObject({ status: 'Failed', currentStep: 'Database', completedUtc: time });
  expect(json.steps).toEqual([
    { step: 'Database', status: 'Failed', startedUtc: time, completedUtc: time, error: json.error as unknown },
    { step: 'Migrations', ...pending },
    { step: 'Seeding', ...pending },
    { step: 'CacheWarm', ...pending },
  ]);
  const rows = await probe.auditOf(json.correlationId as string);
  expect(rows.map(({ action, changes }) => [action, changes])).toEqual([
    ['provisioning.started', {}],
    ['provisioning.failed', { after: { step: 'DATABASE', error: json.error as unknown } }],
  ]);
  expect(await probe.query('select id from tenant_membership where tenant_id = $1', tenant['id'])).toEqual([]);
  expect(await probe.hasSchema(tenant['database_name'])).toBe(false);
  const said = await probe.everythingSaid(id, tenant['id']);
  for (const secret of secrets) expect(said).not.toContain(secret);
  return json.error as string;
};

describe('a connection string', () => {
  test.each([
    [
      'of another kind of server',
      'sqlserver://app:s3cr3t-Word@127.0.0.1/app',
      'Only PostgreSQL databases can be provisioned.',
    ],
    ['as it is documented', 'Server=db.acme.com;Database=AcmeDb;', 'The connection string names no user.'],
    ['without a database', 'Host=127.0.0.1;User Id=app;Pwd=s3cr3t-Word', 'The connection string names no database.'],
    [
      'without a port',
      'Host=127.0.0.1;Port=0;Database=a;User Id=app;Pwd=s3cr3t-Word',
      'The connection string names no valid port.',
    ],
  ])('%s fails at the first step', async (_what, connectionString, error) => {
    expect(await failing(connectionString)).toBe(error);
  });
});

describe('a database that is not what it should be', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const calls = new Map<string, number>();
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  /** Something that listens, and what it does with whoever connects. */
  const listening = async (name: string, welcome: (socket: Socket) => void): Promise<string> => {
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
      calls.set(name, (calls.get(name) ?? 0) + 1);
      welcome(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `postgres://app:${secrets[1]!}@127.0.0.1:${(server.address() as AddressInfo).port}/app`;
  };

  const noise = Buffer.alloc(1024 * 1024, 'x');
  /** Lets everybody in as PostgreSQL does, and then says nothing any more. */
  const ready = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
  const pour = (socket: Socket): void => {
    while (socket.writable && socket.write(noise));
    socket.once('drain', () => {
      pour(socket);
    });
  };

  test('is tried three times and told of, whatever it does, and holds up nobody else', async () => {
    const took = "The tenant's database did not answer in time.";
    const hostile: Record<string, readonly [string, string | RegExp]> = {
      refuses: [
        `postgres://app:${secrets[0]!}@127.0.0.1:1/app`,
        "The tenant's database cannot be reached (ECONNREFUSED).",
      ],
      pairs: ['Server=127.0.0.1;Port=1;Database=App;User Id=app;Password="s3cr3t-Word;x";', /\(ECONNREFUSED\)/],
      silent: [await listening('silent', () => undefined), took],
      'hangs up': [await listening('hangs up', (socket) => socket.end()), /ended the connection|ECONNRESET/],
    };
    const failures = Object.entries(hostile).map(async ([name, [connectionString, error]]) => {
      const expected = typeof error === 'string' ? error : expect.stringMatching(error);
      expect([name, await failing(connectionString)]).toEqual([name, expected]);
    });
    const began = performance.now();
    expect((await probe.make()).json.status).toBe('Completed');
    expect(performance.now() - began).toBeLessThan(atThisPace(15_000));
    await Promise.all(failures);
    expect([...calls]).toEqual(
      expect.arrayContaining([
        ['silent', 3],
        ['hangs up', 3],
      ]),
    );
  });

  test('lets somebody in and says nothing more, or more than anybody wants to hear: it is cut off', async () => {
    const mute = await listening('mute', (socket) => socket.once('data', () => socket.write(ready)));
    const loud = await listening('loud', (socket) =>
      socket.once('data', () => {
        socket.write(ready);
        socket.once('data', () => {
          pour(socket);
        });
      }),
    );
    const body = newTenant({ connectionString: mute });
    const other = newTenant({ connectionString: loud });
    for (const each of [body, other]) expect((await gateway.superadmin.post(path, each, asRoot)).status).toBe(201);
    for (const each of [body, other]) {
      const { json } = await provisioned(gateway.superadmin, each['id'] as string);
      expect(json).toMatchObject({ status: 'Failed', currentStep: 'Database' });
    }
  });
});

// The embedded database has no server that one could connect to.
(serverUrl === undefined ? describe.skip : describe)('a real database', () => {
  const own: ServerDatabase[] = [];
  afterAll(async () => {
    for (const each of own) await each.drop();
  });

  const pairsOf = (url: URL): string =>
    `Server=${url.hostname};Port=${url.port};Database=${url.pathname.slice(1)};User Id=${url.username};Password=${url.password};SSL Mode=Disable;`;

  test.each([
    ['a URL', (url: string) => url],
    ['pairs', (url: string) => pairsOf(new URL(url))],
  ])(
    'named by %s becomes the store of its tenant, and nothing of it stands in the shared one',
    async (_what, spell) => {
      const database = await emptyDatabase();
      own.push(database);
      const { id, adminEmail, json, tenant } = await probe.make({
        connectionString: spell(database.url),
        adminPassword: secrets[2],
      });
      expect(json).toMatchObject({ status: 'Completed', error: null });
      const schema = tenant['database_name'] as string;
      expect(await probe.hasSchema(schema)).toBe(false);

      const client = new Client({ connectionString: database.url });
      await client.connect();
      const { rows: applied } = await client.query(`select name from "${schema}".migration order by applied_at`);
      const { rows: counts } = await client.query(
        `select (select count(*)::int from "${schema}".role) as roles, (select count(*)::int from "${schema}".orders) as orders`,
      );
      await client.end();
      expect(applied.map(({ name }: { name: string }) => name)).toEqual([
        '0001-roles-and-permissions',
        '0002-settings',
        '0001_orders.sql',
      ]);
      expect(counts).toEqual([{ roles: 3, orders: 0 }]);
      expect((await logIn(anybody(gateway.url), id, adminEmail, secrets[2]!)).status).toBe(200);
      const { json: told } = await gateway.superadmin.graphql(
        '{ tenantMigrations(first: 100) { nodes { tenant { slug } lastApplied hasPending error } } }',
      );
      expect(told.data.tenantMigrations.nodes).toContainEqual({
        tenant: { slug: id },
        ...{ lastApplied: '0001_orders.sql', hasPending: false, error: null },
      });
    },
  );
});
