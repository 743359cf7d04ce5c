import { z } from 'zod';
import { maxInt } from '../graphql.js';

export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

export const Status = z
  .string()
  .toUpperCase()
  .pipe(z.enum(['ACTIVE', 'SUSPENDED']));

/** An integer that the schema can hold. */
export const integer = (min: number) => z.number().min(min).max(maxInt).int();

/** Null is as good as left out. */
export const leftOut = <Type extends z.ZodType>(type: Type) => type.nullish().transform((value) => value ?? undefined);

/** UTC, without a fraction of a second. */
export const toTime = (time: string): string => time.replace(/\.\d+/, '');
