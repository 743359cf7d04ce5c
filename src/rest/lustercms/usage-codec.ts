import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';

const Storage = z.object({ used_bytes: z.int(), limit_gb: z.int(), percent: z.int() });

export const Usage = z.object({
  organization_id: z.int(),
  storage: Storage,
  users: z.object({ current: z.int(), limit: z.int(), percent: z.int() }),
  bandwidth: Storage.extend({ period: z.string() }),
  credits: z.object({ limit: z.int(), balance: z.int(), used: z.int(), available: z.int() }),
});

export const UsageFragment = graphql(`
  fragment LusterCmsUsage on Organization @_unmask {
    id
    usage {
      storage {
        usedBytes
        limitGb
        percent
      }
      users {
        current
        limit
        percent
      }
      bandwidth {
        usedBytes
        limitGb
        percent
        period
      }
      credits {
        limit
        balance
        used
        available
      }
    }
  }
`);

export const toUsage = ({ id, usage }: ResultOf<typeof UsageFragment>): z.output<typeof Usage> => ({
  organization_id: id,
  storage: {
    used_bytes: usage.storage.usedBytes,
    limit_gb: usage.storage.limitGb,
    percent: usage.storage.percent,
  },
  users: { current: usage.users.current, limit: usage.users.limit, percent: usage.users.percent },
  bandwidth: {
    used_bytes: usage.bandwidth.usedBytes,
    limit_gb: usage.bandwidth.limitGb,
    percent: usage.bandwidth.percent,
    period: usage.bandwidth.period,
  },
  credits: {
    limit: usage.credits.limit,
    balance: usage.credits.balance,
    used: usage.credits.used,
    available: usage.credits.available,
  },
});
