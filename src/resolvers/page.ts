import { sql, type AliasedRawBuilder, type SelectQueryBuilder } from 'kysely';
import { pageSize, pageSource, type CursorArgs, type Page, type PageArgs, type PageSource } from './connection.js';
import { cursorOf, orderBy, rowsAfter, type OrderKey } from './keyset.js';

// The tables differ from list to list; what is done with the statement does not.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Statement = SelectQueryBuilder<any, any, object>;

/** What a list reads: a statement with tables and conditions, an order that is total, and the columns asked for. */
export interface Listing {
  readonly query: Statement;
  readonly keys: readonly OrderKey[];
  readonly columns: readonly AliasedRawBuilder<unknown, string>[];
}

const count = async (query: Statement): Promise<number> => {
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

/**
 * The rows of one page, and one more where others come behind it.
 * @throws INVALID for a cursor of another list
 */
export const pageStatement = ({ query, keys, columns }: Listing, args: CursorArgs, offset = 0): Statement => {
  const after = cursorIn(args);
  return (after === undefined ? query : query.where(rowsAfter(keys, after)))
    .select([...columns, ...keys.map(({ expression, alias }) => expression.as(alias))])
    .orderBy(orderBy(keys) as never)
    .limit(pageSize(args) + 1)
    .offset(offset);
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
    cursors: page.map((row) => cursorOf(keys, row)),
    offset,
    hasNextPage: rows.length > first,
    hasPreviousPage: offset > 0 || cursorIn(args) !== undefined,
  };
};

const readPage = async <Row>(listing: Listing, args: PageArgs, offset: number): Promise<Page<Row>> =>
  toPage(await pageStatement(listing, args, offset).execute(), listing.keys, args, offset);

/** One page of a listing, and its total; neither is read before somebody asks for it. */
export const pageOf = <Row>(listing: Listing, args: PageArgs): PageSource<Row> =>
  pageSource(
    async (total) => readPage<Row>(listing, args, await effectiveOffset(args, total)),
    () => count(listing.query),
  );
