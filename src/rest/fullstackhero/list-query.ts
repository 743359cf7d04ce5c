import { z } from 'zod';
import { broken, isStorable } from '../../violations.js';
import { documented } from '../documented.js';

const maxInt = 2_147_483_647;

const isInteger = (value: unknown): value is string =>
  typeof value === 'string' && /^$|^ *[+-]?\d+ *$/.test(value) && Math.abs(Number(value)) <= maxInt;

/** A number of a query as .NET reads it: empty is absent, anything but a 32-bit integer does not bind. */
const integer = (otherwise: number, isAllowed: (value: number) => boolean, refusal: string) =>
  z
    .unknown()
    .refine(isInteger, broken('PARSE', 'must be a whole number', { expected: 'integer' }))
    .transform((text) => (text === '' ? otherwise : Number(text)))
    .refine(isAllowed, broken('OTHER', refusal))
    .default(otherwise);

const orderFields = new Map([
  ['id', 'SLUG'],
  ['name', 'NAME'],
  ['adminemail', 'ADMIN_EMAIL'],
  ['isactive', 'ACTIVE'],
  ['validupto', 'VALID_UNTIL'],
  ['issuer', 'ISSUER'],
] as const);

type OrderField = NonNullable<ReturnType<(typeof orderFields)['get']>>;

interface Order {
  readonly field: OrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** `name`, `-name`, `+name`, `name desc`. What names nothing to sort by is passed over, and so is the connection string, whose order would tell the secret. */
const parseTerm = (term: string): Order | undefined => {
  const found = /^([-+]?)(\w+)(?:\s+(asc|desc))?$/.exec(term.trim().toLowerCase());
  const [, sign, name = '', word] = found ?? [];
  const field = (orderFields as ReadonlyMap<string, OrderField>).get(name);
  return field && { field, direction: sign === '-' || word === 'desc' ? 'DESC' : 'ASC' };
};

/** The order of a sort expression, made total by the id; by name where it says nothing. */
export const parseSort = (expression: string): Order[] => {
  const terms = expression
    .split(',')
    .map(parseTerm)
    .filter((term) => term !== undefined);
  const orders = terms.length > 0 ? terms : [{ field: 'NAME', direction: 'ASC' } as const];
  return [...orders, { field: 'SLUG', direction: 'ASC' }];
};

const sort = z
  .string()
  .refine((text) => text.length <= 200, broken('OTHER', 'Sort expression must not exceed 200 characters.'))
  .refine(isStorable, broken('TEXT', 'Text must not contain NUL or unpaired surrogates'))
  .transform(parseSort)
  .default(parseSort(''))
  .register(documented, { as: z.string().max(200).default('name') })
  .meta({
    description:
      'Fields with a direction, separated by commas: `name`, `name desc` or `-name`. There are `id`, `name`, `adminEmail`, `isActive`, `validUpto` and `issuer`; what names no field is passed over.',
    examples: ['name desc'],
  });

const pagenumber = integer(1, (page) => page > 0, 'Page number must be greater than 0.')
  .register(documented, { as: z.int().min(1).max(maxInt).default(1) })
  .meta({ description: 'Which page, counted from 1. Beyond the end it is the last one.', examples: [1] });

const pageSizeUpTo = (most: number, otherwise: number) =>
  integer(otherwise, (size) => size >= 1 && size <= most, `Page size must be between 1 and ${most}.`)
    .register(documented, { as: z.int().min(1).max(most).default(otherwise) })
    .meta({ description: 'Rows on a page.', examples: [otherwise] });

/** `pageNumber`, `pageSize` and `sort`, in any case. */
export const listQuery = z.object({ pagenumber, pagesize: pageSizeUpTo(100, 10), sort });

/** The same without `sort`, for a list that the system does not page: whoever does not ask gets as much as there may be. */
export const wholeListQuery = z.object({ pagenumber, pagesize: pageSizeUpTo(1000, 1000) });

/** How many rows come before a page; the schema's Int ends where .NET's does, so a page beyond that is as good as the last. */
export const offsetOf = ({ pagenumber, pagesize }: { pagenumber: number; pagesize: number }): number =>
  Math.min((pagenumber - 1) * pagesize, maxInt);
