import type { EntityClass, EntityMetadata } from '@mikro-orm/core';
import type { Kysely } from 'kysely';
import type { Viewer } from '../auth/viewer.js';
import type { Database } from '../entities/index.js';
import type { EntityManager } from '../orm.js';
import type { AnySelect } from './any-select.js';
import { runPreparedFor, type SlotOf } from './prepared.js';

/** In whose transaction something is held. */
interface Holding {
  readonly em: EntityManager;
  readonly db: Kysely<Database>;
  readonly viewer: Viewer;
}

/** How a row is found. */
interface Finding<Values extends object> {
  readonly values: Values;
  /** Whatever else the text of the statement depends on. */
  readonly shape?: string;
  /** The alias of the entity's table in the statement. */
  readonly alias: string;
  readonly query: (slot: SlotOf<Values>) => AnySelect;
}

/** The columns of an entity, under which it is stored. */
const columnsOf = ({ props }: EntityMetadata): readonly string[] =>
  props.flatMap(({ persist, fieldNames }) => (persist === false ? [] : fieldNames));

/**
 * The entity that a statement finds, loaded with the statement itself and locked until the transaction ends: what it finds is
 * what the viewer may see, and nothing else is ever changed.
 */
export const held = async <Entity extends object, Values extends object>(
  { em, db, viewer }: Holding,
  entity: EntityClass<Entity>,
  { values, shape = '', alias, query }: Finding<Values>,
): Promise<Entity | undefined> => {
  const [row] = await runPreparedFor<object, Values>(viewer, db, entity, shape, values, (slot) => {
    const columns = columnsOf(em.getMetadata(entity) as EntityMetadata).map((column) => `${alias}.${column}`);
    return query(slot).select(columns).forUpdate(alias);
  });
  return row && em.map<Entity>(entity, row as never);
};
