import type { EntityClass, EntityMetadata } from '@mikro-orm/core';
import type { SelectQueryBuilder } from 'kysely';
import type { EntityManager } from '../orm.js';

/** The columns of an entity, under which it is stored. */
const columnsOf = ({ props }: EntityMetadata): readonly string[] =>
  props.flatMap(({ persist, fieldNames }) => (persist === false ? [] : fieldNames));

/**
 * The entity that a statement finds, loaded with the statement itself and locked until the transaction ends: what it finds is
 * what the viewer may see, and nothing else is ever changed.
 * @param alias of the entity's table in the statement
 */
export const held = async <Entity extends object>(
  em: EntityManager,
  entity: EntityClass<Entity>,
  // The tables differ from statement to statement; what is done with it does not.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  query: SelectQueryBuilder<any, any, object>,
  alias: string,
): Promise<Entity | undefined> => {
  const columns = columnsOf(em.getMetadata(entity) as EntityMetadata).map((column) => `${alias}.${column}`);
  const row: object | undefined = await query.select(columns).forUpdate(alias).executeTakeFirst();
  return row && em.map<Entity>(entity, row as never);
};
