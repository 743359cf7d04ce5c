import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEncryptionKeys } from '../../src/auth/encryption-keys.js';
import { Vault } from '../../src/auth/vault.js';
import { loadConfig } from '../../src/config.js';
import { onEmbedded, onServer, type OpenDatabase } from '../../src/database.js';
import { openEmbedded, openInMemory } from '../../src/embedded.js';
import type { Jobs } from '../../src/jobs.js';
import { startWorker } from '../../src/provisioning/worker.js';
import { databaseLike, embeddedTemplate, serverUrl } from './template.js';
import type { WorkerOrder } from './worker-process.js';

/** A database with attempts that wait, in which nobody works yet. */
export interface Prepared {
  /** What a worker process is told to find it. */
  readonly order: Pick<WorkerOrder, 'url' | 'directory' | 'key' | 'alone'>;
  open(): Promise<OpenDatabase>;
  drop(): Promise<void>;
}

/** The key of every prepared database. */
const key = randomBytes(32).toString('base64');

/** Seals and opens what is secret in them. */
export const vault = new Vault(loadEncryptionKeys(loadConfig({ ENCRYPTION_KEY: key })));

type Fill = (database: OpenDatabase, jobs: Jobs) => Promise<void>;

const fill = async (database: OpenDatabase, work: Fill): Promise<void> => {
  const jobs = await database.openJobs(() => undefined);
  await work(database, jobs);
  await jobs.close();
};

const onServerLike = async (from?: string): Promise<Prepared & { readonly name: string }> => {
  const { name, url, drop } = await databaseLike(from);
  return { name, order: { url, key, alone: false }, open: () => onServer(url, 4), drop };
};

const inDirectory = (dump: string): Prepared => {
  const directory = mkdtempSync(join(tmpdir(), 'tenantry-prepared-'));
  mkdirSync(join(directory, 'postgres'), { mode: 0o700 });
  execFileSync('tar', ['-xf', dump, '-C', join(directory, 'postgres')], { stdio: 'ignore' });
  return {
    order: { directory, key, alone: true },
    open: async () => onEmbedded(await openEmbedded(directory)),
    drop: () => {
      rmSync(directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
};

/** Fills one database, and gives out as many copies of it as are wanted. */
export const prepare = async (work: Fill): Promise<{ copy: () => Promise<Prepared>; drop: () => Promise<void> }> => {
  if (serverUrl !== undefined) {
    const original = await onServerLike();
    const database = await original.open();
    await fill(database, work);
    await database.close();
    return { copy: () => onServerLike(original.name), drop: () => original.drop() };
  }
  const embedded = await openInMemory(embeddedTemplate());
  const database = await onEmbedded(embedded);
  await fill(database, work);
  const dump = join(mkdtempSync(join(tmpdir(), 'tenantry-prepared-')), 'dump.tar');
  writeFileSync(dump, Buffer.from(await (await embedded.pglite.dumpDataDir('none')).arrayBuffer()));
  await database.close();
  return {
    copy: () => Promise.resolve(inDirectory(dump)),
    drop: () => {
      rmSync(dump);
      return Promise.resolve();
    },
  };
};

/**
 * Works on a database in this process, until it is told to stop; then the database is closed.
 * @param alone whether whoever worked on it before is known to be gone, as it is on an embedded database
 */
export const workOn = async (
  prepared: Prepared,
  alone: boolean,
): Promise<{ database: OpenDatabase; stop: () => Promise<void> }> => {
  const database = await prepared.open();
  const worker = await startWorker({
    ...{ orm: database.orm, target: database.target, alone, vault },
    migrationsDirectory: undefined,
    jobs: await database.openJobs(() => undefined),
    telemetry: { emit: () => undefined },
  });
  return {
    database,
    stop: async () => {
      await worker.stop();
      await database.close();
    },
  };
};
