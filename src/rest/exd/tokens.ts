import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { broken, text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { limit } from './page.js';
import { toTime } from './time.js';

const types = { admin: 'ADMIN', tenant: 'TENANT', read: 'READ', write: 'WRITE', client: 'CLIENT' } as const;
type Type = keyof typeof types;
const words = Object.fromEntries(Object.entries(types).map(([word, type]) => [type, word])) as {
  readonly [Word in Type as (typeof types)[Word]]: Word;
};

const Token = z.object({
  id: z.string(),
  type: z.enum(['admin', 'tenant', 'read', 'write', 'client']),
  name: z.string(),
  tenant: z.string().nullable(),
  namespace: z.string().nullable(),
  environment: z.string().nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
});

const tokenFields = graphql(`
  fragment ExdToken on ApiToken @_unmask {
    id
    type
    name
    tenantSlug
    namespace
    environment
    createdAt
    expiresAt
    lastUsedAt
  }
`);

const toToken = (token: ResultOf<typeof tokenFields>): z.output<typeof Token> => ({
  id: token.id,
  type: words[token.type],
  name: token.name,
  tenant: token.tenantSlug,
  namespace: token.namespace,
  environment: token.environment,
  created_at: toTime(token.createdAt),
  expires_at: token.expiresAt && toTime(token.expiresAt),
  last_used_at: token.lastUsedAt && toTime(token.lastUsedAt),
});

const moment = z.iso.datetime({ offset: true, error: 'must be a point in time of RFC 3339' });

const createToken = endpoint({
  route: 'POST /api/v1/tokens',
  summary: 'Create a service token',
  request: z.object({
    body: z.object({
      type: z.enum(['admin', 'tenant', 'read', 'write', 'client']),
      name: text(1, 255),
      tenant: text(1, 63).nullish(),
      namespace: text(1, 63).nullish(),
      environment: text(1, 63).nullish(),
      expires_at: moment.nullish(),
    }),
  }),
  operation: graphql(
    `
      mutation ExdCreateToken($input: CreateApiTokenInput!) {
        createApiToken(input: $input) {
          token {
            ...ExdToken
          }
          secret
        }
      }
    `,
    [tokenFields],
  ),
  variables: ({ body: { type, name, tenant, namespace, environment, expires_at } }) => ({
    input: {
      type: types[type],
      name,
      tenant: tenant ?? null,
      namespace: namespace ?? null,
      environment: environment ?? null,
      expiresAt: expires_at ?? null,
    },
  }),
  fields: { expiresAt: ['body', 'expires_at'] },
  response: [201, z.object({ token: Token, secret: z.string(), request_id: z.string() })],
  respond: ({ createApiToken: { token, secret } }, { requestId }) => ({
    token: toToken(token),
    secret,
    request_id: requestId,
  }),
});

const cursorRule = 'must be a cursor that this list gave out';

const listTokens = endpoint({
  route: 'GET /api/v1/tokens',
  summary: 'List the service tokens that the caller may see',
  request: z.object({
    query: z.object({
      limit: limit.default(50),
      after: z
        .string(cursorRule)
        .max(255, broken('FORMAT', cursorRule, { expected: 'cursor' }))
        .optional(),
    }),
  }),
  operation: graphql(
    `
      query ExdTokens($first: Int!, $after: String) {
        apiTokens(first: $first, after: $after) {
          nodes {
            ...ExdToken
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    `,
    [tokenFields],
  ),
  variables: ({ query }) => ({ first: query.limit, after: query.after ?? null }),
  fields: { first: ['query', 'limit'], after: ['query', 'after'] },
  response: [200, z.object({ tokens: z.array(Token), next_cursor: z.string().nullable(), request_id: z.string() })],
  respond: ({ apiTokens: { nodes, pageInfo } }, { requestId }) => ({
    tokens: nodes.map(toToken),
    next_cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    request_id: requestId,
  }),
});

const revokeToken = endpoint({
  route: 'DELETE /api/v1/tokens/{token_id}',
  summary: 'Revoke a service token',
  request: z.object({ params: z.object({ token_id: z.string() }) }),
  operation: graphql(`
    mutation ExdRevokeToken($id: ID!) {
      revokeApiToken(id: $id)
    }
  `),
  variables: ({ params }) => ({ id: params.token_id }),
  response: [204],
});

/** Made, listed and revoked; only making one ever shows its secret. */
export const tokenEndpoints = [createToken, listTokens, revokeToken];
