import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql, maxInt } from '../graphql.js';
import { queryBoolean, queryInteger } from '../query.js';
import { Notification, NotificationFragment, toNotification } from './notification-codec.js';
import { pathId } from './wire.js';

const UnreadCount = z.object({ unread_count: z.int() });

const list = endpoint({
  route: 'GET /api/tenants/notifications',
  summary: 'List Notifications',
  request: z.object({
    query: z.object({
      unread_only: queryBoolean(false),
      limit: queryInteger({ min: 1, max: 200, default: 50 }),
      offset: queryInteger({ min: 0, max: maxInt, default: 0 }),
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
  response: [200, UnreadCount.extend({ items: z.array(Notification), total: z.int() })],
  respond: ({ notifications, unreadNotificationCount }) => ({
    items: notifications.nodes.map(toNotification),
    total: notifications.totalCount,
    unread_count: unreadNotificationCount,
  }),
});

const unreadCount = endpoint({
  route: 'GET /api/tenants/notifications/unread-count',
  summary: 'Get Unread Count',
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
  summary: 'Mark as Read',
  request: z.object({ params: z.object({ id: pathId() }) }),
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
  summary: 'Mark All as Read',
  request: z.object({}),
  operation: graphql(`
    mutation LusterCmsMarkAllRead {
      markAllNotificationsRead
    }
  `),
  variables: () => ({}),
  response: [200, z.object({ updated: z.int() })],
  respond: ({ markAllNotificationsRead }) => ({ updated: markAllNotificationsRead }),
});

export const notificationEndpoints: readonly Endpoint[] = [list, unreadCount, markRead, markAllRead];
