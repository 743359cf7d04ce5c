import { EventEmitter, on } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import { Client } from 'pg';
import type { Database } from './entities/index.js';

/** What processes tell each other. Only keys travel: whoever hears of a thing reads it, as far as they may. */
export interface Topics {
  readonly notification: { readonly id: number; readonly userId: number };
  /** A tenant's store has been made ready. */
  readonly tenantReady: { readonly tenantId: string };
}

const channel = 'tenantry';

/** Says something to every process, with the transaction: it is heard after the commit, and never without it. */
export const announce = async <Topic extends keyof Topics>(
  db: Kysely<Database>,
  topic: Topic,
  payload: Topics[Topic],
): Promise<void> => {
  await sql`select pg_notify(${channel}, ${JSON.stringify([topic, payload])})`.execute(db);
};

const retryMilliseconds = 1_000;

/** Hears what any process announces, this one included. */
export class Bus {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private disconnect: () => Promise<void> = () => Promise.resolve();

  /** On the embedded database, whose only process this is. */
  static async onEmbedded(pglite: PGlite): Promise<Bus> {
    const bus = new Bus();
    bus.disconnect = await pglite.listen(channel, (payload) => {
      bus.hear(payload);
    });
    return bus;
  }

  /** On a server, over a connection of its own that is made again when it breaks. What is said meanwhile is not heard. */
  static async onServer(url: string): Promise<Bus> {
    const bus = new Bus();
    const closing = new AbortController();
    const connect = async (): Promise<void> => {
      const client = new Client({
        connectionString: url,
        connectionTimeoutMillis: 2_000,
        application_name: 'tenantry bus',
      });
      client.on('error', () => undefined);
      client.on('notification', ({ payload }) => {
        bus.hear(payload ?? '');
      });
      await client.connect();
      await client.query(`listen ${channel}`);
      client.once('end', () => void reconnect());
      bus.disconnect = () => {
        closing.abort();
        return client.end();
      };
    };
    const reconnect = async (): Promise<void> => {
      while (!closing.signal.aborted) {
        await setTimeout(retryMilliseconds, undefined, { ref: false });
        if (
          await connect().then(
            () => true,
            () => false,
          )
        )
          return;
      }
    };
    await connect();
    return bus;
  }

  /** The messages of a topic, as a subscription consumes them. Returning the iterator ends it. */
  messages<Topic extends keyof Topics>(
    topic: Topic,
    wanted: (payload: Topics[Topic]) => boolean,
  ): AsyncIterableIterator<Topics[Topic], undefined> {
    const events = on(this.emitter, topic);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        for (;;) {
          const event = (await events.next()) as IteratorResult<[Topics[Topic]], undefined>;
          if (event.done) return { done: true, value: undefined };
          const [payload] = event.value;
          if (wanted(payload)) return { done: false, value: payload };
        }
      },
      async return() {
        await events.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  close(): Promise<void> {
    return this.disconnect();
  }

  private hear(text: string): void {
    const [topic, payload] = JSON.parse(text) as [string, unknown];
    this.emitter.emit(topic, payload);
  }
}
