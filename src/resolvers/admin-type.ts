import { sql, type Kysely } from 'kysely';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Viewer } from '../auth/viewer.js';
import type { AdminStatus } from '../entities/admin.js';
import type { Database } from '../entities/index.js';
import { visibleAdmins } from '../visibility.js';
import { AdminStatusEnum } from './enums.js';
import { DateTime } from './scalars.js';

@ObjectType('Admin', {
  simpleResolvers: true,
  description: 'A reseller: LusterCMS calls it an admin, ScaiKey a partner.',
})
export class AdminType {
  @Field(() => ID, { description: '`prt_` and 16 characters.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  slug!: string;

  @Field(() => String, { nullable: true })
  contactEmail!: string | null;

  @Field(() => AdminStatusEnum)
  status!: AdminStatus;

  @Field(() => Int, { nullable: true, description: 'How many tenants it may have; null is no limit.' })
  maxTenants!: number | null;

  @Field(() => Boolean, { description: 'Whether it is the account of the platform itself.' })
  platform!: boolean;

  @Field(() => DateTime)
  createdAt!: string;
}

/** Resellers by their key, those that the viewer may see. */
export const adminsByKey = async (
  db: Kysely<Database>,
  keys: readonly number[],
  viewer: Viewer,
): Promise<ReadonlyMap<number, AdminType>> => {
  const rows = await db
    .selectFrom('admin as a')
    .where('a.id', 'in', [...keys])
    .where(visibleAdmins(viewer))
    .select([
      'a.id as key',
      'a.public_id as id',
      'a.name',
      'a.slug',
      'a.contact_email as contactEmail',
      'a.status',
      'a.max_tenants as maxTenants',
      'a.platform',
      sql<string>`a.created_at`.as('createdAt'),
    ])
    .execute();
  return new Map(rows.map((row) => [row.key, row]));
};
