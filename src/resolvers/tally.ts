import { sql, type Kysely } from 'kysely';
import { isSuperadmin, type Viewer } from '../auth/viewer.js';
import type { Database } from '../entities/index.js';

/** What of a list is counted. */
interface Asked {
  readonly list: 'tenant' | 'organization';
  /** Any of these; all unless given. */
  readonly statusIn?: readonly string[] | null | undefined;
}

/** Whose entries a viewer sees: everybody's, those of some resellers, or undefined where their own tenants come into it. */
const reachOf = (viewer: Viewer): 'all' | readonly number[] | undefined => {
  if (isSuperadmin(viewer)) return 'all';
  return viewer.tenants.length === 0 ? viewer.adminIds : undefined;
};

/**
 * The total of a list for a viewer, from what triggers keep count of; undefined where nothing keeps count of what they see,
 * and it has to be counted.
 */
export const tallied = async (
  db: Kysely<Database>,
  viewer: Viewer,
  { list, statusIn }: Asked,
): Promise<number | undefined> => {
  const reach = reachOf(viewer);
  if (reach === undefined) return undefined;
  const whose = reach === 'all' ? sql`admin_id is null` : sql`admin_id = any(${sql.val([...reach])}::int[])`;
  const statuses = statusIn == null ? sql`` : sql`and status = any(${sql.val([...statusIn])}::text[])`;
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(entries), 0)::int as "total" from tally where list = ${list} and ${whose} ${statuses}`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
};
