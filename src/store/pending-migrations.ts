import { StoreError } from './store-error.js';
import type { StoreMigration } from './store-migrations.js';

/** A migration as a store remembers it. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** What a store lacks, in order. @throws StoreError where a file is not what the store got under its name */
export const pendingMigrations = (
  migrations: readonly StoreMigration[],
  applied: readonly AppliedMigration[],
): readonly StoreMigration[] => {
  const known = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const changed = migrations.find(({ name, checksum }) => known.has(name) && known.get(name) !== checksum);
  if (changed) throw new StoreError(`Migration ${changed.name} has been changed since it was applied.`);
  return migrations.filter(({ name }) => !known.has(name));
};
