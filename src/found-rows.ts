import type { Orm } from './orm.js';

type Native = (entity: unknown, where: unknown, ...rest: unknown[]) => Promise<{ readonly affectedRows: number }>;

const insist = ({ affectedRows }: { readonly affectedRows: number }, expected: number): void => {
  if (affectedRows < expected) throw new Error(`A flush was to touch ${expected} rows and touched ${affectedRows}.`);
};

/** A flush removes by a list of keys, `{id: {$in: […]}}`. */
const keysOf = (where: unknown): number => {
  const [condition] = Object.values(where as Record<string, { readonly $in?: readonly unknown[] }>);
  return condition?.$in?.length ?? 0;
};

/**
 * Makes a flush fail that touches fewer rows than it was to. MikroORM by itself takes a row that it does not find for
 * changed or removed, so that a mutation whose row is out of the viewer's reach would say that it has done what it has not.
 */
export const insistOnFoundRows = (orm: Orm): Orm => {
  const driver = orm.em.getDriver();
  const metadata = orm.getMetadata();
  const update = driver.nativeUpdate.bind(driver) as Native;
  const updateMany = driver.nativeUpdateMany.bind(driver) as Native;
  const remove = driver.nativeDelete.bind(driver) as Native;
  const checked: Record<string, Native> = {
    nativeUpdate: async (entity, where, ...rest) => {
      const result = await update(entity, where, ...rest);
      // Of those with a version MikroORM says itself that somebody else has changed them.
      if (!metadata.get(entity as never).versionProperty) insist(result, 1);
      return result;
    },
    nativeUpdateMany: async (entity, where, ...rest) => {
      const result = await updateMany(entity, where, ...rest);
      insist(result, (where as readonly unknown[]).length);
      return result;
    },
    nativeDelete: async (entity, where, ...rest) => {
      const result = await remove(entity, where, ...rest);
      insist(result, keysOf(where));
      return result;
    },
  };
  Object.assign(driver, checked);
  return orm;
};
