import { z } from 'zod';
import { broken } from '../violations.js';
import { documented } from './documented.js';

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
    .register(documented, { as: z.int().min(range.min).max(range.max).default(range.default) });

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'y', 'on', 't'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'n', 'off', 'f'].map((word) => [word, false] as const),
]);

const isBoolean = (value: unknown): value is string => typeof value === 'string' && booleans.has(value.toLowerCase());

/** A yes or no in a query, in any of Pydantic's spellings, `fallback` where it is absent. PARSE for other text. */
export const queryBoolean = (fallback: boolean) =>
  z
    .unknown()
    .refine(isBoolean, broken('PARSE', 'must be a boolean', { expected: 'boolean' }))
    .transform((text) => booleans.get(text.toLowerCase()) === true)
    .default(fallback)
    .register(documented, { as: z.boolean().default(fallback) });
