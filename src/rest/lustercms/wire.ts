import { z } from 'zod';
import { broken } from '../../violations.js';
import { documented } from '../documented.js';
import { maxInt } from '../graphql.js';
import { queryInteger } from '../query.js';

/** An integer in a path. Every number fits; one that nothing can have leads where nothing is. */
export const pathId = () =>
  z
    .string()
    .refine((digits) => /^[+-]?\d+$/.test(digits), broken('PARSE', 'must be an integer', { expected: 'integer' }))
    .transform((digits) => (Number(digits) > 0 && Number(digits) <= maxInt ? Number(digits) : 0))
    .register(documented, { as: z.int().min(1).max(maxInt) });

/** How many rows are wanted at most. */
export const limitUpTo = (max: number, otherwise: number) =>
  queryInteger({ min: 1, max, default: otherwise }).meta({
    description: 'How many rows are wanted at most.',
    examples: [50],
  });

export const offset = queryInteger({ min: 0, max: maxInt, default: 0 }).meta({
  description: 'How many rows to pass over.',
  examples: [0],
});

/** What every bare list takes beside its filters. */
export const listQuery = {
  limit: limitUpTo(1000, 1000),
  offset,
};

/** Null is as good as left out. */
export const leftOut = <Type extends z.ZodType>(type: Type) => type.nullish().transform((value) => value ?? undefined);

/** A point in time as clients read it. */
export const Time = z.iso.datetime().describe('UTC, in whole seconds.');

/** Times are UTC, without a fraction of a second. */
export const toTime = (time: string): string => time.replace(/\.\d+/, '');

export const toOptionalTime = (time: string | null): string | null => time && toTime(time);
