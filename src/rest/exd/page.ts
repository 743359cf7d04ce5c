import { z } from 'zod';
import { broken } from '../../violations.js';
import { documented } from '../documented.js';
import { anySlug } from './tenant-path.js';

const limitRule = 'must be a whole number from 1 to 200';

/** From 1 to 200; nothing is clamped. */
export const limit = z
  .string(limitRule)
  .regex(/^\d{1,9}$/, limitRule)
  .transform(Number)
  .refine((rows) => rows >= 1 && rows <= 200, broken('RANGE', limitRule))
  .default(50)
  .register(documented, { as: z.int().min(1).max(200).default(50) })
  .meta({ description: 'Rows on a page.', examples: [50] });

/** A cursor is base64url of the last slug; clients are told only that it is opaque. The schema asks for the exact form. */
const holdsSlug = (cursor: string): boolean => anySlug.test(Buffer.from(cursor, 'base64url').toString('utf8'));

const after = z
  .string('must be a cursor that this list gave out')
  .refine(
    (text) => text === '' || holdsSlug(text),
    broken('FORMAT', 'must be a cursor that this list gave out', { expected: 'cursor' }),
  )
  .optional()
  .meta({ description: 'The `next_cursor` of the page before; an empty one is the start.', examples: ['YWNtZQ'] });

/** `limit` and `after`; nothing is clamped, and an empty cursor is the start. */
export const pageQuery = z.object({ limit, after });

/** Beside a page. */
export const NextCursor = z.string().nullable().describe('What `after` takes for the next page; null on the last one.');
