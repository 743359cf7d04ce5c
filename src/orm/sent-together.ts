import { CompiledQuery, type Kysely } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { Batch, type Statement } from './batch.js';

type AnyDatabase = Pick<Kysely<unknown>, 'isTransaction' | 'executeQuery'>;

type Ask = (text: Statement | Batch | string, values?: readonly unknown[]) => Promise<QueryResult>;

const begins = /^(begin|start transaction)\b/;

/** The parameters of the statements that nobody waits for: they reach the connection as they were made. */
const unawaited = new WeakSet<readonly unknown[]>();

const unanswered = { command: '', rowCount: null, rows: [] } as unknown as QueryResult;

/**
 * Runs a statement whose answer nothing depends on. In a transaction on a server it travels with the one after it, which fails where
 * it fails itself.
 */
export const runWithNext = async (db: AnyDatabase, statement: CompiledQuery): Promise<void> => {
  if (db.isTransaction) unawaited.add(statement.parameters);
  await db.executeQuery(statement);
};

/**
 * Ends a transaction with the next statement, which sees what everybody sees from then on. Whoever commits as ever is told how
 * that went.
 */
export const commitWithNext = (db: AnyDatabase): Promise<void> => runWithNext(db, CompiledQuery.raw('commit'));

/** One text without values may be several statements, which only travel alone. */
const isOneStatement = ({ text, values }: Statement): boolean => text === 'commit' || (values?.length ?? 0) > 0;

/** What one connection keeps, and when it is sent. */
class Kept {
  private statements: Statement[] = [];
  /** Whether a commit has gone that whoever has begun the transaction does not know of. */
  private isCommitted = false;

  constructor(private readonly send: Ask) {}

  ask(asked: Parameters<Ask>[0], values?: readonly unknown[]): Promise<QueryResult> {
    const statement = typeof asked === 'string' ? { text: asked, ...(values ? { values } : {}) } : (asked as Statement);
    const { text } = statement;
    if (begins.test(text) || (statement.values && unawaited.delete(statement.values))) {
      this.statements.push(statement);
      return Promise.resolve(unanswered);
    }
    if (text === 'rollback') return this.rollback();
    if (text === 'commit' && (this.isCommitted || this.hasCommit)) return this.commit();
    if (this.statements.length === 0) return this.send(asked, values);
    if (isOneStatement(statement)) return this.sendAll(statement);
    return this.sendAll().then(() => this.send(asked, values));
  }

  private get hasCommit(): boolean {
    return this.statements.some(({ text }) => text === 'commit');
  }

  private async sendAll(...more: Statement[]): Promise<QueryResult> {
    const { hasCommit } = this;
    const batch = new Batch([...this.statements, ...more]);
    this.statements = [];
    void this.send(batch);
    const result = await batch.answer;
    this.isCommitted = hasCommit;
    return result;
  }

  /** Tells how the commit went that was kept. */
  private async commit(): Promise<QueryResult> {
    if (this.hasCommit) await this.sendAll();
    this.isCommitted = false;
    return unanswered;
  }

  private async rollback(): Promise<QueryResult> {
    const isOver = this.isCommitted || begins.test(this.statements[0]?.text ?? '');
    this.statements = [];
    this.isCommitted = false;
    return isOver ? unanswered : this.send('rollback');
  }
}

/**
 * Has the connections of a pool keep what begins a transaction, and what nobody waits for, until there is something to wait
 * for, and send all of that at once: a journey to the server and back costs both sides more than most statements.
 */
export const sendTogether = (pool: Pool): void => {
  pool.on('connect', (client: PoolClient) => {
    const kept = new Kept(client.query.bind(client));
    const query: Ask = (asked, values) => kept.ask(asked, values);
    Object.assign(client, { query });
  });
};
