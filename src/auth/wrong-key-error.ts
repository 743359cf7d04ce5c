import { AppError } from '../errors.js';

/**
 * What was sealed cannot be opened with the keys at hand, or there is none. An operator can mend that, so whoever meets
 * it tries again later. The words hold no key.
 */
export class WrongKeyError extends AppError {
  constructor(message: string, cause?: unknown) {
    super('UNAVAILABLE', message, { cause });
    this.name = 'WrongKeyError';
  }
}
