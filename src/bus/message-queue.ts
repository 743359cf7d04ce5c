import { AppError } from '../errors.js';

/** What somebody wants to hear of a topic. */
export interface Interest<Message> {
  readonly wants: (message: Message) => boolean;
  /**
   * Asked at the beginning, and each time that messages may have been lost: what there is to tell although nobody was
   * heard to say it. `last` is what was told last.
   */
  readonly missed: (last: Message | undefined) => Promise<readonly Message[]>;
}

const mostWaiting = 1_000;

const unavailable = (what: string): AppError => new AppError('UNAVAILABLE', `${what} Subscribe again.`);

/** Messages between the one who hears them and the one who asks for the next. */
export class MessageQueue<Message> implements AsyncIterableIterator<Message, undefined> {
  private readonly waiting: Message[] = [];
  private readonly asking: PromiseWithResolvers<IteratorResult<Message, undefined>>[] = [];
  /** What is heard while it is found out what was missed, and comes after that. */
  private held: Message[] | undefined;
  private gaps = 0;
  private last: Message | undefined;
  private ended = false;
  private fault: AppError | undefined;

  constructor(
    private readonly interest: Interest<Message>,
    private readonly stop: () => void,
  ) {}

  hear(message: Message): void {
    if (!this.interest.wants(message)) return;
    if (this.waiting.length + (this.held?.length ?? 0) >= mostWaiting) {
      this.fail(unavailable('Too many events were waiting.'));
    } else if (this.held) this.held.push(message);
    else this.tell(message);
  }

  /** Finds out what was missed and tells it first, and nothing of it twice. */
  async catchUp(): Promise<void> {
    this.gaps += 1;
    if (this.held) return;
    this.held = [];
    try {
      let missed: readonly Message[];
      let gaps: number;
      do {
        gaps = this.gaps;
        missed = await this.interest.missed(this.last);
      } while (gaps < this.gaps);
      const known = new Set(missed.map((message) => JSON.stringify(message)));
      const heard = this.held.filter((message) => !known.has(JSON.stringify(message)));
      for (const message of [...missed, ...heard]) this.tell(message);
    } catch {
      this.fail(unavailable('Events may have been missed.'));
    }
    this.held = undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Message, undefined>> {
    const message = this.waiting.shift();
    if (message !== undefined) return { done: false, value: message };
    if (this.fault) throw this.fault;
    if (this.ended) return { done: true, value: undefined };
    const asking = Promise.withResolvers<IteratorResult<Message, undefined>>();
    this.asking.push(asking);
    return asking.promise;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  private tell(message: Message): void {
    if (this.ended) return;
    this.last = message;
    const asking = this.asking.shift();
    if (asking) asking.resolve({ done: false, value: message });
    else this.waiting.push(message);
  }

  private fail(fault: AppError): void {
    if (this.ended) return;
    this.waiting.length = 0;
    this.fault = fault;
    this.end();
  }

  private end(): void {
    this.ended = true;
    this.stop();
    for (const asking of this.asking.splice(0)) {
      if (this.fault) asking.reject(this.fault);
      else asking.resolve({ done: true, value: undefined });
    }
  }
}
