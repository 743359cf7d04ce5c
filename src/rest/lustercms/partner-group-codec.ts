import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { text } from '../../violations.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { Time, toTime } from './wire.js';

const shared = {
  description: text(0, 1000).nullish(),
  credit_discount_percent: z.int().min(0).max(100).optional(),
};

export const CreateGroupBody = z
  .object({ name: text(1, 255), ...shared })
  .meta({ title: 'CreatePartnerGroup', description: 'A new group. Only the name is required.' });

/** What is left out stays as it is; null removes the description. */
export const UpdateGroupBody = z
  .object({ name: text(1, 255).optional(), ...shared })
  .meta({ title: 'UpdatePartnerGroup', description: 'What is left out stays as it is; null removes the description.' });

/** Where the schema's fields stand in a body. */
export const groupFields = { creditDiscountPercent: ['body', 'credit_discount_percent'] } as const;

export const fromGroup = ({ credit_discount_percent, ...same }: z.output<typeof UpdateGroupBody>) =>
  given({ ...same, creditDiscountPercent: credit_discount_percent });

/** A group as clients read it. */
export const Group = z
  .object({
    id: z.int(),
    name: z.string(),
    description: z.string().nullable(),
    credit_discount_percent: z.int(),
    created_at: Time,
    updated_at: Time,
  })
  .meta({ title: 'PartnerGroup', description: 'A tier of resellers.' });

export const exampleGroup: z.output<typeof Group> = {
  id: 1,
  name: 'Gold Partners',
  description: 'Premium partner tier',
  credit_discount_percent: 20,
  created_at: '2026-05-01T10:00:00Z',
  updated_at: '2026-05-01T10:00:00Z',
};

export const GroupFragment = graphql(`
  fragment LusterCmsGroup on PartnerGroup @_unmask {
    id
    name
    description
    creditDiscountPercent
    createdAt
    updatedAt
  }
`);

/** What the schema answers, as the client reads it. */
export const toGroup = (group: ResultOf<typeof GroupFragment>): z.output<typeof Group> => ({
  id: group.id,
  name: group.name,
  description: group.description,
  credit_discount_percent: group.creditDiscountPercent,
  created_at: toTime(group.createdAt),
  updated_at: toTime(group.updatedAt),
});
