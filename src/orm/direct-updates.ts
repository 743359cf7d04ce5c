import type { EntityClass, EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { CompiledQuery, type Kysely } from 'kysely';
import { stale } from '../database-errors.js';
import type { Orm } from '../orm.js';
import { runWithNext } from './sent-together.js';

type Values = Readonly<Record<string, unknown>>;
type Update = (
  entity: EntityClass<object>,
  where: unknown,
  data: Values,
  options?: { readonly ctx?: Kysely<unknown>; readonly convertCustomTypes?: boolean },
) => Promise<object>;

/** What a parameter can be that is the same to pg, to PGlite and to MikroORM. */
const isPlain = (value: unknown): boolean =>
  value === null || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value);

/** The column of a property that is stored as it is in one. */
const columnOf = ({ properties }: EntityMetadata, name: string): string | undefined => {
  const property = (properties as Record<string, EntityProperty | undefined>)[name];
  const [column, ...more] = property?.fieldNames ?? [];
  if (column === undefined || more.length > 0 || property?.customType?.convertToDatabaseValueSQL) return undefined;
  return column;
};

/** Each property with its column, where all of them can be parameters. */
const parametersOf = (
  meta: EntityMetadata,
  values: Values,
): readonly [column: string, value: unknown][] | undefined => {
  const parameters: [string, unknown][] = [];
  for (const [name, value] of Object.entries(values)) {
    const column = columnOf(meta, name);
    if (column === undefined || !isPlain(value)) return undefined;
    parameters.push([column, value]);
  }
  return parameters;
};

/** A flush names the key itself, or an object of what must hold. */
const whereOf = ({ primaryKeys: [key = ''] }: EntityMetadata, where: unknown): Values =>
  typeof where === 'object' && where !== null ? (where as Values) : { [key]: where };

/** What an update fails with whose row is not to be found, for whatever reason. */
const unmet = 'XX000';

/**
 * Has a flush update one row with one statement of parameters, whose text is the same each time: the server knows it by name, and
 * it travels with what comes before and after it, because it fails by itself where it finds no row. MikroORM writes the values
 * into the text, which it builds anew for each flush. What is not as plain as that it does as ever.
 */
export const updateDirectly = (orm: Orm): Orm => {
  const driver = orm.em.getDriver();
  const metadata = orm.getMetadata();
  const asEver = driver.nativeUpdate.bind(driver) as unknown as Update;
  const nativeUpdate: Update = async (entity, where, data, options = {}) => {
    const meta = metadata.get(entity) as EntityMetadata;
    const { ctx, convertCustomTypes } = options;
    const changed = parametersOf(meta, data);
    const found = whereOf(meta, where);
    const key = parametersOf(meta, found);
    if (!ctx || convertCustomTypes !== false || !changed || !key) return asEver(entity, where, data, options);
    const sets = changed.map(([column], index) => `"${column}" = $${index + 1}`);
    const conditions = key.map(([column], index) => `"${column}" = $${changed.length + index + 1}`);
    const version = columnOf(meta, meta.versionProperty);
    const known = found[meta.versionProperty];
    if (version && typeof known !== 'number') return asEver(entity, where, data, options);
    if (version) sets.push(`"${version}" = "${version}" + 1`);
    const text = `with touched as (update "${meta.tableName}" set ${sets.join(', ')} where ${conditions.join(' and ')} returning 1)
      select must_touch(count(*), '${version ? stale : unmet}') from touched`;
    const values = [...changed, ...key].map(([, value]) => value);
    await runWithNext(ctx, CompiledQuery.raw(text, values));
    return { affectedRows: 1, row: version ? { [version]: Number(known) + 1 } : {} };
  };
  Object.assign(driver, { nativeUpdate });
  return orm;
};
