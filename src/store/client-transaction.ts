import { Socket } from 'node:net';
import { Client, type ClientConfig, type QueryConfig } from 'pg';
import type { Execute } from './store.js';
import { storeError } from './store-error.js';

const second = 1_000;

/** How long a database may take to let somebody in, and again to begin. */
const connectSeconds = 5;

/** A holder that has stopped in the middle of a transaction loses it, so that it cannot go on with it later. */
const idleSeconds = 5;

/** More than any answer of ours can be; what sends more wants something else than to answer. */
const mostBytes = 64 * 1024 * 1024;

/** A database, and how to call it where something is wrong with it. */
export interface Reachable {
  readonly target: ClientConfig;
  readonly name: string;
}

/** Cuts the connection when time is up or too much has come; answers what calls that off. */
const guard = (socket: Socket, seconds: number): (() => void) => {
  const deadline = performance.now() + seconds * second;
  const timer = setInterval(() => {
    if (performance.now() > deadline || socket.bytesRead > mostBytes) socket.destroy(new Error('Timed out.'));
  }, 100);
  return () => {
    clearInterval(timer);
  };
};

/**
 * One transaction over a connection of its own, which is cut off after so many seconds, whatever the other side does.
 * @throws StoreError for whatever goes wrong with the database, and what `work` throws
 */
export const clientTransaction = async <T>(
  { target, name }: Reachable,
  work: (execute: Execute) => Promise<T>,
  seconds: number,
): Promise<T> => {
  const milliseconds = Math.ceil(seconds * second);
  const connectMilliseconds = Math.min(connectSeconds * second, milliseconds);
  const socket = new Socket();
  const client = new Client({
    ...target,
    stream: () => socket,
    connectionTimeoutMillis: connectMilliseconds,
    query_timeout: milliseconds,
    application_name: 'tenantry provisioning',
  });
  client.on('error', () => undefined);
  const calm = guard(socket, seconds);
  const told = <Answer>(asked: Promise<Answer>): Promise<Answer> =>
    asked.catch((error: unknown) => {
      throw storeError(name, error);
    });
  try {
    await told(client.connect());
    // Not with the connection: a pooler between here and there may know no such settings.
    const begin: QueryConfig & { query_timeout: number } = {
      text: `begin;
        set local statement_timeout = ${milliseconds};
        set local idle_in_transaction_session_timeout = ${idleSeconds * second};
        set local timezone = 'UTC'`,
      query_timeout: connectMilliseconds,
    };
    await told(client.query(begin));
    const result = await work(async (statement, values) => {
      const { rows } = await told(client.query<Record<string, unknown>>(statement, values && [...values]));
      return rows;
    });
    await told(client.query('commit'));
    return result;
  } finally {
    calm();
    // Nobody waits for the other side to say goodbye.
    void client.end().catch(() => undefined);
    setTimeout(() => socket.destroy(), second).unref();
  }
};
