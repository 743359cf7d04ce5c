import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import { EncryptionKey } from '../../src/auth/encryption-key.js';
import { existingEncryptionKeys } from '../../src/auth/encryption-keys.js';
import { loadConfig } from '../../src/config.js';
import { kyselyOf } from '../../src/orm.js';
import { rotateEncryptionKey } from '../../src/rotation/rotate-encryption-key.js';
import { startTestApp } from '../support/app.js';
import { anybody, Person } from '../support/clients.js';
import { Processes } from '../support/processes.js';
import { ask, openStored, storeConnections } from '../support/stored-secrets.js';
import { emptyDatabase, serverUrl } from '../support/template.js';

jest.setTimeout(120_000);

const processes = new Processes();
const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  await processes.dispose();
  for (const drop of drops) await drop();
});

type Variables = Record<string, string>;

const stored = 600;
const newKey = (): string => randomBytes(32).toString('base64');
const idOf = (key: string): string => EncryptionKey.parse(key)!.id;

/** Where a gateway finds its database and its key; on a server where the tests have one. */
const place = async (more: Variables = {}): Promise<Variables> => {
  const variables = { DATA_DIR: processes.directory(), ADMIN_PASSWORD: 'a long password', ...more };
  if (serverUrl === undefined) return variables;
  const { url, drop } = await emptyDatabase();
  drops.push(drop);
  return { ...variables, DATABASE_URL: url };
};

const keysIn = ({ DATA_DIR = '' }: Variables): string[] =>
  readFileSync(join(DATA_DIR, 'encryption.key'), 'utf8').trim().split('\n');

const logIn = async (url: string): Promise<Person> => {
  const login = 'mutation { login(email: "admin@tenantry.local", password: "a long password") { accessToken } }';
  return new Person(url, (await anybody(url).graphql(login)).json.data.login.accessToken as string, undefined);
};

const create = (person: Person, slug: string, connectionString: string) =>
  person.graphql('mutation($input: CreateTenantInput!) { createTenant(input: $input) { id } }', {
    input: { displayName: slug, slug, connectionString },
  });

/** Runs a gateway for as long as `work` takes. */
const whileServing = async <T>(variables: Variables, work: (person: Person) => Promise<T>): Promise<T> => {
  const gateway = processes.start(variables);
  try {
    return await work(await logIn(await gateway.url()));
  } finally {
    gateway.kill('SIGTERM');
    await gateway.ended;
  }
};

const rotate = async (variables: Variables) => {
  const command = processes.start(variables, 'rotate-encryption-key');
  const { code } = await command.ended;
  return { code, output: command.output };
};

/** Starts a rotation and kills it somewhere in between. */
const killed = async (variables: Variables): Promise<void> => {
  const command = processes.start(variables, 'rotate-encryption-key');
  const keys = keysIn(variables).length;
  for (let waited = 0; keysIn(variables).length === keys && waited < 3_000; waited += 1) await wait(1);
  await wait(randomInt(0, 60));
  command.kill('SIGKILL');
  await command.ended;
};

const expectAllSealedWith = async (variables: Variables, key: string, count: number): Promise<void> => {
  const secrets = await openStored(variables);
  expect(new Set(secrets.map(({ keyId }) => keyId))).toEqual(new Set([idOf(key)]));
  expect(secrets).toHaveLength(count);
};

const rotations = async (variables: Variables): Promise<unknown[]> =>
  (await ask(variables, `select target_id from audit_log where action = 'encryption_key.rotated' order by id`)).map(
    (row) => (row as { target_id: unknown }).target_id,
  );

describe('a key in the data directory', () => {
  test('is replaced by a new one, whatever kills the rotation, and nothing that was sealed is lost', async () => {
    const variables = await place();
    const before = await whileServing(variables, async (person) => {
      // Only the process that serves an embedded database can reach it.
      if (serverUrl === undefined)
        expect((await rotate(variables)).output).toMatch(/^Another tenantry process is using/);
      return person;
    });
    await storeConnections(variables, stored);
    const secrets = new Set((await openStored(variables)).map(({ secret }) => secret));

    for (let kills = 0; kills < (serverUrl === undefined ? 2 : 5); kills += 1) {
      await killed(variables);
      expect(new Set((await openStored(variables)).map(({ secret }) => secret))).toEqual(secrets);
    }
    const { code, output } = await rotate(variables);
    expect([code, output]).toEqual([0, expect.stringMatching(/^(A new key|An earlier rotation).*\n$/)]);
    const keys = keysIn(variables);
    for (const key of keys) expect(output).not.toContain(key);
    await expectAllSealedWith(variables, keys[0]!, stored + 1);
    expect(new Set((await openStored(variables)).map(({ secret }) => secret))).toEqual(secrets);
    // One line for each key that was made, the newest last.
    expect(await rotations(variables)).toEqual(keys.slice(0, -1).map(idOf).reverse());

    await whileServing(variables, async ({ url }) => {
      const again = new Person(url, before.token, undefined);
      expect((await again.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('SUPERADMIN');
    });
  });

  test('is needed: without it nothing is made, and with another one nothing is changed', async () => {
    const variables = await place();
    expect(await rotate(variables)).toEqual({
      code: 1,
      output: `There is no encryption key in ${variables['DATA_DIR']!}.\n`,
    });
    await whileServing(variables, async () => undefined);
    const [key] = keysIn(variables);
    expect(await rotate({ ...variables, ENCRYPTION_KEY: newKey() })).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^1 of the secrets in the database cannot be opened, so nothing was changed\..*\n {2}signing_key\.sealed_private_jwk of [\w-]+ was sealed with an encryption key that this process does not have\.\n$/,
      ),
    });
    expect(keysIn(variables)).toEqual([key]);
    await expectAllSealedWith(variables, key!, 1);
    expect(await rotations(variables)).toEqual([]);
  });
});

