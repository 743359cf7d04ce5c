import { sql } from 'kysely';
import { currentPeriod } from './entities/bandwidth-period.js';
import { alertLevels, metrics, type Alerts, type Metric } from './entities/organization.js';
import { notifyPeopleOf } from './notify.js';
import { bandwidthUsed, usageOf, userCount, type UsageOfLimits, type UsageRow } from './usage.js';
import type { Telling } from './write.js';

interface Row extends UsageRow {
  readonly name: string;
  readonly alerts: Alerts;
}

const read = async ({ db }: Telling, organizationId: number, period: string): Promise<Row | undefined> => {
  const { rows } = await sql<Row>`
    select t.display_name as name, o.alerts,
      o.storage_limit_gb as "storageLimitGb", o.max_users as "maxUsers", o.bandwidth_limit_gb as "bandwidthLimitGb",
      o.credit_limit::float8 as "creditLimit", o.credit_balance::float8 as "creditBalance",
      o.credit_used::float8 as "creditUsed", o.storage_used_bytes::float8 as "storageUsedBytes",
      ${userCount} as "userCount", ${bandwidthUsed(period)} as "bandwidthUsedBytes"
    from organization o join tenant t on t.id = o.tenant_id where o.id = ${organizationId}`.execute(db);
  return rows[0];
};

const levelOf = (percent: number): number => alertLevels.findLast((level) => percent >= level) ?? 0;

/** A month's warnings end with the month. */
const toldLevel = (alerts: Alerts, metric: Metric, period: string): number => {
  const told = alerts[metric];
  return told === undefined || (told.period !== undefined && told.period !== period) ? 0 : told.level;
};

const currentAlerts = (usage: UsageOfLimits, period: string): Required<Alerts> => ({
  storage: { level: levelOf(usage.storage.percent) },
  users: { level: levelOf(usage.users.percent) },
  bandwidth: { level: levelOf(usage.bandwidth.percent), period },
  credits: { level: levelOf(usage.credits.percent) },
});

const nouns: Readonly<Record<Metric, string>> = {
  storage: 'storage',
  users: 'users',
  bandwidth: 'monthly bandwidth',
  credits: 'credits',
};

/**
 * Tells the organization's tenant admins and its reseller's owner of every limit that has just been reached to 80 or 100
 * per cent: once for each time it is reached, which after falling below may be again, and the higher one of two at once.
 * Its row must be locked, and what changes its usage or limits be in the database already.
 */
export const raiseAlerts = async (tx: Telling, organizationId: number): Promise<void> => {
  const period = currentPeriod();
  const row = await read(tx, organizationId, period);
  if (!row) return;
  const now = currentAlerts(usageOf(row, period), period);
  const changed = metrics.filter((metric) => now[metric].level !== toldLevel(row.alerts, metric, period));
  if (changed.length === 0) return;
  await sql`update organization set alerts = ${JSON.stringify(now)}::jsonb where id = ${organizationId}`.execute(tx.db);
  const reached = changed.filter((metric) => now[metric].level > toldLevel(row.alerts, metric, period));
  if (reached.length === 0) return;
  const notices = reached.map((metric) => {
    const { level } = now[metric];
    return {
      type: level === 100 ? 'organization.limit_reached' : 'organization.limit_near',
      title: `${level} % of ${nouns[metric]} used`,
      message: `${row.name} has used ${level} % of its ${nouns[metric]}`,
      data: { organization_id: organizationId, metric, percent: level },
    };
  });
  await notifyPeopleOf(tx, organizationId, ...notices);
};

/** The same where somebody has joined or left a tenant; one without an organization has no limits. */
export const raiseUserAlerts = async (tx: Telling, tenantId: string): Promise<void> => {
  const organization = await tx.db
    .selectFrom('organization')
    .where('tenant_id', '=', tenantId)
    .select('id')
    .forUpdate()
    .executeTakeFirst();
  if (!organization) return;
  await tx.em.flush();
  await raiseAlerts(tx, organization.id);
};
