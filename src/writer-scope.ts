import { CompiledQuery, type Kysely } from 'kysely';
import { isSuperadmin, type Viewer } from './auth/viewer.js';
import type { Database } from './entities/index.js';
import { runWithNext } from './orm/sent-together.js';
import { writerRole } from './writer-role.js';

/**
 * What the database lets a viewer touch, whatever a mutation forgets. Row-level security reads it (migrations/0010); a part
 * that is missing reaches nothing.
 */
interface WriterScope {
  readonly user: number | null;
  readonly everything?: boolean;
  readonly admins?: readonly number[];
  readonly tenants?: readonly string[];
  /** Those of `tenants` that the viewer is an admin of. */
  readonly administers?: readonly string[];
}

/** With a credential that only reads nobody touches anything. */
const scopeOf = (viewer: Viewer): WriterScope => {
  const { userId: user, adminIds: admins, tenants, readsOnly } = viewer;
  if (readsOnly) return { user };
  const administered = tenants.filter(({ role }) => role === 'TENANT_ADMIN');
  return {
    user,
    everything: isSuperadmin(viewer),
    admins,
    tenants: tenants.map(({ id }) => id),
    administers: administered.map(({ id }) => id),
  };
};

const becomeWriter = `select set_config('tenantry.scope', $1, true), set_config('role', $2, true)`;

/** Makes the rest of a transaction the viewer's: it runs as the writing role, which touches what is in their scope. */
export const writeAs = (db: Kysely<Database>, viewer: Viewer): Promise<void> =>
  runWithNext(db, CompiledQuery.raw(becomeWriter, [JSON.stringify(scopeOf(viewer)), writerRole]));
