import { createHash, createHmac } from 'node:crypto';
import type { DocumentNode } from 'graphql';
import { sql, type Kysely } from 'kysely';
import type { Database } from './entities/index.js';
import { AppError } from './errors.js';
import { rootFieldsOf } from './selection.js';

/** What was said before: by the operation as a whole, or by its write alone. */
interface Kept {
  readonly effect: { readonly value: unknown };
  /** Null where the process ended between the two. */
  readonly answer: { readonly data: unknown } | null;
}

/** How long a request is remembered. */
const rememberedHours = 24;

const isForgotten = sql<boolean>`created_at < now() - make_interval(hours => ${sql.lit(rememberedHours)})`;

/**
 * A request that its caller has given a key. Its write leaves a record in its own transaction, so that whoever sends it
 * again, after whatever has happened, has no second effect; the answer is kept beside it and given again. What was refused
 * had no effect and leaves nothing.
 */
export class KeyedRequest {
  private readonly id: string;
  private readonly fingerprint: string;
  private kept: Kept | undefined;

  /** @param caller the key is theirs alone */
  constructor(caller: string | null, key: string, operation: DocumentNode, variables: unknown) {
    this.id = createHash('sha256')
      .update(JSON.stringify([caller, key]))
      .digest('hex');
    // Requests hold passwords. Whoever reads the table does not know the key, so they cannot try them out.
    this.fingerprint = createHmac('sha256', key)
      .update(JSON.stringify([rootFieldsOf(operation), variables]))
      .digest('hex');
  }

  /** What the write came to the first time. */
  get effect(): Kept['effect'] | undefined {
    return this.kept?.effect;
  }

  /**
   * The answer that was given before, or the one that `run` gives now.
   * @throws AppError IDEMPOTENCY_KEY_REUSED where the key was that of another request
   */
  async answer<Data>(
    db: Kysely<Database>,
    run: () => Promise<Data>,
  ): Promise<{ readonly data: Data; readonly isRepeated: boolean }> {
    this.kept = await this.find(db);
    if (this.kept?.answer) return { data: this.kept.answer.data as Data, isRepeated: true };
    const isRepeated = this.kept !== undefined;
    try {
      const data = await run();
      await this.keep(db, data);
      return { data, isRepeated };
    } catch (error) {
      // Somebody sent the same at the same time and came first; now there is a record.
      if (isRepeated || !(error instanceof AppError) || error.reason !== 'CARRIED_OUT') throw error;
      return this.answer(db, run);
    }
  }

  /** Makes others who bring the key wait for the transaction. @throws AppError CARRIED_OUT for whoever has waited */
  async claim(db: Kysely<Database>): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${'idempotency ' + this.id}, 0))`.execute(db);
    const found = await db.selectFrom('idempotency_record').where('id', '=', this.id).select('id').executeTakeFirst();
    if (found) throw new AppError('CONFLICT', 'This has been carried out.', { reason: 'CARRIED_OUT' });
  }

  /** Remembers with the transaction what its work came to, which must be JSON. */
  async record(db: Kysely<Database>, value: unknown): Promise<void> {
    const effect = JSON.stringify({ value });
    await sql`insert into idempotency_record (id, fingerprint, effect, created_at)
      values (${this.id}, ${this.fingerprint}, ${effect}::jsonb, now())`.execute(db);
  }

  private async find(db: Kysely<Database>): Promise<Kept | undefined> {
    await db.deleteFrom('idempotency_record').where(isForgotten).execute();
    const found = await db
      .selectFrom('idempotency_record')
      .where('id', '=', this.id)
      .select(['fingerprint', 'effect', 'answer'])
      .executeTakeFirst();
    if (!found) return undefined;
    if (found.fingerprint === this.fingerprint) return found as unknown as Kept;
    throw new AppError('INVALID', 'Another request had this Idempotency-Key.', { reason: 'IDEMPOTENCY_KEY_REUSED' });
  }

  private async keep(db: Kysely<Database>, data: unknown): Promise<void> {
    await sql`update idempotency_record set answer = ${JSON.stringify({ data })}::jsonb where id = ${this.id}`.execute(
      db,
    );
  }
}
