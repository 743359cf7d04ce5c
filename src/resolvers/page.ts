import { sql, type AliasedRawBuilder } from 'kysely';
import type { AnySelect } from '../orm/any-select.js';
import { pageSize, pageSource, type CursorArgs, type Page, type PageArgs, type PageSource } from './connection.js';
import { cursorOf, orderBy, rowsAfter, type OrderKey } from './keyset.js';

/** What a list reads: a statement with tables and conditions, an order that is total, and the columns asked for. */
export interface Listing {
  readonly query: AnySelect;
  readonly keys: readonly OrderKey[];
  readonly columns: readonly AliasedRawBuilder<unknown, string>[];
  /** False where nobody asks for a cursor, so that the values of the order need not be read. */
  readonly hasCursors?: boolean;
  /** The column that tells its rows apart. A page far behind is found by it, before anything else is read of a row. */
  readonly id?: string;
  /** Finds the same rows with less, for where the rows before a page are only passed over. */
  readonly passing?: AnySelect | undefined;
}

/** What a page is a page of, and how to find out how many there are in all. */
export interface Paged<Row> {
  readonly rows: (args: PageArgs, offset: number) => Promise<readonly Row[]>;
  readonly keys: readonly OrderKey[];
  readonly total: () => Promise<number>;
}

/** How many rows a statement finds. */
export const count = async (query: AnySelect): Promise<number> => {
  const { total } = await query.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  return total;
};

/** The first row of the page: the offset asked for, or the start of the last page where that lies beyond the end. */
const effectiveOffset = async (args: PageArgs, total: () => Promise<number>): Promise<number> => {
  const offset = args.offset ?? 0;
  const size = pageSize(args);
  if (!args.clampToLastPage || offset === 0 || size === 0) return offset;
  const rows = await total();
  return offset < rows ? offset : Math.max(0, Math.ceil(rows / size) - 1) * size;
};

const cursorIn = ({ after }: CursorArgs): string | undefined => (after == null || after === '' ? undefined : after);

/** Where a page begins and how many rows are read of it: one more than it has, to tell whether others come behind. */
interface Window {
  readonly limit: number;
  readonly offset: number;
}

const windowed = (query: AnySelect, { keys }: Listing, { limit, offset }: Window): AnySelect =>
  query
    .orderBy(orderBy(keys) as never)
    .limit(limit)
    .offset(offset);

/** The rows of a window. */
export const windowStatement = (listing: Listing, window: Window): AnySelect => {
  const { query, keys, columns, hasCursors = true, id, passing = query } = listing;
  const ordered = hasCursors ? keys.map(({ expression, alias }) => expression.as(alias)) : [];
  const selected = [...columns, ...ordered];
  if (id === undefined || window.offset === 0) return windowed(query, listing, window).select(selected);
  const found = windowed(passing, listing, window).select(id);
  return query
    .where(sql<boolean>`${sql.ref(id)} = any(array(${found}))`)
    .select(selected)
    .orderBy(orderBy(keys) as never);
};

/**
 * The rows of one page, and one more where others come behind it.
 * @throws INVALID for a cursor of another list
 */
export const pageStatement = (listing: Listing, args: CursorArgs, offset = 0): AnySelect => {
  const after = cursorIn(args);
  const window = { limit: pageSize(args) + 1, offset };
  if (after === undefined) return windowStatement(listing, window);
  const query = listing.query.where(rowsAfter(listing.keys, after));
  return windowStatement({ ...listing, query, passing: undefined }, window);
};

/** What `pageStatement` found, as the page it is. */
export const toPage = <Row>(
  rows: readonly object[],
  keys: readonly OrderKey[],
  args: CursorArgs,
  offset = 0,
): Page<Row> => {
  const first = pageSize(args);
  const page = rows.slice(0, first) as (Row & Record<string, unknown>)[];
  return {
    rows: page,
    // Most operations do not ask for them.
    get cursors() {
      return page.map((row) => cursorOf(keys, row));
    },
    offset,
    hasNextPage: rows.length > first,
    hasPreviousPage: offset > 0 || cursorIn(args) !== undefined,
  };
};

/** One page, and the total of all; neither is read before somebody asks for it. */
export const pagedBy = <Row extends object>({ rows, keys, total }: Paged<Row>, args: PageArgs): PageSource<Row> =>
  pageSource(async (totalOnce) => {
    const offset = await effectiveOffset(args, totalOnce);
    return toPage<Row>(await rows(args, offset), keys, args, offset);
  }, total);

/** One page of a listing. @param total where there is a shorter way than to count */
export const pageOf = <Row extends object>(
  listing: Listing,
  args: PageArgs,
  total: () => Promise<number> = () => count(listing.query),
): PageSource<Row> =>
  pagedBy<Row>(
    {
      rows: (asked, offset) => pageStatement(listing, asked, offset).execute() as Promise<Row[]>,
      keys: listing.keys,
      total,
    },
    args,
  );
