import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import { Client } from 'pg';
import type { Database } from './entities/index.js';
import { AppError } from './errors.js';

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
        keepAlive: true,
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
      for (;;) {
        await setTimeout(retryMilliseconds, undefined, { ref: false });
        if (closing.signal.aborted) return;
        const connected = await connect().then(
          () => true,
          () => false,
        );
        if (connected) return;
      }
    };
    await connect();
    return bus;
  }

  /**
   * The messages of a topic, as a subscription consumes them. Returning the iterator ends it. A consumer that falls
   * too far behind hears UNAVAILABLE and no more: it can read what it missed, and memory is everybody's.
   */
  messages<Topic extends keyof Topics>(
    topic: Topic,
    wanted: (payload: Topics[Topic]) => boolean,
  ): AsyncIterableIterator<Topics[Topic], undefined> {
    const queue = new MessageQueue<Topics[Topic]>(() => this.emitter.off(topic, hear));
    const hear = (payload: Topics[Topic]): void => {
      if (wanted(payload)) queue.push(payload);
    };
    this.emitter.on(topic, hear);
    return queue;
  }

  close(): Promise<void> {
    return this.disconnect();
  }

  /** Whoever may connect to the database may say anything on the channel. */
  private hear(text: string): void {
    try {
      const [topic, payload] = JSON.parse(text) as [string, unknown];
      this.emitter.emit(topic, payload);
    } catch {
      // What is not ours is not heard.
    }
  }
}

const mostWaiting = 1_000;

/** Messages between the one who hears them and the one who asks for the next. */
class MessageQueue<Message> implements AsyncIterableIterator<Message, undefined> {
  private readonly waiting: Message[] = [];
  private readonly asking: ((result: IteratorResult<Message, undefined>) => void)[] = [];
  private ended = false;
  private fault: AppError | undefined;

  constructor(private readonly stop: () => void) {}

  push(message: Message): void {
    const ask = this.asking.shift();
    if (ask) ask({ done: false, value: message });
    else if (this.waiting.length < mostWaiting) this.waiting.push(message);
    else this.overflow();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Message, undefined>> {
    const message = this.waiting.shift();
    if (message !== undefined) return { done: false, value: message };
    if (this.fault) throw this.fault;
    if (this.ended) return { done: true, value: undefined };
    return new Promise((resolve) => this.asking.push(resolve));
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  private overflow(): void {
    this.waiting.length = 0;
    this.fault = new AppError('UNAVAILABLE', 'Too many events were waiting. Subscribe again.');
    this.end();
  }

  private end(): void {
    this.ended = true;
    this.stop();
    for (const ask of this.asking.splice(0)) ask({ done: true, value: undefined });
  }
}
