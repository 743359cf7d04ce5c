import { z } from 'zod';
import type { Description } from '../endpoint.js';

/** What exd's document says of the API as a whole. */
export const description: Description = {
  title: "exd's tenants and tokens API",
  text: [
    'Tenants, who administers them, their namespaces, and service tokens, as exd documents them.',
    'Every answer carries the id of its request. Lists are paged by `limit` and `after`.',
    'Under `/api/v1/tenants`, which another API documents as well, the header `X-Api-Dialect` or the base URL of this API',
    'says which one is meant.',
  ].join('\n'),
  headers: z.object({
    'X-Api-Dialect': z
      .enum(['exd'])
      .optional()
      .meta({ description: 'Says under a path of two APIs that this one is meant.', examples: ['exd'] }),
  }),
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: "The access token of a user's session, or a service token: `exd_admin_…` or `exd_tenant_…`.",
    },
  },
};