describe('a key from the environment', () => {
  test('is replaced by the one that is given before it, once', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const variables = await place({ ENCRYPTION_KEY: old });
    await whileServing(variables, async () => undefined);
    await storeConnections(variables, 3);
    const both = { ...variables, ENCRYPTION_KEY: fresh, ENCRYPTION_KEY_PREVIOUS: old };
    expect(await rotate(both)).toEqual({
      code: 0,
      output: `4 secrets have been sealed anew, all are sealed with key ${idOf(fresh)} now.\n`,
    });
    await expectAllSealedWith({ ...variables, ENCRYPTION_KEY: fresh }, fresh, 4);
    expect(await rotate(both)).toEqual({
      code: 0,
      output: `All secrets are sealed with ENCRYPTION_KEY, key ${idOf(fresh)}, already.\n`,
    });
    expect(await rotations({ ...variables, ENCRYPTION_KEY: fresh })).toEqual([idOf(fresh)]);
    await whileServing({ ...variables, ENCRYPTION_KEY: fresh }, async (person) => {
      expect((await person.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('SUPERADMIN');
    });
  });
});

(serverUrl === undefined ? describe.skip : describe)('gateways that serve meanwhile', () => {
  test('seal with the new key and open with both, without being told', async () => {
    const variables = await place();
    const [one, two] = [processes.start(variables), processes.start(variables)];
    const people = [await logIn(await one.url()), await logIn(await two.url())] as const;
    await storeConnections(variables, stored);
    const made: string[] = [];
    let rotating = true;
    const making = people.map(async (person, index) => {
      for (let count = 0; rotating; count += 1) {
        const slug = `made-${index}-${count}`;
        const { json } = await create(person, slug, `postgres://app:secret-of-${slug}@127.0.0.1:1/app`);
        made.push(json.data.createTenant.id as string);
        await wait(20);
      }
    });
    for (let kills = 0; kills < 3; kills += 1) await killed(variables);
    expect((await rotate(variables)).code).toBe(0);
    await wait(100);
    rotating = false;
    await Promise.all(making);

    const [key = ''] = keysIn(variables);
    const secrets = new Map((await openStored(variables)).map((each) => [each.row, each]));
    expect(made.length).toBeGreaterThan(20);
    expect(made.map((id) => secrets.get(id)?.secret)).toEqual(
      made.map(() => expect.stringMatching(/^postgres:\/\/app:secret-of-made-\d-\d+@127\.0\.0\.1:1\/app$/)),
    );
    expect(secrets.get(made.at(-1)!)!.keyId).toBe(idOf(key));

    // A gateway of the time before the rotation opens what was sealed after it: the store is made in that database.
    const { json } = await create(people[1], 'own-store', variables['DATABASE_URL']!.replace('root@', 'root:unused@'));
    expect(secrets.has(json.data.createTenant.id as string)).toBe(false);
    let status = '';
    for (let tries = 0; tries < 100 && status !== 'COMPLETED'; tries += 1) {
      const answer = await people[0].graphql('{ provisioning(tenant: "own-store") { status error } }');
      ({ status } = answer.json.data.provisioning as { status: string });
      expect(status).not.toBe('FAILED');
      await wait(50);
    }
    expect(status).toBe('COMPLETED');
    expect(`${one.output}${two.output}`).not.toMatch(/"level":(50|60)|secret-of/);
  });

  test('that lack the new key go on, and what they have sealed the next rotation seals anew', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const variables = await place({ ENCRYPTION_KEY: old });
    await whileServing(variables, async (person) => {
      const rotated = { ...variables, ENCRYPTION_KEY: fresh, ENCRYPTION_KEY_PREVIOUS: old };
      expect((await rotate(rotated)).code).toBe(0);
      const { json } = await create(person, 'late', 'postgres://app:secret@127.0.0.1:1/app');
      const late = json.data.createTenant.id as string;
      expect((await openStored(rotated)).map(({ row, keyId }) => [row, keyId])).toContainEqual([late, idOf(old)]);
      expect((await rotate(rotated)).output).toMatch(/^1 secrets have been sealed anew/);
      await expectAllSealedWith({ ...variables, ENCRYPTION_KEY: fresh }, fresh, 2);
    });
  });

  test('two rotations at once on one directory do not both make a key', async () => {
    const variables = await place();
    await whileServing(variables, async () => undefined);
    await storeConnections(variables, stored);
    const outcomes = await Promise.all([rotate(variables), rotate(variables)]);
    expect(keysIn(variables).length).toBe(1 + outcomes.filter(({ code }) => code === 0).length);
    await expectAllSealedWith(variables, keysIn(variables)[0]!, stored + 1);
  });
});

test('secrets that somebody seals with another key meanwhile are counted, and left as they are', async () => {
  const gateway = await startTestApp();
  const { orm } = gateway.app.services;
  const keep = (statement: string) => sql.raw(statement).execute(kyselyOf(orm.em));
  await keep(`create function keep() returns trigger language plpgsql as
    'begin new.sealed_private_jwk := old.sealed_private_jwk; return new; end'`);
  await keep('create trigger keep before update on signing_key for each row execute function keep()');
  const [current, key] = [gateway.app.services.config.DATA_DIR, EncryptionKey.random()];
  const old = existingEncryptionKeys(loadConfig({ DATA_DIR: current })).current();
  expect(await rotateEncryptionKey(orm, { file: undefined, current: () => [key, ...old] })).toEqual({
    keyId: key.id,
    isNew: false,
    resealed: 1,
    left: 1,
  });
  await gateway.stop();
});
