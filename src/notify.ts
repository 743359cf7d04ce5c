import { sql } from 'kysely';
import { Notification } from './entities/notification.js';
import { User } from './entities/user.js';
import type { Write } from './write.js';

/** What an inbox shows. `type` is an audit action's name where there is one. */
export interface Notice {
  readonly type: string;
  readonly title: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Puts a line into the inboxes of some users, with the change that it tells of, and tells those who are listening. */
export const notify = (tx: Write, userIds: readonly number[], notice: Notice): void => {
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
export const superadmins = async ({ em }: Write): Promise<number[]> =>
  (await em.find(User, { platformRole: 'SUPERADMIN', status: 'ACTIVE' })).map(({ id }) => id);

/** The tenant admins of an organization, and the owner of the reseller above it. */
export const peopleOf = async (
  { db }: Write,
  organizationId: number,
): Promise<{ admins: number[]; owner: number | null }> => {
  const { rows } = await sql<{ admins: number[]; owner: number | null }>`
    select a.owner_id as owner,
      coalesce((select array_agg(m.user_id) from tenant_membership m
        where m.tenant_id = t.id and (m.role = 'TENANT_ADMIN' or t.login_mode = 'EMAIL_DOMAIN')), '{}') as admins
    from organization o join tenant t on t.id = o.tenant_id join admin a on a.id = t.admin_id
    where o.id = ${organizationId}`.execute(db);
  return rows[0] ?? { admins: [], owner: null };
};

/** Tells both, see `peopleOf`. */
export const notifyPeopleOf = async (
  tx: Write,
  organizationId: number,
  ...notices: readonly Notice[]
): Promise<void> => {
  const { admins, owner } = await peopleOf(tx, organizationId);
  const people = owner === null ? admins : [...admins, owner];
  for (const notice of notices) notify(tx, people, notice);
};
