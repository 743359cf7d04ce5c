import { CompiledQuery, type Compilable, type Kysely } from 'kysely';
import { isSuperadmin, type Viewer } from '../auth/viewer.js';
import type { Database } from '../entities/index.js';
import type { Selection } from '../selection.js';

/** A value that differs from request to request, in a statement that does not. */
class Slot {
  constructor(readonly name: string) {}
}

/** Names a value of the statement that is being built; to the builder it is one of that type. */
export type SlotOf<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

type Statements = Map<string, CompiledQuery>;

/** All that superadmins read differs from what others read in the same way, so they share their statements. */
const everybody = {};
const mostShapes = 50;
const statements = new WeakMap<object, WeakMap<Selection, Statements>>();

const statementsFor = (viewer: Viewer, selection: Selection): Statements => {
  const whose = isSuperadmin(viewer) ? everybody : viewer;
  const bySelection = statements.get(whose) ?? new WeakMap<Selection, Statements>();
  statements.set(whose, bySelection);
  const found = bySelection.get(selection) ?? new Map<string, CompiledQuery>();
  bySelection.set(selection, found);
  return found;
};

/**
 * Runs a statement that is built once for a viewer, a selection and a shape, and after that only given its values.
 * @param shape whatever else the text of the statement depends on
 */
export const runPrepared = async <Row, Values extends object>(
  { db, viewer }: { readonly db: Kysely<Database>; readonly viewer: Viewer },
  selection: Selection,
  shape: string,
  values: Values,
  build: (slot: SlotOf<Values>) => Compilable,
): Promise<readonly Row[]> => {
  const known = statementsFor(viewer, selection);
  let statement = known.get(shape);
  if (!statement) {
    statement = build((name) => new Slot(name) as never).compile();
    if (known.size >= mostShapes) known.clear();
    known.set(shape, statement);
  }
  const parameters = statement.parameters.map((value) =>
    value instanceof Slot ? (values as Record<string, unknown>)[value.name] : value,
  );
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(statement.sql, parameters));
  return rows;
};
