import { sql, type AliasedRawBuilder, type Expression, type RawBuilder } from 'kysely';
import type { Viewer } from '../auth/viewer.js';
import type { Selection } from '../selection.js';

/** Where a field's value comes from, for a viewer; what is asked below it matters to a related row alone. */
export type Column = (viewer: Viewer, below: Selection) => RawBuilder<unknown>;

/** A column as it stands, such as `t.display_name`. */
export const plain = (reference: string): Column => {
  const expression = sql.ref(reference);
  return () => expression;
};

/** A count or an amount kept as bigint, as the number it is; the schema bounds it to what a number holds exactly. */
export const amount = (reference: string): Column => {
  const expression = sql`${sql.ref(reference)}::float8`;
  return () => expression;
};

/** The same expression for everybody. */
export const computed =
  (expression: RawBuilder<unknown>): Column =>
  () =>
    expression;

/** The one row of a statement as an object, null where it has none: what belongs to a row is read with it. */
export const related = (row: Expression<unknown>): RawBuilder<unknown> =>
  sql`(select row_to_json(related) from ${row} as related)`;

interface Projection {
  readonly columns: Readonly<Record<string, Column>>;
  /** Fields that a resolver of their own answers, and the columns it needs for that. */
  readonly derived?: Readonly<Record<string, readonly string[]>>;
  /** Columns that are always selected. */
  readonly always: readonly string[];
}

const nothing: Selection = new Map();

/** The select list for what an operation asks of a type: a read selects what is asked for and nothing else. */
export const project = (
  { columns, derived = {}, always }: Projection,
  selection: Selection,
  viewer: Viewer,
): AliasedRawBuilder<unknown, string>[] => {
  const names = new Set([...always, ...[...selection.keys()].flatMap((field) => derived[field] ?? [field])]);
  return [...names].flatMap((name) => {
    const column = columns[name];
    return column ? [column(viewer, selection.get(name) ?? nothing).as(name)] : [];
  });
};

/** Every column there is, for loaders, which serve several selections at once. */
export const everyColumn = (projection: Projection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, new Map(Object.keys(projection.columns).map((name) => [name, new Map()])), viewer);
