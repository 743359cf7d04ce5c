import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { createPostgreSqlTypeParsers } from '@mikro-orm/sql';
import array from 'postgres-array';

/** The data directory belongs to another process. */
export class DataDirectoryBusyError extends Error {
  constructor(directory: string) {
    super(
      `Another tenantry process is using the data directory ${directory}. Stop it first, or give this one its own DATA_DIR.`,
    );
    this.name = 'DataDirectoryBusyError';
  }
}

/**
 * Takes the data directory for this process. PGlite has no lock of its own, and two processes on one directory lose
 * acknowledged rows. SQLite's exclusive lock is freed by the kernel, also after `kill -9`.
 * @throws DataDirectoryBusyError at once where another process holds it
 */
export const lockDirectory = (directory: string): (() => void) => {
  mkdirSync(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    throw Object.assign(new DataDirectoryBusyError(directory), { cause });
  }
  return () => {
    lock.close();
  };
};

/** A PostgreSQL inside this process. Close it with `close`, which also gives its directory back. */
export interface EmbeddedDatabase {
  readonly pglite: PGlite;
  close(): Promise<void>;
}

const options = {
  extensions: { pg_trgm },
  parsers: createPostgreSqlTypeParsers((text) => array.parse(text)),
  startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB', '-c', 'timezone=UTC'],
};

/**
 * Opens the embedded PostgreSQL kept under `directory`, making it where there is none.
 * @throws DataDirectoryBusyError
 */
export const openEmbedded = async (directory: string): Promise<EmbeddedDatabase> => {
  const unlock = lockDirectory(directory);
  try {
    const pglite = await PGlite.create({ ...options, dataDir: join(directory, 'postgres') });
    return {
      pglite,
      close: async () => {
        await pglite.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
};

/** An embedded PostgreSQL in memory that starts from a dumped data directory, for tests. */
export const openInMemory = async (template?: Blob): Promise<EmbeddedDatabase> => {
  const pglite = await PGlite.create({ ...options, ...(template ? { loadDataDir: template } : {}) });
  return { pglite, close: () => pglite.close() };
};
