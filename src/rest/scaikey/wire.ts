import { z } from 'zod';
import { documented } from '../documented.js';
import { maxInt } from '../graphql.js';

export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
  .describe('Made from the name unless given; it never changes.');

export const Status = z
  .string()
  .toUpperCase()
  .pipe(z.enum(['ACTIVE', 'SUSPENDED']))
  .describe('In any case.')
  .register(documented, { as: z.enum(['ACTIVE', 'SUSPENDED']) });

/** As clients read it. */
export const Time = z.iso.datetime().describe('UTC, in whole seconds.');

/** An integer that the schema can hold. */
export const integer = (min: number) => z.number().min(min).max(maxInt).int();

/** Null is as good as left out. */
export const leftOut = <Type extends z.ZodType>(type: Type) => type.nullish().transform((value) => value ?? undefined);

/** UTC, without a fraction of a second. */
export const toTime = (time: string): string => time.replace(/\.\d+/, '');
