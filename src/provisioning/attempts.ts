import { sql, type Kysely } from 'kysely';
import { announce } from '../bus.js';
import type { Database } from '../entities/index.js';
import type { ProvisioningStepName } from '../entities/provisioning.js';
import { newRequestId } from '../ids.js';
import { inTransaction, kyselyOf, type EntityManager, type Orm } from '../orm.js';
import type { Telemetry } from '../telemetry.js';
import { auditAsSystem } from '../write.js';
import { assertHeld, LeaseLostError, leaseEnd, nextFence, type Held } from './lease.js';

/** An attempt that this worker holds. */
export interface Attempt extends Held {
  readonly correlationId: string;
  readonly tenantId: string;
  readonly adminId: number;
  /** Names this worker's audit rows of the attempt. */
  readonly requestId: string;
  /** How often it has been begun since it last got a step further, this time included. */
  readonly tries: number;
}

/** How an attempt or a step ends. */
export type Outcome = { readonly status: 'COMPLETED' } | { readonly status: 'FAILED'; readonly error: string };

/** How often an attempt is begun at most without getting a step further. */
export const maxTries = 3;

const neverEnded = `It was begun ${maxTries} times, and each time the worker ended before it did.`;

type Claimed = Omit<Attempt, 'requestId'> & {
  readonly wasPending: boolean;
  readonly step: ProvisioningStepName | null;
};

/**
 * What attempts have come to: each change of state is one short transaction, in which nobody but the holder can write,
 * so that a worker that was thought dead changes nothing after another took over. Whoever watches is told with its commit.
 */
export class Attempts {
  constructor(
    private readonly orm: Orm,
    private readonly telemetry: Telemetry,
  ) {}

  private change<T>(work: (db: Kysely<Database>, em: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.orm, (em) => work(kyselyOf(em), em));
  }

  /** A change by the holder that there is something to see of. @throws LeaseLostError */
  private changeHeld<T>(attempt: Attempt, work: (db: Kysely<Database>, em: EntityManager) => Promise<T>): Promise<T> {
    return this.change(async (db, em) => {
      await assertHeld(db, attempt);
      const result = await work(db, em);
      await announce(db, 'provisioning', { tenantId: attempt.tenantId });
      return result;
    });
  }

  /**
   * The attempt, now held by this worker. Undefined where it has ended, which it also does here if it was begun too often.
   * @throws LeaseLostError while somebody else holds it
   */
  async claim(id: number): Promise<Attempt | undefined> {
    const claimed = await this.change(async (db, em) => {
      const row = await take(db, id);
      if (!row) return undefined;
      const { wasPending, step, ...held } = row;
      const attempt = { ...held, requestId: newRequestId() };
      if (wasPending) this.audit(em, attempt, 'started');
      const isOver = attempt.tries > maxTries;
      const last = step ?? 'DATABASE';
      if (isOver) await this.end(db, em, attempt, last, neverEnded);
      if (wasPending || isOver) await announce(db, 'provisioning', { tenantId: attempt.tenantId });
      return { attempt, wasPending, isOver, last };
    });
    if (!claimed) return undefined;
    const { attempt, wasPending, isOver, last } = claimed;
    if (isOver) this.tell(attempt, 'FAILED', { step: last, error: neverEnded });
    else if (wasPending) this.tell(attempt, 'RUNNING');
    return isOver ? undefined : attempt;
  }

  /** Says that the holder is still at it. */
  async renew({ id, fence }: Attempt): Promise<void> {
    await this.change((db) =>
      sql`update provisioning set lease_until = ${leaseEnd}
        where id = ${id} and fence = ${fence}::bigint and status = 'RUNNING'`.execute(db),
    );
  }

  /** Marks a step as running, unless it was completed before. @throws LeaseLostError */
  begin(attempt: Attempt, step: ProvisioningStepName): Promise<{ readonly isDone: boolean }> {
    return this.changeHeld(attempt, async (db) => {
      await db.updateTable('provisioning').set({ current_step: step }).where('id', '=', attempt.id).execute();
      const begun = await db
        .updateTable('provisioning_step')
        .set({ status: 'RUNNING', started_at: sql`coalesce(started_at, now())`, error: null })
        .where('provisioning_id', '=', attempt.id)
        .where('step', '=', step)
        .where('status', '<>', 'COMPLETED')
        .executeTakeFirst();
      return { isDone: begun.numUpdatedRows === 0n };
    });
  }

  /** Marks a step as completed. Whoever gets further has all tries again. @throws LeaseLostError */
  async complete(attempt: Attempt, step: ProvisioningStepName): Promise<void> {
    await this.changeHeld(attempt, async (db) => {
      await db.updateTable('provisioning').set({ tries: 1 }).where('id', '=', attempt.id).execute();
      await endStep(db, attempt, step, { status: 'COMPLETED' });
    });
    this.tell(attempt, 'COMPLETED', { step });
  }

  /** Ends the attempt well; the password it carried is forgotten. @throws LeaseLostError */
  async finish(attempt: Attempt): Promise<void> {
    await this.changeHeld(attempt, async (db, em) => {
      await endAttempt(db, attempt, { status: 'COMPLETED' });
      this.audit(em, attempt, 'completed');
    });
    this.tell(attempt, 'COMPLETED');
  }

  /** Ends the attempt at a step, with a text that everybody may read. @throws LeaseLostError */
  async fail(attempt: Attempt, step: ProvisioningStepName, error: string): Promise<void> {
    await this.changeHeld(attempt, async (db, em) => {
      await this.end(db, em, attempt, step, error);
    });
    this.tell(attempt, 'FAILED', { step, error });
  }

