import { sql, type AliasedRawBuilder, type Kysely } from 'kysely';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Role, Viewer } from '../../auth/viewer.js';
import type { Database } from '../../entities/index.js';
import { expiryState } from '../../entities/subscription.js';
import type { UserStatus } from '../../entities/user.js';
import type { Selection } from '../../selection.js';
import { visibleUsers } from '../../visibility.js';
import { connectionOf } from '../connection.js';
import { RoleEnum, UserStatusEnum } from '../enums.js';
import { computed, everyColumn, plain, project, type Column } from '../projection.js';
import { DateTime } from '../scalars.js';

@ObjectType('User', { simpleResolvers: true, description: 'A person or a service account.' })
export class UserType {
  @Field(() => ID, { description: '`usr_` and a ULID.' })
  id!: string;

  @Field(() => Int, { description: 'The same user as LusterCMS numbers them.' })
  number!: number;

  @Field(() => String, { nullable: true, description: 'Absent for a place kept for somebody.' })
  email!: string | null;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => UserStatusEnum)
  status!: UserStatus;

  @Field(() => RoleEnum, { description: 'The strongest role held anywhere.' })
  role!: Role;

  @Field(() => DateTime)
  createdAt!: string;
}

export const UserConnection = connectionOf(UserType, 'User');

/** As `auth/viewer.ts` decides when the user comes: suspended or deleted resellers and tenants out of use give no role. */
const role = sql`case
  when u.platform_role = 'SUPERADMIN' then 'SUPERADMIN'
  when exists (select from admin a where a.owner_id = u.id and a.status = 'ACTIVE' and a.deleted_at is null) then 'ADMIN'
  when exists (
    select from tenant_membership m join tenant t on t.id = m.tenant_id
    where m.user_id = u.id and t.status = 'ACTIVE' and t.deleted_at is null
      and ${expiryState} <> 'EXPIRED'
      and (m.role = 'TENANT_ADMIN' or t.login_mode = 'EMAIL_DOMAIN')) then 'TENANT_ADMIN'
  else 'MEMBER' end`;

/** Where each field comes from, as an expression over `"user" as u`. */
const columns: Readonly<Record<string, Column>> = {
  id: plain('u.public_id'),
  number: plain('u.id'),
  email: plain('u.email'),
  name: plain('u.name'),
  status: plain('u.status'),
  role: computed(role),
  createdAt: plain('u.created_at'),
};

const projection = { columns, always: ['id'] };

/** The select list for what an operation asks of a user. */
export const userColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, selection, viewer);

/** Users by number, those that the viewer may see. */
export const usersByKey = async (
  db: Kysely<Database>,
  keys: readonly number[],
  viewer: Viewer,
): Promise<ReadonlyMap<number, UserType>> => {
  const rows = await db
    .selectFrom('user as u')
    .where(visibleUsers(viewer))
    .where('u.id', 'in', [...keys])
    .select(everyColumn(projection, viewer))
    .execute();
  return new Map((rows as unknown as UserType[]).map((row) => [row.number, row]));
};
