import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Info, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Context } from '../../context.js';
import { Notification } from '../../entities/notification.js';
import { held } from '../../orm/held.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { visibleNotifications } from '../../visibility.js';
import { changesBetween, write, writeThenRead } from '../../write.js';
import { newLines, type NewLine } from './new-lines.js';
import {
  countUnread,
  findNotification,
  findNotifications,
  NotificationConnection,
  NotificationsArgs,
  notificationUnknown,
  NotificationType,
  ownNotification,
} from './notification-reads.js';

const linesFor = (context: Context): AsyncIterableIterator<NewLine> =>
  context.services.bus.messages('notification', newLines(context));

@Resolver()
export class NotificationResolver {
  @Query(() => NotificationConnection, { description: "The viewer's inbox, newest first." })
  notifications(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => NotificationsArgs) args: NotificationsArgs,
  ): InstanceType<typeof NotificationConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    return new NotificationConnection(findNotifications(context, args, selection));
  }

  @Query(() => Int)
  unreadNotificationCount(@Ctx() context: Context): Promise<number> {
    return countUnread(context);
  }

  /** @throws NOT_FOUND */
  @Mutation(() => NotificationType, { description: 'Reading it again changes nothing.' })
  async markNotificationRead(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => Int) id: number,
  ): Promise<NotificationType> {
    return writeThenRead(
      context,
      async (tx) => {
        const { viewer } = context;
        const notification = await held({ ...tx, viewer }, Notification, {
          values: { id },
          alias: 'n',
          query: (slot) => ownNotification({ db: tx.db, viewer }, slot('id')),
        });
        if (!notification) throw notificationUnknown();
        const before = { readAt: notification.readAt ?? null };
        notification.markRead();
        tx.audit({
          action: 'notification.read',
          targetType: 'notification',
          targetId: String(id),
          tenantId: context.viewer.tenant?.id ?? null,
          changes: changesBetween(before, { readAt: notification.readAt }),
        });
      },
      (_, asking) => findNotification(asking, id, selectionOf(info)),
    );
  }

  @Mutation(() => Int, { description: 'How many were unread.' })
  markAllNotificationsRead(@Ctx() context: Context): Promise<number> {
    return write(context, async (tx) => {
      const { numUpdatedRows } = await tx.db
        .updateTable('notification as n')
        .set({ read_at: new Date() })
        .where(visibleNotifications(context.viewer))
        .where('n.read_at', 'is', null)
        .executeTakeFirstOrThrow();
      const read = Number(numUpdatedRows);
      tx.audit({
        action: 'notification.all_read',
        targetType: 'notification',
        targetId: 'all',
        tenantId: context.viewer.tenant?.id ?? null,
        changes: { after: { read } },
      });
      return read;
    });
  }

  @Subscription(() => NotificationType, {
    description: 'Each new line in the inbox of the viewer, as it comes.',
    subscribe: ({ context }) => linesFor(context as Context),
  })
  notificationReceived(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Root() { id }: NewLine,
  ): Promise<NotificationType> {
    return findNotification(context, id, selectionOf(info));
  }
}
