import { z } from 'zod';
import { broken } from '../../violations.js';
import { maxInt } from '../graphql.js';
import { queryInteger } from '../query.js';

/** An integer in a path. Every number fits; one that nothing can have leads where nothing is. */
export const pathId = () =>
  z
    .string()
    .refine((digits) => /^[+-]?\d+$/.test(digits), broken('PARSE', 'must be an integer', { expected: 'integer' }))
    .transform((digits) => (Number(digits) > 0 && Number(digits) <= maxInt ? Number(digits) : 0))
    .meta({ type: 'integer' });

/** What every bare list takes beside its filters. */
export const listQuery = {
  limit: queryInteger({ min: 1, max: 1000, default: 1000 }),
  offset: queryInteger({ min: 0, max: maxInt, default: 0 }),
};

/** Null is as good as left out. */
export const leftOut = <Type extends z.ZodType>(type: Type) => type.nullish().transform((value) => value ?? undefined);

/** Times are UTC, without a fraction of a second. */
export const toTime = (time: string): string => time.replace(/\.\d+/, '');

export const toOptionalTime = (time: string | null): string | null => time && toTime(time);