  /** Lets go of an attempt whose step may succeed later, and says what was wrong. @throws LeaseLostError */
  async postpone(attempt: Attempt, step: ProvisioningStepName, error: string): Promise<void> {
    await this.changeHeld(attempt, async (db) => {
      await db.updateTable('provisioning').set({ lease_until: null }).where('id', '=', attempt.id).execute();
      await db
        .updateTable('provisioning_step')
        .set({ error })
        .where('provisioning_id', '=', attempt.id)
        .where('step', '=', step)
        .execute();
    });
    this.tell(attempt, 'RUNNING', { step, error });
  }

  /** Lets go of an attempt between two steps, as if it had not been begun this time. */
  async release({ id, fence }: Attempt): Promise<void> {
    await this.change((db) =>
      sql`update provisioning set lease_until = null, tries = tries - 1
        where id = ${id} and fence = ${fence}::bigint and status = 'RUNNING'`.execute(db),
    );
  }

  /** Whether the last holder of an attempt has ended without a word. Its process may have ended because of it. */
  async isSuspect(id: number): Promise<boolean> {
    const found = await kyselyOf(this.orm.em)
      .selectFrom('provisioning')
      .where('id', '=', id)
      .where('status', '=', 'RUNNING')
      .where('lease_until', '<=', sql<Date>`now()`)
      .select('id')
      .executeTakeFirst();
    return found !== undefined;
  }

  /** Ends the lease of every attempt, whose holders are dead. @returns their correlation ids */
  async releaseAll(): Promise<readonly string[]> {
    const rows = await this.change((db) =>
      db
        .updateTable('provisioning')
        .set({ lease_until: sql`case when lease_until is not null then now() end` })
        .where('status', '=', 'RUNNING')
        .returning('correlation_id as correlationId')
        .execute(),
    );
    return rows.map(({ correlationId }) => correlationId);
  }

  private async end(
    db: Kysely<Database>,
    em: EntityManager,
    attempt: Attempt,
    step: ProvisioningStepName,
    error: string,
  ): Promise<void> {
    await endStep(db, attempt, step, { status: 'FAILED', error });
    await endAttempt(db, attempt, { status: 'FAILED', error });
    this.audit(em, attempt, 'failed', { step, error });
  }

  private audit(
    em: EntityManager,
    { correlationId, tenantId, adminId, requestId }: Attempt,
    verb: 'started' | 'completed' | 'failed',
    after?: Readonly<Record<string, unknown>>,
  ): void {
    auditAsSystem(em, requestId, {
      action: `provisioning.${verb}`,
      targetType: 'provisioning',
      targetId: correlationId,
      tenantId,
      adminId,
      ...(after === undefined ? {} : { changes: { after } }),
    });
  }

  private tell(
    { correlationId, tenantId }: Attempt,
    status: 'RUNNING' | Outcome['status'],
    more: { step?: ProvisioningStepName; error?: string } = {},
  ): void {
    this.telemetry.emit({ type: 'provisioning', correlationId, tenantId, status, ...more });
  }
}

/** Undefined where the attempt has ended. @throws LeaseLostError while somebody else holds it */
const take = async (db: Kysely<Database>, id: number): Promise<Claimed | undefined> => {
  const open = await db
    .selectFrom('provisioning as p')
    .innerJoin('tenant as t', 't.id', 'p.tenant_id')
    .where('p.id', '=', id)
    .where('p.status', 'in', ['PENDING', 'RUNNING'])
    .select([
      'p.id',
      'p.correlation_id as correlationId',
      'p.tenant_id as tenantId',
      't.admin_id as adminId',
      'p.current_step as step',
      sql<boolean>`p.status = 'PENDING'`.as('wasPending'),
      sql<boolean>`coalesce(p.lease_until > now(), false)`.as('isHeld'),
    ])
    .forUpdate('p')
    .executeTakeFirst();
  if (!open) return undefined;
  const { isHeld, ...attempt } = open;
  if (isHeld) throw new LeaseLostError();
  const taken = await db
    .updateTable('provisioning')
    .set({
      status: 'RUNNING',
      started_at: sql`coalesce(started_at, now())`,
      lease_until: leaseEnd,
      fence: nextFence,
      tries: sql`tries + 1`,
    })
    .where('id', '=', id)
    .returning(['tries', sql<string>`fence::text`.as('fence')])
    .executeTakeFirstOrThrow();
  return { ...attempt, ...taken };
};

const endStep = async (
  db: Kysely<Database>,
  { id }: Attempt,
  step: ProvisioningStepName,
  outcome: Outcome,
): Promise<void> => {
  await db
    .updateTable('provisioning_step')
    .set({
      status: outcome.status,
      error: outcome.status === 'FAILED' ? outcome.error : null,
      completed_at: sql`now()`,
    })
    .where('provisioning_id', '=', id)
    .where('step', '=', step)
    .execute();
};

const endAttempt = async (db: Kysely<Database>, { id }: Attempt, outcome: Outcome): Promise<void> => {
  const change =
    outcome.status === 'COMPLETED'
      ? { current_step: null, error: null, admin_password_hash: null }
      : { error: outcome.error };
  await db
    .updateTable('provisioning')
    .set({ status: outcome.status, completed_at: sql`now()`, lease_until: null, ...change })
    .where('id', '=', id)
    .execute();
};
