import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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
