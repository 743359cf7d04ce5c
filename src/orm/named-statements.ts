import type { Pool, PoolClient } from 'pg';

/** A statement gets its name once it has been asked for so often, so that names are not used up by what is asked once. */
const usesBeforeName = 5;
/** Each connection keeps a plan for every name. */
const mostNames = 250;
const mostCounted = 2_000;

/**
 * Whether a statement is better off without a name. A search is planned for the text that is searched for; and what selects
 * whole rows fails under its name after a migration that another process makes.
 */
const isBetterPlannedEachTime = (text: string): boolean => / ilike |\.\*/.test(text);

/** Names for statements that are asked for again and again: the server parses them once a connection, and plans them seldom. */
export class StatementNames {
  private readonly uses = new Map<string, number>();
  private readonly names = new Map<string, string>();

  nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= mostNames) return known;
    const uses = (this.uses.get(text) ?? 0) + 1;
    if (this.uses.size >= mostCounted) this.uses.clear();
    this.uses.set(text, uses);
    if (uses < usesBeforeName || isBetterPlannedEachTime(text)) return undefined;
    this.uses.delete(text);
    const name = `tenantry ${this.names.size}`;
    this.names.set(text, name);
    return name;
  }
}

type Query = (...parameters: unknown[]) => unknown;

/** Gives names to what is asked over the connections of a pool. */
export const nameStatements = (pool: Pool): void => {
  const names = new StatementNames();
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as Query;
    const named: Query = (text, values, ...rest) => {
      const name =
        typeof text === 'string' && Array.isArray(values) && values.length > 0 ? names.nameOf(text) : undefined;
      return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
    };
    Object.assign(client, { query: named });
  });
};
