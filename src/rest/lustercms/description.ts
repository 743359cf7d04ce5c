import { z } from 'zod';
import type { Description } from '../endpoint.js';

/** What LusterCMS's document says of the API as a whole. */
export const description: Description = {
  title: "LusterCMS's multi-tenant API",
  text: [
    'Registration, resellers, organizations, credits, branding, audit logs and notifications, as LusterCMS documents them.',
    'Faults of values are answered with 422 and `HTTPValidationError`, everything else with `{"detail": "…"}`.',
  ].join('\n'),
  headers: z.object({
    'X-Organization-ID': z
      .string()
      .optional()
      .meta({
        description: 'The number of the organization that is meant, for those who may choose; ignored for others.',
        examples: ['123'],
      }),
  }),
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The `access_token` that `POST /api/auth/login` answers.',
    },
  },
};
