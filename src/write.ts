import { CompiledQuery, type Kysely } from 'kysely';
import { platform } from './auth/viewer.js';
import { announce, type Topics } from './bus.js';
import type { Asking, Context } from './context.js';
import { AuditLog, type Changes } from './entities/audit-log.js';
import type { Database } from './entities/index.js';
import type { Jobs } from './jobs.js';
import { inTransaction, inTransactionThenRead, kyselyOf, type EntityManager, type Orm } from './orm.js';
import { runWithNext } from './orm/sent-together.js';
import { writeAs } from './writer-scope.js';

/** What a mutation did, in the words of the audit log. */
export interface AuditEntry {
  /** `<target>.<verb>`, such as `tenant.created`. */
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly tenantId?: string | null;
  readonly adminId?: number | null;
  readonly changes?: Changes;
}

/** One transaction: its entities, its statements, and what every process is told with its commit. */
export interface Telling {
  readonly em: EntityManager;
  readonly db: Kysely<Database>;
  /** The payload is made once everything is in the database and has its keys. */
  announce<Topic extends keyof Topics>(topic: Topic, payload: () => Topics[Topic]): void;
}

/** The transaction of a mutation, with the one line that it leaves in the audit log. */
export interface Write extends Telling {
  readonly jobs: Jobs;
  audit(entry: AuditEntry): void;
}

/** `work` in the form that a transaction takes it, and the announcements that follow its flush. */
const withAnnouncements = <T>(work: (tx: Telling) => Promise<T>) => {
  const announcements: (() => Promise<void>)[] = [];
  const telling = (em: EntityManager): Promise<T> => {
    const db = kyselyOf(em);
    return work({
      em,
      db,
      announce: (topic, payload) => void announcements.push(() => announce(db, topic, payload())),
    });
  };
  const afterFlush = async (): Promise<void> => {
    for (const tell of announcements) await tell();
  };
  return [telling, afterFlush] as const;
};

/** Does `work` in a transaction, flushes, and announces. */
export const telling = <T>(orm: Orm, work: (tx: Telling) => Promise<T>): Promise<T> =>
  inTransaction(orm, ...withAnnouncements(work));

/** A mutation's work with its audit row, and the record of a request that has a key. */
const audited =
  <T>(context: Context, work: (tx: Write) => Promise<T>) =>
  async (tx: Telling): Promise<T> => {
    const { keyed, services, viewer } = context;
    await keyed?.claim(tx.db);
    await writeAs(tx.db, viewer);
    const entries: AuditEntry[] = [];
    const result = await work({ ...tx, jobs: services.jobs, audit: (entry) => void entries.push(entry) });
    const [entry, ...more] = entries;
    if (!entry || more.length > 0) throw new Error(`A mutation writes one audit row, not ${entries.length}.`);
    // Not an entity: a line that nobody changes needs no unit of work, which would cost as much as the statement.
    await runWithNext(tx.db, auditStatement(tx.db, auditRow(context, entry)));
    await keyed?.record(tx.db, result);
    return result;
  };

/**
 * Runs a mutation's work in one transaction and flushes once: the effect and its audit row commit together or not at all.
 * Nothing in `work` may wait for anything but the database. Where the request has a key (`idempotency.ts`), what comes of it
 * is JSON and is remembered, and a repeated one does no work.
 * @throws where `work` did not audit exactly once, which is a fault of the mutation
 */
export const write = async <T>(context: Context, work: (tx: Write) => Promise<T>): Promise<T> => {
  const effect = context.keyed?.effect;
  return effect ? (effect.value as T) : telling(context.services.orm, audited(context, work));
};

/**
 * The same, and answers what `read` finds of it afterwards, as everybody may see it.
 * @param read uses nothing but the `db` it is given
 */
export const writeThenRead = async <T, Answer>(
  context: Context,
  work: (tx: Write) => Promise<T>,
  read: (result: T, asking: Asking) => Promise<Answer>,
): Promise<Answer> => {
  const { keyed, services, viewer } = context;
  if (keyed?.effect) return read(keyed.effect.value as T, context);
  const [telling, afterFlush] = withAnnouncements(audited(context, work));
  return inTransactionThenRead(services.orm, telling, afterFlush, (result, db) => read(result, { db, viewer }));
};

/**
 * Puts attempts on record that were refused to somebody with credentials, in a transaction of their own: one row for each
 * mutation. Nobody in particular leaves none, so that requests without credentials cannot fill the log.
 */
export const recordDenials = async (context: Context, mutations: readonly string[]): Promise<void> => {
  if (context.viewer.subject === null || mutations.length === 0) return;
  await inTransaction(context.services.orm, async (em) => {
    const db = kyselyOf(em);
    await writeAs(db, context.viewer);
    const rows = mutations.map((targetId) =>
      auditRow(context, {
        ...{ action: 'access.denied', targetType: 'mutation', targetId },
        tenantId: context.viewer.tenant?.id ?? null,
      }),
    );
    await db.insertInto('audit_log').values(rows).execute();
  });
};

const auditRow = ({ viewer, origin }: Context, entry: AuditEntry) => ({
  action: entry.action,
  target_type: entry.targetType,
  target_id: entry.targetId,
  actor_id: viewer.userId,
  actor_email: viewer.email,
  actor_role: viewer === platform ? 'SYSTEM' : viewer.role,
  actor_credential: viewer.credential === 'USER' ? null : viewer.subject,
  tenant_id: entry.tenantId ?? null,
  admin_id: entry.adminId ?? null,
  changes: entry.changes ?? {},
  ip: origin.ip,
  request_id: origin.requestId,
  api: origin.api,
  created_at: new Date(),
});

let auditText: string | undefined;

/** Every mutation makes it, so that its text is made once. */
const auditStatement = (db: Kysely<Database>, row: ReturnType<typeof auditRow>): CompiledQuery => {
  auditText ??= db.insertInto('audit_log').values(row).compile().sql;
  return CompiledQuery.raw(auditText, Object.values(row));
};

/** The audit row of something that the gateway does by itself, written with its effect by the transaction of `em`. */
export const auditAsSystem = (em: EntityManager, requestId: string, entry: AuditEntry): void => {
  const { action, targetType, targetId, tenantId = null, adminId = null, changes = {} } = entry;
  const row = { action, targetType, targetId, tenantId, adminId, changes, requestId };
  em.persist(em.create(AuditLog, { ...row, actorRole: 'SYSTEM', api: 'system', createdAt: new Date() }));
};

/** The fields that differ, each before and after. */
export const changesBetween = (before: Record<string, unknown>, after: Record<string, unknown>): Changes => {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const pick = (record: Record<string, unknown>) =>
    Object.fromEntries(changed.map((key) => [key, record[key] ?? null]));
  return { before: pick(before), after: pick(after) };
};
