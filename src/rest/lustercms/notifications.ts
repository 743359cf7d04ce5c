import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { queryBoolean } from '../query.js';
import { exampleNotification, Notification, NotificationFragment, toNotification } from './notification-codec.js';
import { limitUpTo, offset, pathId } from './wire.js';

const counted = { unread_count: z.int() };

const UnreadCount = z.object(counted).meta({ title: 'UnreadCount', description: 'How many lines have not been read.' });

const list = endpoint({
  route: 'GET /api/tenants/notifications',
  id: 'listNotifications',
  summary: 'List Notifications',
  description: "Lists the caller's inbox, the newest first.",
  example: { response: { items: [exampleNotification], total: 1, unread_count: 1 } },
  request: z.object({
    query: z.object({
      unread_only: queryBoolean(false).meta({ description: 'Whether to leave out what was read.', examples: [true] }),
      limit: limitUpTo(200, 50),
      offset,
    }),
  }),
  operation: graphql(
    `
      query LusterCmsNotifications($unreadOnly: Boolean!, $first: Int!, $offset: Int!) {
        notifications(unreadOnly: $unreadOnly, first: $first, offset: $offset) {
          nodes {
            ...LusterCmsNotification
          }
          totalCount
        }
        unreadNotificationCount
      }
    `,
    [NotificationFragment],
  ),
  variables: ({ query: { unread_only, limit, offset } }) => ({ unreadOnly: unread_only, first: limit, offset }),
  response: [
    200,
    z
      .object({ items: z.array(Notification), total: z.int(), ...counted })
      .meta({ title: 'NotificationList', description: 'Some of the lines, how many there are, and how many unread.' }),
  ],
  respond: ({ notifications, unreadNotificationCount }) => ({
    items: notifications.nodes.map(toNotification),
    total: notifications.totalCount,
    unread_count: unreadNotificationCount,
  }),
});

const unreadCount = endpoint({
  route: 'GET /api/tenants/notifications/unread-count',
  id: 'getUnreadCount',
  summary: 'Get Unread Count',
  description: 'Counts the lines that the caller has not read.',
  example: { response: { unread_count: 3 } },
  request: z.object({}),
  operation: graphql(`
    query LusterCmsUnreadCount {
      unreadNotificationCount
    }
  `),
  variables: () => ({}),
  response: [200, UnreadCount],
  respond: ({ unreadNotificationCount }) => ({ unread_count: unreadNotificationCount }),
});

const markRead = endpoint({
  route: 'POST /api/tenants/notifications/{id}/read',
  id: 'markRead',
  summary: 'Mark as Read',
  description: 'Marks one line as read, once, however often it is asked for.',
  example: { response: { ...exampleNotification, is_read: true, read_at: '2026-05-01T10:05:00Z' } },
  refusals: ['NOTIFICATION_UNKNOWN'],
  request: z.object({
    params: z.object({ id: pathId().meta({ description: 'The number of a line.', examples: [1] }) }),
  }),
  operation: graphql(
    `
      mutation LusterCmsMarkRead($id: Int!) {
        markNotificationRead(id: $id) {
          ...LusterCmsNotification
        }
      }
    `,
    [NotificationFragment],
  ),
  variables: ({ params }) => ({ id: params.id }),
  response: [200, Notification],
  respond: ({ markNotificationRead }) => toNotification(markNotificationRead),
});

const markAllRead = endpoint({
  route: 'POST /api/tenants/notifications/read-all',
  id: 'markAllRead',
  summary: 'Mark All as Read',
  description: 'Marks all lines as read and tells how many there were.',
  example: { response: { updated: 3 } },
  request: z.object({}),
  operation: graphql(`
    mutation LusterCmsMarkAllRead {
      markAllNotificationsRead
    }
  `),
  variables: () => ({}),
  response: [
    200,
    z.object({ updated: z.int() }).meta({ title: 'Updated', description: 'How many lines were marked.' }),
  ],
  respond: ({ markAllNotificationsRead }) => ({ updated: markAllNotificationsRead }),
});

export const notificationEndpoints: readonly Endpoint[] = [list, unreadCount, markRead, markAllRead];
