import type { Client, Pool, QueryResult } from 'pg';

type Query = (...given: unknown[]) => Promise<QueryResult> | object | undefined;

const rolledBack = { command: 'ROLLBACK', rowCount: null, rows: [] };

const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/**
 * Takes connections out of a pool that have failed for good, each of which would cost it one for ever. Kysely gives a connection
 * back only after its `rollback` has succeeded; and pg keeps one in use that has left a question without an answer,
 * on which the next one waits as well.
 */
export const releaseFailedConnections = (pool: Pool): void => {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as unknown as Query;
    // Whoever has a connection that is ending gives it back to the pool, which then drops it.
    const end = (): void => void (client as unknown as Client).end();
    const guarded = (...given: unknown[]): unknown => {
      const asked = query(...given);
      if (!(asked instanceof Promise)) return asked;
      return asked.catch((error: unknown) => {
        const text = String(given[0]);
        if (isUnanswered(error) || text === 'rollback') end();
        if (text === 'rollback') return rolledBack;
        throw error;
      });
    };
    Object.assign(client, { query: guarded });
  });
};
