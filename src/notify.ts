import { sql, type RawBuilder } from 'kysely';
import { Notification } from './entities/notification.js';
import { User } from './entities/user.js';
import type { Telling } from './write.js';

/** What an inbox shows. `type` is an audit action's name where there is one. */
export interface Notice {
  readonly type: string;
  readonly title: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Puts a line into the inboxes of some users, with the change that it tells of, and tells those who are listening. */
export const notify = (tx: Telling, userIds: readonly number[], notice: Notice): void => {
  for (const userId of new Set(userIds)) {
    const line = tx.em.create(Notification, {
      user: userId,
      type: notice.type,
      title: notice.title,
      message: notice.message,
      data: { ...notice.data },
      createdAt: new Date(),
    });
    tx.em.persist(line);
    tx.announce('notification', () => ({ id: line.id, userId }));
  }
};

/** Everybody who runs the platform. */
export const superadmins = async ({ em }: Telling): Promise<number[]> =>
  (await em.find(User, { platformRole: 'SUPERADMIN', status: 'ACTIVE' })).map(({ id }) => id);

interface People {
  readonly admins: number[];
  readonly owner: number | null;
}

/** @param which a condition on the tenant `t` and its organization `o`, if it has one */
const people = async ({ db }: Telling, which: RawBuilder<unknown>): Promise<People> => {
  const { rows } = await sql<People>`
    select a.owner_id as owner,
      coalesce((select array_agg(m.user_id) from tenant_membership m
        where m.tenant_id = t.id and (m.role = 'TENANT_ADMIN' or t.login_mode = 'EMAIL_DOMAIN')), '{}') as admins
    from tenant t join admin a on a.id = t.admin_id left join organization o on o.tenant_id = t.id
    where ${which}`.execute(db);
  return rows[0] ?? { admins: [], owner: null };
};

/** The tenant admins of an organization, and the owner of the reseller above it. */
export const peopleOf = (tx: Telling, organizationId: number): Promise<People> =>
  people(tx, sql`o.id = ${organizationId}`);

const tell = (tx: Telling, { admins, owner }: People, notices: readonly Notice[]): void => {
  for (const notice of notices) notify(tx, owner === null ? admins : [...admins, owner], notice);
};

/** Tells both, see `peopleOf`. */
export const notifyPeopleOf = async (
  tx: Telling,
  organizationId: number,
  ...notices: readonly Notice[]
): Promise<void> => {
  tell(tx, await peopleOf(tx, organizationId), notices);
};

/** Tells the admins of a tenant, and the owner of the reseller above it. */
export const notifyPeopleOfTenant = async (tx: Telling, tenantId: string, notice: Notice): Promise<void> => {
  tell(tx, await people(tx, sql`t.id = ${tenantId}`), [notice]);
};
