import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { toOptionalTime, toTime } from './wire.js';

/** One line of an inbox. */
export const Notification = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  message: z.string(),
  data: z.record(z.string(), z.unknown()),
  is_read: z.boolean(),
  read_at: z.string().nullable(),
  created_at: z.string(),
});

export const NotificationFragment = graphql(`
  fragment LusterCmsNotification on Notification @_unmask {
    id
    type
    title
    message
    data
    readAt
    createdAt
  }
`);

export const toNotification = (line: ResultOf<typeof NotificationFragment>): z.output<typeof Notification> => ({
  id: line.id,
  type: line.type,
  title: line.title,
  message: line.message,
  data: line.data,
  is_read: line.readAt !== null,
  read_at: toOptionalTime(line.readAt),
  created_at: toTime(line.createdAt),
});
