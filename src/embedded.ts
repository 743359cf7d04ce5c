import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { createPostgreSqlTypeParsers } from '@mikro-orm/sql';
import array from 'postgres-array';
import { lockDirectory } from './embedded/directory-lock.js';

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
