import { sql, type SelectQueryBuilder } from 'kysely';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { Asking, Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import { AppError } from '../../errors.js';
import type { Selection } from '../../selection.js';
import { visibleNotifications } from '../../visibility.js';
import { connectionOf, PageArgs, type PageSource } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { plain, project } from '../projection.js';
import { DateTime, JSONObject } from '../scalars.js';

@ObjectType('Notification', { simpleResolvers: true, description: "One line in a user's inbox." })
export class NotificationType {
  @Field(() => Int)
  id!: number;

  @Field(() => String, { description: 'What happened, such as `registration.submitted`.' })
  type!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String)
  message!: string;

  @Field(() => JSONObject, { description: 'Keys of what it tells of.' })
  data!: Record<string, unknown>;

  @Field(() => DateTime, { nullable: true, description: 'Null while it is unread.' })
  readAt!: string | null;

  @Field(() => DateTime)
  createdAt!: string;
}

export const NotificationConnection = connectionOf(NotificationType, 'Notification');

@ArgsType()
export class NotificationsArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true })
  unreadOnly?: boolean | null;
}

const projection = {
  always: ['id'],
  columns: {
    id: plain('n.id'),
    type: plain('n.type'),
    title: plain('n.title'),
    message: plain('n.message'),
    data: plain('n.data'),
    readAt: plain('n.read_at'),
    createdAt: plain('n.created_at'),
  },
};

const newestFirst: readonly OrderKey[] = [
  { alias: 'position', expression: sql.ref('n.id'), type: 'bigint', descending: true },
];

type Own = SelectQueryBuilder<Database & { n: Database['notification'] }, 'n', object>;

const own = ({ db, viewer }: Asking): Own => db.selectFrom('notification as n').where(visibleNotifications(viewer));

/** A line of the viewer's inbox. */
export const ownNotification = (asking: Asking, id: number): Own => own(asking).where('n.id', '=', id);

const unread = (query: Own): Own => query.where('n.read_at', 'is', null);

/** The viewer's inbox, newest first. */
export const findNotifications = (
  context: Context,
  args: NotificationsArgs,
  selection: Selection,
): PageSource<NotificationType> =>
  pageOf(
    {
      query: args.unreadOnly === true ? unread(own(context)) : own(context),
      keys: newestFirst,
      columns: project(projection, selection, context.viewer),
    },
    args,
  );

export const countUnread = async (context: Context): Promise<number> => {
  const { total } = await unread(own(context))
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
};

/** The same words whether it never existed or is somebody else's. */
export const notificationUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Notification not found', { reason: 'NOTIFICATION_UNKNOWN' });

/** @throws NOT_FOUND */
export const findNotification = async (asking: Asking, id: number, selection: Selection): Promise<NotificationType> => {
  const row = await ownNotification(asking, id)
    .select(project(projection, selection, asking.viewer))
    .executeTakeFirst();
  if (!row) throw notificationUnknown();
  return row as unknown as NotificationType;
};
