import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.js';
import type { Quota } from './endpoint.js';

interface Taken {
  readonly quota: Quota | undefined;
  readonly refused: AppError | undefined;
}

/** Counts requests of one minute by key, in this process. A limit of 0 counts nothing. */
export class Limiter {
  private readonly limiter: RateLimiterMemory;

  constructor(private readonly perMinute: number) {
    this.limiter = new RateLimiterMemory({ points: Math.max(1, perMinute), duration: 60 });
  }

  /** Takes one request from the caller's minute, or says that none is left. */
  async take(key: string): Promise<Taken> {
    if (this.perMinute === 0) return { quota: undefined, refused: undefined };
    try {
      return { quota: this.quota(await this.limiter.consume(key)), refused: undefined };
    } catch (result) {
      if (!(result instanceof RateLimiterRes)) throw result;
      const retryAfter = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
      return {
        quota: this.quota(result),
        refused: new AppError('RATE_LIMITED', 'Too many requests.', { params: { retryAfter } }),
      };
    }
  }

  private quota(result: RateLimiterRes): Quota {
    return {
      limit: this.perMinute,
      remaining: Math.max(0, result.remainingPoints),
      resetAt: new Date(Date.now() + result.msBeforeNext),
    };
  }
}

/** Scaled by the operator: 0 lifts every limit. */
export const limiter = (perMinute: number, multiplier: number): Limiter =>
  new Limiter(Math.ceil(perMinute * multiplier));
