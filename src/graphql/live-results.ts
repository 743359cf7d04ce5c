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

  constructor(
    private readonly events: AsyncIterator<unknown>,
    private readonly steps: Steps,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.over) return done;
    try {
      const event = await this.events.next();
      if (event.done) return await this.return();
      const value = await this.steps.result(event.value);
      // Whoever left while the result was made is not told any more.
      return this.ended() ? done : { done: false, value };
    } catch (error) {
      await this.return();
      return { done: false, value: this.steps.failure(error) };
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
}
