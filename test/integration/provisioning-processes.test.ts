import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, jest, test } from '@jest/globals';
import { anybody, Person } from '../support/clients.js';
import { atThisPace } from '../support/machine-pace.js';
import { platformAdmin } from '../support/people.js';
import { prepare } from '../support/prepared.js';
import { GatewayProcess, Processes } from '../support/processes.js';
import { ended, expectNoOrphans, expectWhole, queuedOf } from '../support/queued.js';
import { serverUrl } from '../support/template.js';

jest.setTimeout(120_000);

const processes = new Processes();
const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  await processes.dispose();
  for (const drop of drops.reverse()) await drop();
});

const logIn = async (gateway: GatewayProcess): Promise<Person> => {
  const url = await gateway.url();
  const document =
    'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';
  const { json } = await anybody(url).graphql(document, platformAdmin);
  return new Person(url, json.data.login.accessToken as string, undefined);
};

const createTenant =
  'mutation($slug: String!, $adminEmail: String!) { createTenant(input: { displayName: $slug, slug: $slug, adminEmail: $adminEmail }) { slug } }';

/** Whether the creation was acknowledged; whoever is killed meanwhile acknowledges nothing. */
const create = async (person: Person, slug: string): Promise<boolean> => {
  const answer = await person.graphql(createTenant, { slug, adminEmail: `${slug}@example.com` }).catch(() => undefined);
  if (answer) expect(answer.json.errors).toBeUndefined();
  return answer !== undefined;
};

test('gateways that are killed at random moments complete within a minute whatever they have acknowledged', async () => {
  const { copy, drop } = await prepare(() => Promise.resolve());
  const at = await copy();
  drops.push(drop, () => at.drop());
  const { url, directory, key } = at.order;
  const place =
    url === undefined ? { DATA_DIR: directory ?? '' } : { DATABASE_URL: url, DATA_DIR: processes.directory() };
  const start = () => processes.start({ ...place, ENCRYPTION_KEY: key, RATE_LIMIT_MULTIPLIER: '0' });
  // One process alone may be on an embedded database.
  const gateways = Array.from({ length: serverUrl === undefined ? 1 : 2 }, start);
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const victim = gateways[round % gateways.length]!;
    const person = await logIn(victim);
    const creating = Array.from({ length: 4 }, async (_, index) => {
      const slug = `round-${round}-${index}`;
      if (await create(person, slug)) acknowledged.push(slug);
    });
    await Promise.race(creating);
    await wait(Math.random() * 500);
    victim.kill('SIGKILL');
    await Promise.all(creating);
    await victim.ended;
    gateways[round % gateways.length] = start();
  }
  const began = performance.now();
  const last = await logIn(gateways[0]!);
  const states = async (): Promise<string[]> => {
    const { json } = await last.graphql('{ tenants(first: 100) { nodes { slug provisioning { status } } } }');
    const nodes = json.data.tenants.nodes as { slug: string; provisioning: { status: string } | null }[];
    return nodes.filter(({ slug }) => slug !== 'root').map(({ provisioning }) => provisioning?.status ?? 'none');
  };
  while ((await states()).some((status) => status !== 'COMPLETED')) {
    expect(performance.now() - began).toBeLessThan(atThisPace(60_000));
    await wait(200);
  }
  for (const gateway of gateways) gateway.kill('SIGTERM');
  for (const gateway of gateways) expect(await gateway.ended).toMatchObject({ code: 0 });

  expect(acknowledged.length).toBeGreaterThan(3);
  const database = await at.open();
  for (const slug of acknowledged) {
    const queued = await queuedOf(database, slug);
    await ended(database, queued);
    await expectWhole(database, queued);
  }
  await expectNoOrphans(database);
  await database.close();
});
