import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Database } from './index.js';

/** PostgreSQL cuts longer names off without a word. */
const maxBytes = 63;

/** `tenant_acme_corp_20260501`; a slug too long for that keeps its beginning and gets a hash. */
const baseName = (slug: string, day: string): string => {
  const name = `tenant_${slug.replaceAll('-', '_')}_${day}`;
  if (name.length <= maxBytes - 4) return name;
  const hash = createHash('sha256').update(slug).digest('hex').slice(0, 8);
  return `tenant_${slug.replaceAll('-', '_').slice(0, 32)}_${hash}_${day}`;
};

/**
 * The name of a new tenant's schema: `tenant_{slug}_{yyyymmdd}` by UTC's calendar. A slug that was freed and taken again
 * on the same day gets a counter behind it, because the deleted tenant still owns the first one.
 */
export const storeName = async (db: Kysely<Database>, slug: string): Promise<string> => {
  const base = baseName(slug, new Date().toISOString().slice(0, 10).replaceAll('-', ''));
  const { taken } = await db
    .selectFrom('tenant')
    .where(sql<boolean>`starts_with(database_name, ${base})`)
    .select(sql<number>`count(*)::int`.as('taken'))
    .executeTakeFirstOrThrow();
  return taken === 0 ? base : `${base}_${taken + 1}`;
};
