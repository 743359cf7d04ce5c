import type { Bus } from '../bus.js';
import type { Viewer } from './viewer.js';

/** How long a viewer is believed without asking, in milliseconds: what the clock alone ends is noticed so late. */
const believedMilliseconds = 500;
const most = 10_000;

/** A viewer, and until when the token that says so is in force. */
export interface Verified {
  readonly viewer: Viewer;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * The viewers behind the tokens of the last moment, so that many requests of one bearer verify the token and read the
 * viewer once. The database announces each change that access stands on; then all are forgotten, and the next request reads
 * things as they stand.
 */
export class KnownViewers {
  private readonly known = new Map<string, Verified>();
  private changes = 0;

  constructor(bus: Bus) {
    bus.onFooting(() => {
      this.changes += 1;
      this.known.clear();
    });
  }

  /** @param load verifies the token and reads the viewer */
  async viewerOf(token: string, load: () => Promise<Verified>): Promise<Viewer> {
    const now = Date.now();
    const known = this.known.get(token);
    if (known && now < known.until) return known.viewer;
    this.known.delete(token);
    const before = this.changes;
    const { viewer, until } = await load();
    // What was read before a change is good for the request that asked, which came before it as well.
    if (this.changes === before) this.remember(token, { viewer, until: Math.min(until, now + believedMilliseconds) });
    return viewer;
  }

  private remember(token: string, verified: Verified): void {
    const [oldest] = this.known.keys();
    if (this.known.size >= most && oldest !== undefined) this.known.delete(oldest);
    this.known.set(token, verified);
  }
}
