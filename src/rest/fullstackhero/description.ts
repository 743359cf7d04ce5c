import { z } from 'zod';
import type { Description } from '../endpoint.js';

/** What fullstackhero's document says of the API as a whole. */
export const description: Description = {
  title: "fullstackhero's multitenancy API",
  text: [
    'Tenants, their provisioning, subscriptions and themes, and how its clients get a token, as fullstackhero documents them.',
    'Names of members and of query parameters are matched without regard to case. Failures are ProblemDetails.',
    'Under `/api/v1/tenants`, which another API documents as well, the header `tenant`, the header `X-Api-Dialect` or the',
    'base URL of this API says which one is meant.',
  ].join('\n'),
  headers: z.object({
    tenant: z
      .string()
      .optional()
      .meta({
        description:
          'The tenant that a superadmin acts in. It is ignored for everybody else, whose session says which tenant is theirs.',
        examples: ['acme-corp'],
      }),
    'X-Correlation-ID': z
      .string()
      .optional()
      .meta({ description: 'Comes back as `correlationId` of a failure.', examples: ['order-4711'] }),
  }),
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The access token that `POST /api/v1/identity/token/issue` answers.',
    },
  },
};
