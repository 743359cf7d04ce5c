import { sql } from 'kysely';
import type { Topics } from '../../bus.js';
import type { Interest } from '../../bus/message-queue.js';
import type { Context } from '../../context.js';
import { visibleNotifications } from '../../visibility.js';

export type NewLine = Topics['notification'];

/** The lines that come into the viewer's inbox from now on, also those that nobody was heard to tell of. */
export const newLines = ({ db, viewer }: Context): Interest<NewLine> => {
  const inbox = db.selectFrom('notification as n').where(visibleNotifications(viewer));
  let newest: number | undefined;
  return {
    wants: ({ userId }) => userId === viewer.userId,
    missed: async (last) => {
      if (newest === undefined) {
        const row = await inbox.select(sql<number>`coalesce(max(n.id), 0)`.as('id')).executeTakeFirstOrThrow();
        newest = row.id;
        return [];
      }
      const known = Math.max(newest, last?.id ?? 0);
      return inbox.where('n.id', '>', known).orderBy('n.id').select(['n.id', 'n.user_id as userId']).execute();
    },
  };
};
