import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ensurePlatform } from '../../src/bootstrap.js';
import { loadConfig } from '../../src/config.js';
import { onEmbedded, onServer, type OpenDatabase } from '../../src/database.js';
import { openInMemory } from '../../src/embedded.js';
import { platformAdmin } from './people.js';
import { listenEmbedded, listenServer, type Statements } from './statements.js';

/*
 * A database costs seconds to make and migrate, a copy of one a fraction of that. The template is made once for a run;
 * every application under test gets a copy of its own.
 */

/** The server that the tests run on, or undefined where they run on the embedded database. */
export const serverUrl = process.env['DATABASE_URL'];

// Set before the workers are started, so that they find the template of their own run and no other's.
const run = (process.env['TENANTRY_TEST_RUN'] ??= String(process.pid));
const dump = join(tmpdir(), `tenantry-test-template-${run}.tar`);
const templateName = `tenantry_test_template_${run}`;

const urlOf = (database: string): string => {
  const url = new URL(serverUrl ?? '');
  url.pathname = `/${database}`;
  return url.toString();
};

/** Runs statements as the tests' own user, beside every database under test. */
export const administer = async (...statements: string[]): Promise<void> => {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

const fill = async (database: OpenDatabase): Promise<void> => {
  await database.migrate();
  await ensurePlatform(
    database.orm,
    loadConfig({ ADMIN_EMAIL: platformAdmin.email, ADMIN_PASSWORD: platformAdmin.password }),
  );
};

/** Makes the template, for the whole run. */
export const makeTemplate = async (): Promise<void> => {
  if (serverUrl === undefined) {
    const embedded = await openInMemory();
    const database = await onEmbedded(embedded);
    await fill(database);
    const data = await embedded.pglite.dumpDataDir('none');
    writeFileSync(dump, Buffer.from(await data.arrayBuffer()));
    await database.close();
    return;
  }
  await administer(`drop database if exists ${templateName} with (force)`, `create database ${templateName}`);
  const database = await onServer(urlOf(templateName), 2);
  await fill(database);
  await database.close();
};

export const dropTemplate = async (): Promise<void> => {
  if (serverUrl === undefined) rmSync(dump, { force: true });
  else await administer(`drop database if exists ${templateName} with (force)`);
};

/** Nobody else's, also not that of a test whose beginning failed and whose database is still being made. */
const newName = (): string => `tenantry_test_${randomBytes(6).toString('hex')}`;

/** A database of its own, as the first start leaves it. Closing it drops it. */
export const copyOfTemplate = async (): Promise<{
  database: OpenDatabase;
  url: string | undefined;
  statements: Statements;
}> => {
  if (serverUrl === undefined) {
    const embedded = await openInMemory(new Blob([readFileSync(dump)]));
    const statements = listenEmbedded(embedded);
    return { database: await onEmbedded(embedded), url: undefined, statements };
  }
  const name = newName();
  await administer(`create database ${name} template ${templateName}`);
  const url = urlOf(name);
  const database = await onServer(url, 10);
  return {
    url,
    statements: await listenServer(database.orm),
    database: {
      ...database,
      close: async () => {
        await database.close();
        await administer(`drop database if exists ${name} with (force)`);
      },
    },
  };
};

/** A database of its own on the server that nothing is connected to yet. */
export interface ServerDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

const newDatabase = async (from: string): Promise<ServerDatabase> => {
  const name = newName();
  const drop = (): Promise<void> => administer(`drop database if exists ${name} with (force)`);
  await administer(`create database ${name} template ${from}`);
  return { name, url: urlOf(name), drop };
};

/** A database without any table. */
export const emptyDatabase = (): Promise<ServerDatabase> => newDatabase('template1');

/** What another database holds that nothing is connected to: the template, unless one is named. */
export const databaseLike = (from: string = templateName): Promise<ServerDatabase> => newDatabase(from);

/** The embedded template as a file that `openEmbedded` can be given as a directory's content. */
export const embeddedTemplate = (): Blob => new Blob([readFileSync(dump)]);
