import type { ExecutionResult } from 'graphql';

interface Steps {
  /** @throws where the subscription must end */
  readonly result: (event: unknown) => Promise<ExecutionResult>;
  readonly failure: (error: unknown) => ExecutionResult;
  readonly ended: () => void;
}

const done = { done: true, value: undefined } as const;

/**
 * The results of a subscription. Written out because an async generator cannot be returned from while it waits for its
 * next event, and that is what a client who leaves does; graphql-ws returns only what also has a `throw`.
 */
export class LiveResults implements AsyncGenerator<ExecutionResult, undefined, undefined> {
  private over = false;
  /** Why it has ended, until that is told. */
  private lastWords: ExecutionResult | undefined;

  constructor(
    private readonly events: AsyncIterator<unknown>,
    private readonly steps: Steps,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.over) return this.end();
    try {
      const event = await this.events.next();
      if (event.done) {
        await this.return();
        return this.end();
      }
      const value = await this.steps.result(event.value);
      // A result that was made while the subscription ended is not told any more.
      return this.ended() ? this.end() : { done: false, value };
    } catch (error) {
      await this.fail(error);
      return this.end();
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.over) {
      this.over = true;
      this.steps.ended();
      await this.events.return?.();
    }
    return done;
  }

  /** Ends with a result that says why; whoever has left is not told. */
  async fail(error: unknown): Promise<void> {
    if (this.over) return;
    this.lastWords = this.steps.failure(error);
    await this.return();
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  private ended(): boolean {
    return this.over;
  }

  private end(): IteratorResult<ExecutionResult, undefined> {
    const value = this.lastWords;
    this.lastWords = undefined;
    return value === undefined ? done : { done: false, value };
  }
}
