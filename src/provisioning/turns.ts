/** Lets works run beside each other, but for those that are to run alone. Each waits for the ones before it that it may not meet. */
export class Turns {
  private readonly besides = new Set<Promise<unknown>>();
  private lastAlone: Promise<unknown> = Promise.resolve();

  /** Runs with whatever else does, once nothing runs alone. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastAlone.then(work);
    this.besides.add(turn);
    try {
      return await turn;
    } finally {
      this.besides.delete(turn);
    }
  }

  /** Runs once nothing else does, and lets nothing begin before it has ended. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = Promise.allSettled([this.lastAlone, ...this.besides]).then(work);
    this.lastAlone = turn.catch(() => undefined);
    return turn;
  }
}
