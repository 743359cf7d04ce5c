import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { startApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { onServer } from '../../src/database.js';
import { anybody, Person } from '../support/clients.js';
import { administer, emptyDatabase, serverUrl } from '../support/template.js';

const owner = `tenantry_owner_${process.pid}`;
const guest = `tenantry_guest_${process.pid}`;

/** What somebody hears who brings the database up to date, or how many migrations there were. */
const migrate = async (url: string): Promise<string | number> => {
  const database = await onServer(url, 2);
  try {
    return (await database.migrate()).length;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await database.close();
  }
};

const as = (user: string, url: string): string => {
  const other = new URL(url);
  other.username = user;
  return other.toString();
};

(serverUrl === undefined ? describe.skip : describe)(
  'a database user without any privilege but its own database',
  () => {
    let inOwnSchema: Awaited<ReturnType<typeof emptyDatabase>>;
    let inPublic: Awaited<ReturnType<typeof emptyDatabase>>;
    beforeAll(async () => {
      [inOwnSchema, inPublic] = [await emptyDatabase(), await emptyDatabase()];
      await administer(`create role ${owner} login`, `create role ${guest} login`);
      for (const { name } of [inOwnSchema, inPublic]) await administer(`alter database ${name} owner to ${owner}`);
      // What is looked up by the name of the user is not found any more by whoever has taken another role.
      const client = new Client({ connectionString: inOwnSchema.url });
      await client.connect();
      await client.query(`create schema ${owner} authorization ${owner}`).finally(() => client.end());
    });
    afterAll(async () => {
      await inOwnSchema.drop();
      await inPublic.drop();
      await administer(`drop role ${owner}`, `drop role ${guest}`);
    });

    test('is told what to have done by somebody who may make roles', async () => {
      expect(await migrate(as(owner, inOwnSchema.url))).toBe(
        `The database user ${owner} can neither become the role tenantry_writer nor make it. Let somebody who may make roles run: create role tenantry_writer nologin; grant tenantry_writer to ${owner};`,
      );
    });

    test('runs the gateway once that is done, in a schema of its own', async () => {
      await administer(`grant tenantry_writer to ${owner}`);
      const login = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'correct horse battery' };
      const config = loadConfig({ PORT: '0', DATA_DIR: mkdtempSync(join(tmpdir(), 'tenantry-test-')), ...login });
      const app = await startApp(config, await onServer(as(owner, inOwnSchema.url), 5), { emit: () => undefined });
      const session = await anybody(app.url).graphql(
        'mutation { login(email: "root@example.com", password: "correct horse battery") { accessToken } }',
      );
      const person = new Person(app.url, session.json.data.login.accessToken as string, undefined);
      const made = await person.graphql('mutation { createTenant(input: { displayName: "Made" }) { slug } }');
      await app.stop();
      expect(made.json).toEqual({ data: { createTenant: { slug: 'made' } } });
    });

    test('cannot serve where it does not own the tables, and says so rather than find nothing', async () => {
      await administer(`grant tenantry_writer to ${guest}`);
      await migrate(as(owner, inPublic.url));
      expect(await migrate(as(guest, inPublic.url))).toMatch(
        /^The database user \w+ does not own the gateway's tables/,
      );
      await administer(`grant ${owner} to ${guest}`);
      expect(await migrate(as(guest, inPublic.url))).toBe(0);
    });
  },
);
