import { sql } from 'kysely';
import type { Services } from './context.js';
import type { NoticeState } from './entities/expiry-notice.js';
import { expiryState, graceEndsAt } from './entities/subscription.js';
import { rootSlug } from './entities/tenant.js';
import { notifyPeopleOfTenant } from './notify.js';
import { kyselyOf } from './orm.js';
import { telling } from './write.js';

/** How long before its end people hear of it, in days. */
const leadDays = 7;

const watchMilliseconds = 600_000;

/** How many tenants are told at a time; the others are told the next time. */
const mostAtOnce = 500;

type Parts = Pick<Services, 'orm' | 'mailer' | 'telemetry'>;

/** A tenant whose people do not know yet. Times are as the database writes them. */
interface Due {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly email: string | null;
  readonly state: NoticeState;
  readonly validUntil: string;
  readonly graceEndsAt: string;
}

const due = async ({ orm }: Parts): Promise<readonly Due[]> => {
  const { rows } = await sql<Due>`
    select * from (
      select t.id, t.slug, t.display_name as name, coalesce(t.admin_email, t.contact_email) as email,
        t.valid_until::text as "validUntil", ${graceEndsAt}::text as "graceEndsAt",
        case ${expiryState} when 'ACTIVE' then 'NEARING' else ${expiryState} end as state
      from tenant t
      where t.status = 'ACTIVE' and t.deleted_at is null and t.slug <> ${rootSlug}
        and t.valid_until <= now() + make_interval(days => ${sql.lit(leadDays)})) as d
    where not exists (
      select from expiry_notice n
      where n.tenant_id = d.id and n.state = d.state and n.valid_until = d."validUntil"::timestamptz)
    order by d.id limit ${sql.lit(mostAtOnce)}`.execute(kyselyOf(orm.em));
  return rows;
};

const day = (text: string): string => text.slice(0, 10);

const words: Readonly<Record<NoticeState, (tenant: Due) => { type: string; title: string; message: string }>> = {
  NEARING: ({ name, validUntil }) => ({
    type: 'tenant.expires_soon',
    title: 'The subscription ends soon',
    message: `The subscription of ${name} ends on ${day(validUntil)}.`,
  }),
  IN_GRACE: ({ name, validUntil, graceEndsAt: end }) => ({
    type: 'tenant.in_grace',
    title: 'The subscription has ended, the days of grace have begun',
    message: `The subscription of ${name} ended on ${day(validUntil)}. It is served until ${day(end)}.`,
  }),
  EXPIRED: ({ name, validUntil }) => ({
    type: 'tenant.expired',
    title: 'The subscription has expired',
    message: `The subscription of ${name} ended on ${day(validUntil)}. It is no longer served.`,
  }),
};

/** Of two processes that tell at once one finds the notice there. */
const tell = async ({ orm, mailer }: Parts, tenant: Due): Promise<void> => {
  const { id, slug, email, state, validUntil } = tenant;
  const notice = words[state](tenant);
  const isFirst = await telling(orm, async (tx) => {
    const { rows } = await sql`
        insert into expiry_notice (tenant_id, state, valid_until, created_at)
        values (${id}, ${state}, ${validUntil}::timestamptz, now()) on conflict do nothing returning id`.execute(tx.db);
    if (rows.length === 0) return false;
    await notifyPeopleOfTenant(tx, id, { ...notice, data: { tenant_id: id, slug, valid_until: validUntil } });
    return true;
  });
  if (isFirst && email !== null) mailer.send({ to: email, subject: notice.title, text: notice.message });
};

/**
 * Tells the people of every tenant whose subscription ends within a week, has ended, or is over with its grace: once for each
 * of these and each end, in their inboxes and by a mail to the tenant's own address. What fails for one holds up no other.
 */
export const tellOfExpiry = async (parts: Parts): Promise<void> => {
  for (const tenant of await due(parts)) {
    await tell(parts, tenant).catch((error: unknown) => {
      parts.telemetry.emit({ type: 'expiry-notice-failed', error });
    });
  }
};

/** Tells them for as long as the process runs. Answers how to stop. */
export const watchExpiry = (parts: Parts): (() => Promise<void>) => {
  let underWay = Promise.resolve();
  const timer = setInterval(() => {
    underWay = underWay
      .then(() => tellOfExpiry(parts))
      .catch((error: unknown) => {
        parts.telemetry.emit({ type: 'expiry-notice-failed', error });
      });
  }, watchMilliseconds);
  return () => {
    clearInterval(timer);
    return underWay;
  };
};
