import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';

const Storage = z.object({ used_bytes: z.int(), limit_gb: z.int(), percent: z.int() });

const shares = {
  storage: Storage,
  users: z.object({ current: z.int(), limit: z.int(), percent: z.int() }),
  bandwidth: Storage.extend({ period: z.string().describe('The month that is counted.') }),
  credits: z.object({ limit: z.int(), balance: z.int(), used: z.int(), available: z.int() }),
};

export const Used = z.object(shares).meta({ title: 'Used', description: 'How much of each limit is used.' });

export const Usage = z
  .object({ organization_id: z.int(), ...shares })
  .meta({ title: 'Usage', description: 'How much of its limits an organization uses.' });

export const exampleUsed: z.output<typeof Used> = {
  storage: { used_bytes: 1_073_741_824, limit_gb: 50, percent: 2 },
  users: { current: 25, limit: 100, percent: 25 },
  bandwidth: { used_bytes: 0, limit_gb: 500, percent: 0, period: '2026-05' },
  credits: { limit: 10000, balance: 0, used: 0, available: 10000 },
};

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
