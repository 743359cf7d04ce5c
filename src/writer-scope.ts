import { sql, type Kysely } from 'kysely';
import { isSuperadmin, type Viewer } from './auth/viewer.js';
import type { Database } from './entities/index.js';
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

/**
 * Makes the rest of a transaction the viewer's: it runs as the writing role, which touches what is in their scope. The
 * schemas that names are looked up in stay those of the gateway's own user.
 */
export const writeAs = async (db: Kysely<Database>, viewer: Viewer): Promise<void> => {
  await sql`
    select set_config('search_path', (select string_agg(quote_ident(name), ',') from unnest(current_schemas(false)) as name), true),
      set_config('tenantry.scope', ${JSON.stringify(scopeOf(viewer))}, true),
      set_config('role', ${writerRole}, true)`.execute(db);
};
