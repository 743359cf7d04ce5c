import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';

const retryMilliseconds = 1_000;
/** How often the server is asked whether it is still there, and how long it may take to answer. */
const beatMilliseconds = 2_000;
const answerMilliseconds = 2_000;

/** What is done with what comes. */
interface Ear {
  readonly hear: (payload: string) => void;
  /** The connection was lost and is there again. What was said meanwhile has not been heard. */
  readonly lost: () => void;
}

const end = (client: Client): Promise<void> => client.end().catch(() => undefined);

/**
 * A connection that has silently gone would look like one on which nothing is said, so the server is asked for a sign of
 * life, and where none comes the connection ends.
 */
const connect = async (url: string, channel: string, hear: Ear['hear']): Promise<Client> => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: answerMilliseconds,
    query_timeout: answerMilliseconds,
    application_name: 'tenantry bus',
  });
  client.on('error', () => undefined);
  client.on('notification', ({ payload }) => {
    hear(payload ?? '');
  });
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
  } catch (error) {
    void end(client);
    throw error;
  }
  const beat = setInterval(() => void client.query('select').catch(() => end(client)), beatMilliseconds);
  client.once('end', () => {
    clearInterval(beat);
  });
  return client;
};

/**
 * Hears a channel of a PostgreSQL server over a connection of its own, which is made again when it breaks.
 * @returns how to stop
 * @throws where the server cannot be reached to begin with
 */
export const listenOnServer = async (
  url: string,
  channel: string,
  { hear, lost }: Ear,
): Promise<() => Promise<void>> => {
  const closing = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;
  let client = await connect(url, channel, hear);

  const comeBack = async (): Promise<void> => {
    let connected: Client | undefined;
    while (!connected) {
      await setTimeout(retryMilliseconds, undefined, { ref: false });
      if (isClosing()) return;
      connected = await connect(url, channel, hear).catch(() => undefined);
    }
    if (isClosing()) {
      await end(connected);
      return;
    }
    client = connected;
    client.once('end', () => void comeBack());
    lost();
  };

  client.once('end', () => void comeBack());
  return () => {
    closing.abort();
    return end(client);
  };
};
