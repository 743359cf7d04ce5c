import type { EmbeddedDatabase } from '../../src/embedded.js';
import type { Orm } from '../../src/orm.js';

/**
 * The text of every statement that reached the database, in order. Transaction commands of the embedded one are not among
 * them, nor is what the queue asks it meanwhile, or what a new connection
 * begins with.
 */
export type Statements = string[];

type Query = (text: unknown, ...rest: unknown[]) => unknown;

const textOf = (given: unknown): string =>
  typeof given === 'string' ? given : String((given as { text?: unknown } | null)?.text);

const recording =
  (query: Query, statements: Statements): Query =>
  (given, ...rest) => {
    const text = textOf(given);
    if (!/pgboss\.|^listen /.test(text)) statements.push(text);
    return query(given, ...rest);
  };

/** Listens at the embedded database itself, beneath Kysely and MikroORM. Call it before anything is opened on it. */
export const listenEmbedded = ({ pglite }: EmbeddedDatabase): Statements => {
  const statements: Statements = [];
  const transaction = pglite.transaction.bind(pglite);
  Object.assign(pglite, {
    query: recording(pglite.query.bind(pglite) as Query, statements),
    transaction: (work: (tx: object) => Promise<unknown>) =>
      transaction((tx) => work(Object.assign(tx, { query: recording(tx.query.bind(tx) as Query, statements) }))),
  });
  return statements;
};

/** Listens at every connection of a server's pool. */
export const listenServer = async (orm: Orm): Promise<Statements> => {
  const statements: Statements = [];
  const pool = await orm.em.getConnection().getNativeClient();
  const heard = new WeakSet();
  pool.on('acquire', (client) => {
    if (heard.has(client)) return;
    heard.add(client);
    Object.assign(client, { query: recording(client.query.bind(client) as unknown as Query, statements) });
  });
  return statements;
};
