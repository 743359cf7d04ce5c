import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.js';

/** Counts attempts of one hour by key, in this process. A limit of 0 counts nothing. */
export class Throttle {
  private readonly limiter: RateLimiterMemory;

  constructor(private readonly perHour: number) {
    this.limiter = new RateLimiterMemory({ points: Math.max(1, perHour), duration: 3_600 });
  }

  /** @throws RATE_LIMITED where the hour's attempts are used up; `retryAfter` is in seconds */
  async take(key: string): Promise<void> {
    if (this.perHour === 0) return;
    try {
      await this.limiter.consume(key);
    } catch (result) {
      if (!(result instanceof RateLimiterRes)) throw result;
      const retryAfter = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
      throw new AppError('RATE_LIMITED', 'Too many attempts. Try again later.', { params: { retryAfter } });
    }
  }
}

/** How often one address on the network, and one e-mail address, may ask for an organization. */
export interface RegistrationThrottles {
  readonly byAddress: Throttle;
  readonly byEmail: Throttle;
}

/** Scaled by the operator: 0 lifts every limit. */
export const registrationThrottles = (multiplier: number): RegistrationThrottles => ({
  byAddress: new Throttle(Math.ceil(20 * multiplier)),
  byEmail: new Throttle(Math.ceil(5 * multiplier)),
});
