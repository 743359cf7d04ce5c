import type { CompiledQuery, Kysely } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { Database } from '../entities/index.js';
import { Batch, type Statement } from './batch.js';

type Ask = (text: Statement | Batch | string, values?: readonly unknown[]) => Promise<QueryResult>;

const begins = /^(begin|start transaction)\b/;

/** The parameters of the statements that nobody waits for: they reach the connection as they were made. */
const unawaited = new WeakSet<readonly unknown[]>();

const unanswered = { command: '', rowCount: null, rows: [] } as unknown as QueryResult;

/**
 * Runs a statement whose answer nothing depends on. In a transaction on a server it travels with the one after it, which fails where
 * it fails itself.
 */
export const runWithNext = async (db: Kysely<Database>, statement: CompiledQuery): Promise<void> => {
  if (db.isTransaction) unawaited.add(statement.parameters);
  await db.executeQuery(statement);
};

/** One text without values may be several statements, which only travel alone. */
const isOneStatement = ({ text, values }: Statement): boolean => text === 'commit' || (values?.length ?? 0) > 0;

/**
 * Has the connections of a pool keep what begins a transaction, and what nobody waits for, until there is something to wait
 * for, and send all of that at once: a journey to the server and back costs both sides more than most statements.
 */
export const sendTogether = (pool: Pool): void => {
  pool.on('connect', (client: PoolClient) => {
    const send = client.query.bind(client) as unknown as Ask;
    let kept: Statement[] = [];
    const sendKept = (...more: Statement[]): Promise<QueryResult> => {
      const batch = new Batch([...kept, ...more]);
      kept = [];
      void send(batch);
      return batch.answer;
    };
    const query: Ask = (asked, values) => {
      const statement =
        typeof asked === 'string' ? { text: asked, ...(values ? { values } : {}) } : (asked as Statement);
      const { text } = statement;
      if (begins.test(text) || (statement.values && unawaited.delete(statement.values))) {
        kept.push(statement);
        return Promise.resolve(unanswered);
      }
      if (kept.length === 0) return send(asked, values);
      if (text === 'rollback') {
        const isBegun = !begins.test(kept[0]?.text ?? '');
        kept = [];
        return isBegun ? send(asked, values) : Promise.resolve(unanswered);
      }
      if (isOneStatement(statement)) return sendKept(statement);
      return sendKept().then(() => send(asked, values));
    };
    Object.assign(client, { query });
  });
};
