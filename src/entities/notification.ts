import { defineEntity, p } from '@mikro-orm/core';
import { User } from './user.js';

export const NotificationTable = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: {
    id: p.integer().primary().autoincrement(),
    user: () => p.manyToOne(User).mapToPk(),
    type: p.text(),
    title: p.text(),
    message: p.text(),
    data: p.json<Record<string, unknown>>(),
    readAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
  indexes: [{ name: 'notification_user', properties: ['user', 'id'] }],
});

/** One line in a user's inbox. */
export class Notification extends NotificationTable.class {
  /** Reading it again changes nothing. */
  markRead(): void {
    this.readAt ??= new Date();
  }
}

NotificationTable.setClass(Notification);
