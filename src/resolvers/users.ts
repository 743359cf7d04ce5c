import { User } from '../entities/user.js';
import type { EntityManager } from '../orm.js';

/** The users of some public ids. For an id that nobody has yet, a place is kept. */
export const usersByPublicId = async (em: EntityManager, publicIds: readonly string[]): Promise<User[]> => {
  const ids = [...new Set(publicIds)];
  const known = await em.find(User, { publicId: { $in: ids } });
  const missing = ids.filter((id) => !known.some((user) => user.publicId === id)).map((id) => User.pending(id));
  await em.persist(missing).flush();
  return [...known, ...missing];
};
