import { sql } from 'kysely';
import { Arg, Ctx, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { violatedUnique } from '../../database-errors.js';
import { currentPeriod } from '../../entities/bandwidth-period.js';
import { keyDays, type Usage } from '../../entities/usage-report.js';
import { AppError, invalid } from '../../errors.js';
import { useCredits } from '../../ledger.js';
import { selectionOf } from '../../selection.js';
import { raiseAlerts } from '../../usage-alerts.js';
import { write, type Write } from '../../write.js';
import { UsageInput } from './organization-inputs.js';
import { findOrganization, organizationUnknown, visibleOnes } from './organization-reads.js';
import { OrganizationType } from './organization-type.js';
import { movementBy } from './organization-writes.js';

/** The keys of an organization whose own row stays locked; its tenant is left alone, for many report at once. */
const lockOrganization = async (tx: Write, { viewer }: Context, id: number) => {
  const found = await visibleOnes(tx.db, viewer)
    .where('o.id', '=', id)
    .select(['t.id as tenantId', 't.admin_id as adminId'])
    .forUpdate('o')
    .executeTakeFirst();
  if (!found) throw organizationUnknown();
  return found;
};

/**
 * The unique constraint refuses the second report of a key, whatever else it says. More old ones go than come, so that there
 * are never many of them, and no report has to wait while many go.
 */
const claimKey = async ({ db }: Write, id: number, key: string, usage: Usage): Promise<void> => {
  await sql`delete from usage_report where id in (
    select id from usage_report
    where organization_id = ${id} and created_at < now() - make_interval(days => ${sql.lit(keyDays)})
    order by created_at limit 100)`.execute(db);
  await sql`insert into usage_report (organization_id, idempotency_key, report, created_at)
    values (${id}, ${key}, ${JSON.stringify(usage)}::jsonb, now())`.execute(db);
};

const setStorage = async ({ db }: Write, id: number, bytes: number): Promise<void> => {
  await db.updateTable('organization').set({ storage_used_bytes: bytes }).where('id', '=', id).execute();
};

/** @throws INVALID for more than a number of JSON holds exactly */
const addBandwidth = async ({ db }: Write, id: number, bytes: number): Promise<void> => {
  const { rows } = await sql<{ used: number }>`
    insert into bandwidth_period as b (organization_id, period, used_bytes)
    values (${id}, ${currentPeriod()}, ${bytes}::bigint)
    on conflict (organization_id, period) do update set used_bytes = b.used_bytes + excluded.used_bytes
    returning used_bytes::float8 as used`.execute(db);
  if ((rows[0]?.used ?? 0) <= Number.MAX_SAFE_INTEGER) return;
  const message = 'A month counts at most 9007199254740991 bytes';
  throw invalid({ path: ['bandwidthBytes'], code: 'TOO_LARGE', message, limit: Number.MAX_SAFE_INTEGER });
};

/** Answers a report that was counted before; one that says something else now is refused. @throws INVALID, or what it was given */
const repeated =
  ({ db }: Context, id: number, key: string | null | undefined, usage: Usage) =>
  async (error: unknown): Promise<void> => {
    if (key == null || violatedUnique(error) !== 'usage_report_key') throw error;
    const same = await db
      .selectFrom('usage_report')
      .where('organization_id', '=', id)
      .where('idempotency_key', '=', key)
      .where(sql<boolean>`report = ${JSON.stringify(usage)}::jsonb`)
      .select('id')
      .executeTakeFirst();
    if (same) return;
    const message = 'Another report had this idempotency key';
    throw new AppError('INVALID', message, { reason: 'IDEMPOTENCY_KEY_REUSED' });
  };

@Resolver()
export class RecordUsageResolver {
  /** All of it counts, or nothing. @throws NOT_FOUND, INVALID (credits insufficient, key reused) */
  @Mutation(() => OrganizationType, { description: "For the platform's own services." })
  async recordUsage(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('organization', () => Int) id: number,
    @Arg('input', () => UsageInput) { reason, idempotencyKey, ...input }: UsageInput,
  ): Promise<OrganizationType> {
    const usage: Usage = {
      storageBytes: input.storageBytes ?? null,
      bandwidthBytes: input.bandwidthBytes ?? null,
      creditsUsed: input.creditsUsed ?? null,
    };
    await write(context, async (tx) => {
      const { tenantId, adminId } = await lockOrganization(tx, context, id);
      if (idempotencyKey != null) await claimKey(tx, id, idempotencyKey, usage);
      if (usage.storageBytes !== null) await setStorage(tx, id, usage.storageBytes);
      if (usage.bandwidthBytes) await addBandwidth(tx, id, usage.bandwidthBytes);
      if (usage.creditsUsed) await useCredits(tx, id, usage.creditsUsed, movementBy(context.viewer, reason));
      await raiseAlerts(tx, id);
      tx.audit({
        action: 'organization.usage_recorded',
        targetType: 'organization',
        targetId: String(id),
        tenantId,
        adminId,
        changes: { after: { ...usage } },
      });
    }).catch(repeated(context, id, idempotencyKey, usage));
    return findOrganization(context, id, selectionOf(info));
  }
}
