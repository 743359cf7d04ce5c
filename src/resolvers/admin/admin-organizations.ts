import { sql, type Kysely } from 'kysely';
import type { Viewer } from '../../auth/viewer.js';
import type { Database } from '../../entities/index.js';
import type { Selection } from '../../selection.js';
import { visibleOnes } from '../organization/organization-reads.js';
import { organizationColumns, type OrganizationType } from '../organization/organization-type.js';

/** More than this is what `organizations(filter: {adminId})` is for. */
export const mostOrganizations = 1000;

type Batch = (
  db: Kysely<Database>,
  adminIds: readonly number[],
  viewer: Viewer,
) => Promise<ReadonlyMap<number, OrganizationType[]>>;

const batches = new WeakMap<Selection, Batch>();

const makeBatch =
  (selection: Selection): Batch =>
  async (db, adminIds, viewer) => {
    const ranked = visibleOnes(db, viewer)
      .where('t.admin_id', 'in', [...adminIds])
      .select(organizationColumns(selection, viewer))
      .select([
        't.admin_id as ownedBy',
        sql<number>`row_number() over (partition by t.admin_id order by o.id)`.as('rank'),
      ]);
    const rows = await db
      .selectFrom(ranked.as('ranked'))
      .where('rank', '<=', mostOrganizations)
      .orderBy('rank')
      .selectAll()
      .execute();
    const owned = Map.groupBy(rows as unknown as (OrganizationType & { ownedBy: number })[], ({ ownedBy }) => ownedBy);
    return new Map(adminIds.map((id) => [id, owned.get(id) ?? []]));
  };

/** Loads what one selection asks of the organizations of some resellers, oldest first: one statement for all of them. */
export const organizationsByAdmin = (selection: Selection): Batch => {
  const batch = batches.get(selection) ?? makeBatch(selection);
  batches.set(selection, batch);
  return batch;
};
