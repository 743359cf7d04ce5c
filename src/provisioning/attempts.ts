import { sql, type Kysely } from 'kysely';
import type { Database } from '../entities/index.js';
import type { ProvisioningStepName } from '../entities/provisioning.js';
import { newRequestId } from '../ids.js';
import { kyselyOf, type EntityManager, type Orm } from '../orm.js';
import type { Telemetry } from '../telemetry.js';
import { auditAsSystem } from '../write.js';

/** An attempt that this worker holds. */
export interface Attempt {
  readonly id: number;
  readonly correlationId: string;
  readonly tenantId: string;
  readonly adminId: number;
  /** Names this worker's audit rows of the attempt. */
  readonly requestId: string;
  /** Until when it is held, as the database wrote it; whoever takes it over changes this. */
  readonly lease: string;
}

/** Somebody else has taken the attempt over; what is being done for it here no longer counts. */
export class LeaseLostError extends Error {
  constructor() {
    super('The attempt has been taken over by another worker.');
    this.name = 'LeaseLostError';
  }
}

/** Longer than any step may take, see `store.ts`. */
const lease = sql`now() + interval '30 seconds'`;

/** How an attempt or a step ends. */
export type Outcome = { readonly status: 'COMPLETED' } | { readonly status: 'FAILED'; readonly error: string };

/**
 * The queue of attempts, which is the table itself: each change of state is one short transaction, guarded by the lease,
 * so that a worker that was thought dead cannot write after another took over.
 */
export class Attempts {
  constructor(
    private readonly orm: Orm,
    private readonly telemetry: Telemetry,
  ) {}

  private change<T>(work: (db: Kysely<Database>, em: EntityManager) => Promise<T>): Promise<T> {
    return this.orm.em.fork({ useContext: true }).transactional((em) => work(kyselyOf(em), em));
  }

  /** The oldest attempt that nobody holds, now held by this worker; undefined where there is none. */
  async claim(): Promise<Attempt | undefined> {
    const claimed = await this.change(async (db, em) => {
      const { rows } = await sql<Omit<Attempt, 'requestId'> & { wasPending: boolean }>`
        with waiting as (
          select id, status from provisioning
          where status = 'PENDING' or (status = 'RUNNING' and (lease_until is null or lease_until < now()))
          order by id limit 1 for update skip locked)
        update provisioning p
        set status = 'RUNNING', started_at = coalesce(p.started_at, now()), lease_until = ${lease}
        from waiting, tenant t where p.id = waiting.id and t.id = p.tenant_id
        returning p.id, p.correlation_id as "correlationId", p.tenant_id as "tenantId", t.admin_id as "adminId",
          p.lease_until::text as lease, waiting.status = 'PENDING' as "wasPending"`.execute(db);
      const [row] = rows;
      if (!row) return undefined;
      const { wasPending, ...held } = row;
      const attempt = { ...held, requestId: newRequestId() };
      if (wasPending) this.audit(em, attempt, 'started');
      return { attempt, wasPending };
    });
    if (claimed?.wasPending) this.tell(claimed.attempt, 'RUNNING');
    return claimed?.attempt;
  }

  /** Holds the attempt for the time of a step and marks the step as running, unless it was completed before. */
  begin(attempt: Attempt, step: ProvisioningStepName): Promise<{ readonly held: Attempt; readonly isDone: boolean }> {
    return this.change(async (db) => {
      const held = await renew(db, attempt, step);
      const begun = await db
        .updateTable('provisioning_step')
        .set({ status: 'RUNNING', started_at: sql`coalesce(started_at, now())`, error: null })
        .where('provisioning_id', '=', attempt.id)
        .where('step', '=', step)
        .where('status', '<>', 'COMPLETED')
        .executeTakeFirst();
      return { held, isDone: begun.numUpdatedRows === 0n };
    });
  }

  /** Marks a step as completed. */
  async complete(attempt: Attempt, step: ProvisioningStepName): Promise<void> {
    await this.change(async (db) => {
      await assertHeld(db, attempt);
      await endStep(db, attempt, step, { status: 'COMPLETED' });
    });
    this.tell(attempt, 'COMPLETED', { step });
  }

  /** Ends the attempt well; the password it carried is forgotten. */
  async finish(attempt: Attempt): Promise<void> {
    await this.change(async (db, em) => {
      await endAttempt(db, attempt, { status: 'COMPLETED' });
      this.audit(em, attempt, 'completed');
    });
    this.tell(attempt, 'COMPLETED');
  }

  /** Ends the attempt at a step, with a text that everybody may read. */
  async fail(attempt: Attempt, step: ProvisioningStepName, error: string): Promise<void> {
    await this.change(async (db, em) => {
      await endStep(db, attempt, step, { status: 'FAILED', error });
      await endAttempt(db, attempt, { status: 'FAILED', error });
      this.audit(em, attempt, 'failed', { step, error });
    });
    this.tell(attempt, 'FAILED', { step, error });
  }

  /** Lets go of an attempt, so that the next worker need not wait for the lease to run out. */
  async release({ id, lease: held }: Attempt): Promise<void> {
    await this.change((db) =>
      sql`update provisioning set lease_until = null where id = ${id} and status = 'RUNNING'
        and lease_until = ${held}::timestamptz`.execute(db),
    );
  }

  /** Lets go of every attempt, whoever held it. */
  async releaseAll(): Promise<void> {
    await this.change((db) => sql`update provisioning set lease_until = null where status = 'RUNNING'`.execute(db));
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

/** @throws LeaseLostError */
const renew = async (db: Kysely<Database>, attempt: Attempt, step: ProvisioningStepName): Promise<Attempt> => {
  const { rows } = await sql<{ lease: string }>`
    update provisioning set lease_until = ${lease}, current_step = ${step}
    where id = ${attempt.id} and status = 'RUNNING' and lease_until = ${attempt.lease}::timestamptz
    returning lease_until::text as lease`.execute(db);
  const [row] = rows;
  if (!row) throw new LeaseLostError();
  return { ...attempt, lease: row.lease };
};

/** @throws LeaseLostError */
const assertHeld = async (db: Kysely<Database>, attempt: Attempt): Promise<void> => {
  const { rows } = await sql`
    select 1 from provisioning
    where id = ${attempt.id} and status = 'RUNNING' and lease_until = ${attempt.lease}::timestamptz
    for update`.execute(db);
  if (rows.length === 0) throw new LeaseLostError();
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

/** @throws LeaseLostError */
const endAttempt = async (db: Kysely<Database>, attempt: Attempt, outcome: Outcome): Promise<void> => {
  await assertHeld(db, attempt);
  const change =
    outcome.status === 'COMPLETED'
      ? { current_step: null, error: null, admin_password_hash: null }
      : { error: outcome.error };
  await db
    .updateTable('provisioning')
    .set({ status: outcome.status, completed_at: sql`now()`, lease_until: null, ...change })
    .where('id', '=', attempt.id)
    .execute();
};
