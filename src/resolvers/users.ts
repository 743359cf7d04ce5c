import type { Kysely } from 'kysely';
import type { Viewer } from '../auth/viewer.js';
import type { Database } from '../entities/index.js';
import { User } from '../entities/user.js';
import { AppError } from '../errors.js';
import { kyselyOf, type EntityManager } from '../orm.js';
import { visibleUsers } from '../visibility.js';

/** The users of some public ids. For an id that nobody has yet, a place is kept, and only one if two ask at once. */
export const usersByPublicId = async (em: EntityManager, publicIds: readonly string[]): Promise<User[]> => {
  // In one order for everybody, so that two who keep the same places do not wait for each other.
  const ids = [...new Set(publicIds)].sort();
  const known = await em.find(User, { publicId: { $in: ids } });
  const missing = ids.filter((id) => !known.some((user) => user.publicId === id)).map((id) => User.pending(id));
  if (missing.length === 0) return known;
  await kyselyOf(em)
    .insertInto('user')
    .values(
      missing.map(({ publicId, status, createdAt, updatedAt }) => ({
        public_id: publicId,
        status,
        created_at: createdAt,
        updated_at: updatedAt,
      })),
    )
    .onConflict((conflict) => conflict.column('public_id').doNothing())
    .execute();
  return em.find(User, { publicId: { $in: ids } });
};

/** The same words whether nobody has the id or the viewer does not see them. */
export const userUnknown = (): AppError => new AppError('NOT_FOUND', 'User not found.', { reason: 'USER_UNKNOWN' });

/** A user whom the viewer may see, by public id. */
export const visibleUser = (db: Kysely<Database>, viewer: Viewer, publicId: string) =>
  db.selectFrom('user as u').where(visibleUsers(viewer)).where('u.public_id', '=', publicId);
