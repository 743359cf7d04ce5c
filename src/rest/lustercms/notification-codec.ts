import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { Time, toOptionalTime, toTime } from './wire.js';

/** One line of an inbox. */
export const Notification = z
  .object({
    id: z.int(),
    type: z.string(),
    title: z.string(),
    message: z.string(),
    data: z.record(z.string(), z.unknown()).describe('What it is about, for machines.'),
    is_read: z.boolean(),
    read_at: Time.nullable(),
    created_at: Time,
  })
  .meta({ title: 'Notification', description: 'One line of an inbox.' });

export const exampleNotification: z.output<typeof Notification> = {
  id: 1,
  type: 'registration.submitted',
  title: 'New registration',
  message: 'Acme Corp requested an organization',
  data: { request_id: 1 },
  is_read: false,
  read_at: null,
  created_at: '2026-05-01T10:00:00Z',
};

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
