import { z } from 'zod';

/** A tenant as every body names it. */
export const TenantId = z.string().describe('The id of the tenant.');

/** The end of a subscription as clients read it. */
export const ValidUpto = z.iso
  .datetime()
  .describe('When the subscription ends, in UTC; `9999-12-31T23:59:59Z` for one without an end.');
