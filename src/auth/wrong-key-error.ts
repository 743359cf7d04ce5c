/** What was sealed cannot be opened with the keys at hand, or there is none. The words are for operators and hold no key. */
export class WrongKeyError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WrongKeyError';
  }
}
