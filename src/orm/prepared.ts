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

const mostShapes = 50;
const statements = new WeakMap<object, WeakMap<object, Statements>>();

const statementsFor = (whose: object, asked: object): Statements => {
  const byAsked = statements.get(whose) ?? new WeakMap<object, Statements>();
  statements.set(whose, byAsked);
  const found = byAsked.get(asked) ?? new Map<string, CompiledQuery>();
  byAsked.set(asked, found);
  return found;
};

/**
 * Runs a statement that is built once, and after that only given its values.
 * @param whose whom it is built for
 * @param asked a selection, or the entity that is loaded
 * @param shape whatever else the text of the statement depends on
 */
export const runPreparedFor = async <Row, Values extends object>(
  whose: object,
  db: Kysely<Database>,
  asked: object,
  shape: string,
  values: Values,
  build: (slot: SlotOf<Values>) => Compilable,
): Promise<readonly Row[]> => {
  const known = statementsFor(whose, asked);
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

/** What superadmins are shown, which is the same for all of them. */
const everything = {};

/** Runs a statement that is built once for a viewer, whom it shows what they may see and nothing of their own. */
export const runPrepared = <Row, Values extends object>(
  { db, viewer }: { readonly db: Kysely<Database>; readonly viewer: Viewer },
  selection: Selection,
  shape: string,
  values: Values,
  build: (slot: SlotOf<Values>) => Compilable,
): Promise<readonly Row[]> =>
  runPreparedFor(isSuperadmin(viewer) ? everything : viewer, db, selection, shape, values, build);
