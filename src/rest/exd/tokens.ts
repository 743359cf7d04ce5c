import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { broken, text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { limit, NextCursor } from './page.js';
import { exampleRequestId, RequestId } from './request-id.js';
import { Time, toTime } from './time.js';

const types = { admin: 'ADMIN', tenant: 'TENANT', read: 'READ', write: 'WRITE', client: 'CLIENT' } as const;
type Type = keyof typeof types;
const words = Object.fromEntries(Object.entries(types).map(([word, type]) => [type, word])) as {
  readonly [Word in Type as (typeof types)[Word]]: Word;
};

const Token = z
  .object({
    id: z.string(),
    type: z.enum(['admin', 'tenant', 'read', 'write', 'client']),
    name: z.string(),
    tenant: z.string().nullable().describe('The slug of the tenant that it is bound to.'),
    namespace: z.string().nullable().describe('The slug of the namespace that it is bound to.'),
    environment: z.string().nullable().describe('The environment that a `client` token is bound to.'),
    created_at: Time,
    expires_at: Time.nullable(),
    last_used_at: Time.nullable(),
  })
  .meta({ title: 'Token', description: 'A service token, without its secret.' });

const exampleToken: z.output<typeof Token> = {
  id: 'tok_V1StGXR8Z5jdHi6B',
  type: 'tenant',
  name: 'Deployment',
  tenant: 'acme',
  namespace: null,
  environment: null,
  created_at: '2026-04-25T09:00:00Z',
  expires_at: null,
  last_used_at: null,
};

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
  id: 'createToken',
  summary: 'Create a service token',
  description: 'Makes a service token. Its secret is in this answer and nowhere else, ever.',
  example: {
    body: { type: 'tenant', name: 'Deployment', tenant: 'acme' },
    response: {
      token: exampleToken,
      secret: 'exd_tenant_0000000000000000000000000000000000000000000',
      request_id: exampleRequestId,
    },
  },
  refusals: ['TENANT_UNKNOWN', 'NAMESPACE_UNKNOWN'],
  request: z.object({
    body: z
      .object({
        type: z.enum(['admin', 'tenant', 'read', 'write', 'client']),
        name: text(1, 255),
        tenant: text(1, 63).nullish().describe('Required unless the type is `admin`.'),
        namespace: text(1, 63).nullish().describe('Required for `read`, `write` and `client`.'),
        environment: text(1, 63).nullish().describe('Required for `client`.'),
        expires_at: moment.nullish().describe('It never expires unless given.'),
      })
      .meta({ title: 'CreateToken', description: 'A new service token, and what it is bound to.' }),
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
  response: [
    201,
    z
      .object({
        token: Token,
        secret: z.string().describe('What the bearer shows. Shown once.'),
        request_id: RequestId,
      })
      .meta({ title: 'TokenMade', description: 'The new token and its secret.' }),
  ],
  respond: ({ createApiToken: { token, secret } }, { requestId }) => ({
    token: toToken(token),
    secret,
    request_id: requestId,
  }),
});

const cursorRule = 'must be a cursor that this list gave out';

const listTokens = endpoint({
  route: 'GET /api/v1/tokens',
  id: 'listTokens',
  summary: 'List the service tokens that the caller may see',
  description:
    'Lists service tokens without their secrets: all of them to superadmins, those of their tenant to tenant admins.',
  example: { response: { tokens: [exampleToken], next_cursor: null, request_id: exampleRequestId } },
  request: z.object({
    query: z.object({
      limit,
      after: z
        .string(cursorRule)
        .max(255, broken('FORMAT', cursorRule, { expected: 'cursor' }))
        .optional()
        .meta({
          description: 'The `next_cursor` of the page before.',
          examples: ['dG9rX1YxU3RHWFI4WjVqZEhpNkI'],
        }),
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
  response: [
    200,
    z
      .object({ tokens: z.array(Token), next_cursor: NextCursor, request_id: RequestId })
      .meta({ title: 'TokenList', description: 'One page of service tokens.' }),
  ],
  respond: ({ apiTokens: { nodes, pageInfo } }, { requestId }) => ({
    tokens: nodes.map(toToken),
    next_cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    request_id: requestId,
  }),
});

const revokeToken = endpoint({
  route: 'DELETE /api/v1/tokens/{token_id}',
  id: 'revokeToken',
  summary: 'Revoke a service token',
  description: 'Revokes a service token at once.',
  refusals: ['TOKEN_UNKNOWN'],
  request: z.object({
    params: z.object({
      token_id: z.string().meta({ description: 'The id of a token.', examples: ['tok_V1StGXR8Z5jdHi6B'] }),
    }),
  }),
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
