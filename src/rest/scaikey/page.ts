import { z } from 'zod';
import { text } from '../../violations.js';
import { maxInt } from '../graphql.js';
import { queryInteger } from '../query.js';

/** What every list takes. */
export const listQuery = {
  page: queryInteger({ min: 1, max: maxInt, default: 1 }).meta({
    description: 'Which page, counted from 1. One beyond the end is empty.',
    examples: [1],
  }),
  per_page: queryInteger({ min: 1, max: 100, default: 20 }).meta({ description: 'Rows on a page.', examples: [20] }),
  search: text(0, 255)
    .optional()
    .meta({
      description: 'Part of the name, the slug or the contact address, in any case, or the whole id.',
      examples: ['acme'],
    }),
  status: text(0, 255)
    .optional()
    .meta({ description: '`ACTIVE` or `SUSPENDED`, in any case; another word finds nothing.', examples: ['ACTIVE'] }),
};

interface PageQuery {
  readonly page: number;
  readonly per_page: number;
}

/** The page asked for, as the schema counts. */
export const rowsOf = ({ page, per_page }: PageQuery) => ({
  first: per_page,
  offset: Math.min((page - 1) * per_page, maxInt),
});

/** A word that is no status finds nothing. */
export const statusIn = (status: string | undefined) =>
  status ? (['ACTIVE', 'SUSPENDED'] as const).filter((known) => known === status.toUpperCase()) : undefined;

/** One page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({
      items: z.array(item),
      total: z.int().describe('Rows on all pages.'),
      page: z.int(),
      per_page: z.int(),
      pages: z.int().describe('How many pages there are.'),
    })
    .describe('One page, the newest first.');

/** The page that was asked for, with what is on it. */
export const toPage = <Item>(items: Item[], total: number, { page, per_page }: PageQuery) => ({
  items,
  total,
  page,
  per_page,
  pages: Math.ceil(total / per_page),
});
