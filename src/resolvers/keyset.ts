import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { AppError } from '../errors.js';

/** One key of an order: a column or expression that is never null, and how its values travel in a cursor. */
export interface OrderKey {
  /** Its name among the selected columns, where the cursor finds the last row's value. */
  readonly alias: string;
  readonly expression: RawBuilder<unknown>;
  /** The SQL type that a cursor's text is cast to. */
  readonly type: 'text' | 'timestamptz' | 'boolean' | 'bigint';
  readonly descending: boolean;
}

const separator = '\u0000';

/**
 * The position after a row: base64url of its order values. With the slug alone it is base64url of the slug,
 * which is what exd's clients have always been given.
 */
export const cursorOf = (keys: readonly OrderKey[], row: Readonly<Record<string, unknown>>): string =>
  Buffer.from(keys.map(({ alias }) => String(row[alias])).join(separator)).toString('base64url');

const badCursor = (): AppError =>
  new AppError('INVALID', 'The cursor is not one that this list gave out.', {
    violations: [{ path: ['after'], code: 'FORMAT', message: 'not a cursor of this list', expected: 'cursor' }],
  });

/** As the database writes it. A day that the calendar has not would come back from `Date` as another one. */
const isInstant = (text: string): boolean => {
  if (!/^(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(text)) return false;
  const time = Date.parse(text.replace(' ', 'T').replace('+00', 'Z'));
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 19).replace(' ', 'T'));
};

const fits: Readonly<Record<OrderKey['type'], (text: string) => boolean>> = {
  text: () => true,
  timestamptz: (text) => text === 'infinity' || isInstant(text),
  boolean: (text) => text === 'true' || text === 'false',
  bigint: (text) => /^\d{1,18}$/.test(text),
};

/** @throws INVALID for text that no list of this order could have given out */
const parseCursor = (keys: readonly OrderKey[], cursor: string): readonly string[] => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const values = text.split(separator);
  const valid =
    text !== '' &&
    // Bytes that are no UTF-8, and signs that are no base64url, do not survive the way back.
    Buffer.from(text).toString('base64url') === cursor &&
    values.length === keys.length &&
    keys.every(({ type }, index) => fits[type](values[index] ?? ''));
  if (!valid) throw badCursor();
  return values;
};

/** `order by` in full. */
export const orderBy = (keys: readonly OrderKey[]): RawBuilder<unknown> =>
  sql.join(keys.map(({ expression, descending }) => sql`${expression} ${sql.raw(descending ? 'desc' : 'asc')}`));

/**
 * The rows behind a cursor, for any mix of directions: further on in the first key that differs.
 * @throws INVALID for a cursor of another list
 */
export const rowsAfter = (keys: readonly OrderKey[], cursor: string): RawBuilder<SqlBool> => {
  const values = parseCursor(keys, cursor);
  const compare = (index: number, operator: string): RawBuilder<SqlBool> => {
    const key = keys[index];
    if (!key) return sql`true`;
    return sql`${key.expression} ${sql.raw(operator)} cast(${values[index]} as ${sql.raw(key.type)})`;
  };
  const alternatives = keys.map(({ descending }, index) => {
    const equal = keys.slice(0, index).map((_, before) => compare(before, '='));
    return sql`(${sql.join([...equal, compare(index, descending ? '<' : '>')], sql` and `)})`;
  });
  return sql`(${sql.join(alternatives, sql` or `)})`;
};
