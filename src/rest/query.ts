import { z } from 'zod';
import { broken } from '../violations.js';

const isInteger = (value: unknown): value is string => typeof value === 'string' && /^ *[+-]?\d+ *$/.test(value);

/**
 * A whole number in a query, `default` where it is absent. PARSE for text that is none and for a parameter given
 * twice, TOO_SMALL and TOO_LARGE outside the bounds, which are part of the range.
 */
export const queryInteger = (range: { readonly min: number; readonly max: number; readonly default: number }) =>
  z
    .unknown()
    .refine(isInteger, broken('PARSE', 'must be a whole number', { expected: 'integer' }))
    .transform(Number)
    .refine((n) => n >= range.min, broken('TOO_SMALL', `must be at least ${range.min}`, { limit: range.min }))
    .refine((n) => n <= range.max, broken('TOO_LARGE', `must be at most ${range.max}`, { limit: range.max }))
    .default(range.default)
    .meta({ type: 'integer', minimum: range.min, maximum: range.max });
