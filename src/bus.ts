import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import { MessageQueue, type Interest } from './bus/message-queue.js';
import type { OwnConnections } from './bus/own-connections.js';
import { listenOnServer } from './bus/server-channel.js';
import type { Database } from './entities/index.js';
import { runWithNext } from './orm/sent-together.js';

/** What processes tell each other. Only keys travel: whoever hears of a thing reads it, as far as they may. */
export interface Topics {
  readonly notification: { readonly id: number; readonly userId: number };
  /** A tenant's provisioning has got further or has begun anew, or the tenant has gone. */
  readonly provisioning: { readonly tenantId: string };
  /** A tenant's store has been made ready. */
  readonly tenantReady: { readonly tenantId: string };
  /**
   * A row has changed or gone on which credentials stand, as `footingOf` names it. The database says so by itself
   * (migration 0013), whoever made the change.
   */
  readonly footing: { readonly row: string };
}

/** Where processes listen. */
export const channel = 'tenantry';

/** Says something to every process, with the transaction: it is heard after the commit, and never without it. */
export const announce = async <Topic extends keyof Topics>(
  db: Kysely<Database>,
  topic: Topic,
  payload: Topics[Topic],
): Promise<void> => {
  await runWithNext(db, sql`select pg_notify(${channel}, ${JSON.stringify([topic, payload])})`.compile(db));
};

/** No topic, so that nobody can say it. */
const gap = Symbol('gap');

/** What the connections hear that change something themselves. */
const ownFooting = Symbol('own footing');

/** Hears what any process announces, this one included. */
export class Bus {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private disconnect: () => Promise<void> = () => Promise.resolve();

  /** On the embedded database, whose only process this is. */
  static async onEmbedded(pglite: PGlite): Promise<Bus> {
    const bus = new Bus();
    // PGlite calls from within the transaction that spoke; who hears is not to read by that transaction, which is over.
    const hear = AsyncResource.bind((payload: string) => {
      bus.hear(payload);
    });
    bus.disconnect = await pglite.listen(channel, hear);
    return bus;
  }

  /**
   * On a server.
   * @param own the connections over which this process makes its changes
   */
  static async onServer(url: string, own?: OwnConnections): Promise<Bus> {
    const bus = new Bus();
    own?.listen((payload) => {
      if (payload.startsWith('["footing"')) bus.emitter.emit(ownFooting);
    });
    bus.disconnect = await listenOnServer(url, channel, {
      hear: (payload) => {
        bus.hear(payload);
      },
      lost: () => bus.emitter.emit(gap),
    });
    return bus;
  }

  /**
   * Hears the messages of a topic. Whatever is kept up to date by them is told as well when some may have been lost.
   * @returns how to stop
   */
  listen<Topic extends keyof Topics>(
    topic: Topic,
    hear: (payload: Topics[Topic]) => void,
    lost: () => void,
  ): () => void {
    this.emitter.on(topic, hear).on(gap, lost);
    return () => void this.emitter.off(topic, hear).off(gap, lost);
  }

  /**
   * Tells of each change of what access stands on, and of each that may have been missed; of one that this process makes
   * before whoever makes it hears that it is made. May tell more than once.
   */
  onFooting(tell: () => void): void {
    this.listen('footing', tell, tell);
    this.emitter.on(ownFooting, tell);
  }

  /**
   * The messages of a topic, as a subscription consumes them. Returning the iterator ends it. A consumer that falls
   * too far behind hears UNAVAILABLE and no more: it can read what it missed, and memory is everybody's.
   */
  messages<Topic extends keyof Topics>(
    topic: Topic,
    interest: Interest<Topics[Topic]>,
  ): AsyncIterableIterator<Topics[Topic], undefined> {
    const queue = new MessageQueue<Topics[Topic]>(interest, () => {
      stop();
    });
    const stop = this.listen(
      topic,
      (payload) => {
        queue.hear(payload);
      },
      () => void queue.catchUp(),
    );
    void queue.catchUp();
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
