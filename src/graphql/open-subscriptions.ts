import type { DocumentNode } from 'graphql';
import { footingOf } from '../auth/footing.js';
import type { Viewer } from '../auth/viewer.js';
import type { Bus } from '../bus.js';
import { AppError } from '../errors.js';
import { toAppError } from './format-error.js';
import type { Gateway } from './gateway.js';
import type { LiveResults } from './live-results.js';

/** What was asked, and with which credentials. */
interface Subscription {
  readonly document: DocumentNode;
  readonly authorization: string | undefined;
  viewer: Viewer;
}

/** Access that ends by the clock alone, as that of a token does, is looked for so often. */
const lookMilliseconds = 30_000;

/**
 * The subscriptions that are open in this process. An event is never shown to somebody who may not see it any more, because
 * each asks anew; but where no event comes either, a subscription whose credentials are good no longer is ended here.
 */
export class OpenSubscriptions {
  private readonly open = new Map<LiveResults, Subscription>();
  private readonly stopListening: () => void;
  private readonly looking: NodeJS.Timeout;

  constructor(
    private readonly gateway: Gateway,
    bus: Bus,
  ) {
    const lookAtAll = (): void => void this.look(() => true);
    this.stopListening = bus.listen(
      'footing',
      ({ row }) => void this.look(({ viewer }) => footingOf(viewer).includes(row)),
      lookAtAll,
    );
    this.looking = setInterval(lookAtAll, lookMilliseconds).unref();
  }

  add(results: LiveResults, subscription: Subscription): void {
    this.open.set(results, subscription);
  }

  delete(results: LiveResults): void {
    this.open.delete(results);
  }

  async close(): Promise<void> {
    this.stopListening();
    clearInterval(this.looking);
    await Promise.all([...this.open.keys()].map((results) => results.return()));
  }

  /** Asks of some whether they may go on, once for those with the same credentials. */
  private async look(which: (subscription: Subscription) => boolean): Promise<void> {
    const some = [...this.open].filter(([, subscription]) => which(subscription));
    for (const [authorization, sharing] of Map.groupBy(some, ([, subscription]) => subscription.authorization)) {
      const caller = await this.gateway.authenticate(authorization).catch(toAppError);
      for (const [results, subscription] of sharing) {
        const fault = caller instanceof AppError ? caller : this.gateway.refusal(subscription.document, caller);
        // A database that cannot be asked refuses nobody.
        if (fault?.code === 'UNAUTHENTICATED' || fault?.code === 'FORBIDDEN') await results.fail(fault);
        if (!(caller instanceof AppError)) subscription.viewer = caller.viewer;
      }
    }
  }
}
