import type { Description } from '../endpoint.js';

const tokenPath = '/api/v1/platform/oauth/token';

const scopes = {
  'admin:read': 'Read what there is.',
  'admin:write': 'Change it; includes reading.',
};

/** What ScaiKey's document says of the API as a whole. */
export const description: Description = {
  title: "ScaiKey's Tenants and Partners API",
  text: [
    'Tenants, the partners they belong to, and the token endpoint for clients, as ScaiKey documents them.',
    'Both slash forms of a path are the same and nothing redirects. Faults of values are answered with 422 and',
    '`HTTPValidationError`, everything else with `{"detail": "…"}`.',
  ].join('\n'),
  refusals: ['SCOPE_MISSING'],
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The access token of an administrator: of a superadmin, a partner or a tenant admin.',
    },
    oauth: {
      type: 'oauth2',
      description: "A client's own access token.",
      flows: { clientCredentials: { tokenUrl: tokenPath, scopes } },
    },
    client: { type: 'http', scheme: 'basic', description: 'The id of a client and its secret.' },
  },
  security: ({ form, method }) =>
    form ? [{ client: [] }, {}] : [{ bearer: [] }, { oauth: [method === 'GET' ? 'admin:read' : 'admin:write'] }],
};
