import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseline } from './baseline.js';
import { StoreError } from './store-error.js';

/** A change that every tenant's store gets once. */
export interface StoreMigration {
  readonly name: string;
  readonly script: string;
  /** Tells whether it is still what it was when a store got it. */
  readonly checksum: string;
}

/** Line ends differ from one checkout to the next; they change nothing. */
const normalized = (text: string): string => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');

const migration = (name: string, text: string): StoreMigration => {
  const script = normalized(text);
  return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
};

const ours = baseline.map(({ name, script }) => migration(name, script));

/** What differs from one locale to the next orders nothing here. */
const byName = (one: string, other: string): number => (one < other ? -1 : 1);

const filesOf = async (directory: string): Promise<readonly StoreMigration[]> => {
  try {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort(byName);
    return await Promise.all(names.map(async (name) => migration(name, await readFile(join(directory, name), 'utf8'))));
  } catch (cause) {
    throw new StoreError('The folder of tenant migrations cannot be read.', { cause });
  }
};

/**
 * All migrations of a tenant's store, in order: the baseline, then the operator's `.sql` files by name. The folder is
 * read each time, so that a file that was added counts at once.
 * @throws StoreError where the folder cannot be read
 */
export const storeMigrations = async (directory: string | undefined): Promise<readonly StoreMigration[]> =>
  directory === undefined ? ours : [...ours, ...(await filesOf(directory))];
