import { z } from 'zod';
import { AppError } from '../../errors.js';
import { text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { graceHeader } from './grace.js';
import { required, requiredEmail } from './members.js';

/** Whoever is not logged in says by header which tenant they mean. */
const tenantHeader = {
  tenant: z
    .string()
    .min(1)
    .meta({ description: 'The id of the tenant to log in to.', examples: ['acme-corp'] }),
};

const graceFields = graphql(`
  fragment FullstackheroGrace on Session @_unmask {
    user {
      tenant {
        graceDaysLeft
      }
    }
  }
`);

const attemptsPerMinute = 10;

const isRootThroughDashboard = (headers: { tenant: string; 'x-fsh-app'?: string | undefined }): boolean =>
  headers.tenant.toLowerCase() === 'root' && headers['x-fsh-app']?.toLowerCase() === 'dashboard';

const issueToken = endpoint({
  route: 'POST /api/v1/identity/token/issue',
  id: 'issueToken',
  summary: 'Log in to a tenant',
  description: 'Opens a session in the tenant that the header names.',
  example: {
    body: { email: 'admin@acme.example', password: 'correct horse battery' },
    response: {
      accessToken: 'eyJhbGciOiJFZERTQSJ9.eyJ0ZW5hbnQiOiJhY21lLWNvcnAifQ.c2lnbmF0dXJl',
      refreshToken: '0000000000000000000000000000000000000000000',
      refreshTokenExpiresAt: '2026-05-24T12:20:47Z',
      accessTokenExpiresAt: '2026-05-17T12:35:47Z',
    },
  },
  refusals: ['CREDENTIALS_INVALID', 'TENANT_DEACTIVATED', 'TENANT_EXPIRED', 'APP_BOUNDARY'],
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({
    headers: z.object({
      ...tenantHeader,
      'x-fsh-app': z
        .string()
        .optional()
        .meta({
          description: '`admin` or `dashboard`; the `root` tenant does not open in the dashboard.',
          examples: ['admin'],
        }),
    }),
    body: z
      .object({
        email: requiredEmail,
        password: required(text(1, 1024)),
        twofactorcode: z.string().nullish().describe('Taken and not looked at.'),
      })
      .meta({ title: 'IssueToken', description: 'Who logs in.' }),
  }),
  guard: ({ headers }) =>
    isRootThroughDashboard(headers)
      ? new AppError('FORBIDDEN', 'The root tenant logs in through the admin app.', { reason: 'APP_BOUNDARY' })
      : undefined,
  operation: graphql(
    `
      mutation FullstackheroLogin($email: String!, $password: String!, $tenant: String!) {
        login(email: $email, password: $password, tenant: $tenant, api: FULLSTACKHERO) {
          accessToken
          refreshToken
          refreshTokenExpiresAt
          accessTokenExpiresAt
          ...FullstackheroGrace
        }
      }
    `,
    [graceFields],
  ),
  variables: ({ headers, body }) => ({ email: body.email, password: body.password, tenant: headers.tenant }),
  response: [
    200,
    z
      .object({
        accessToken: z.string(),
        refreshToken: z.string(),
        refreshTokenExpiresAt: z.iso.datetime(),
        accessTokenExpiresAt: z.iso.datetime(),
      })
      .meta({ title: 'Tokens', description: 'The tokens of a new session.' }),
  ],
  respond: ({ login }) => ({
    accessToken: login.accessToken,
    refreshToken: login.refreshToken,
    refreshTokenExpiresAt: login.refreshTokenExpiresAt,
    accessTokenExpiresAt: login.accessTokenExpiresAt,
  }),
  headers: ({ login }) => graceHeader(login.user.tenant?.graceDaysLeft),
});

const refreshToken = endpoint({
  route: 'POST /api/v1/identity/token/refresh',
  id: 'refreshToken',
  summary: 'Exchange a refresh token for the next pair',
  description: 'Exchanges a refresh token, which is good for one use. Using it again ends the session.',
  example: {
    body: { refreshToken: '0000000000000000000000000000000000000000000' },
    response: {
      token: 'eyJhbGciOiJFZERTQSJ9.eyJ0ZW5hbnQiOiJhY21lLWNvcnAifQ.c2lnbmF0dXJl',
      refreshToken: '1111111111111111111111111111111111111111111',
      refreshTokenExpiryTime: '2026-05-24T12:20:47Z',
    },
  },
  refusals: ['CREDENTIALS_INVALID', 'TENANT_DEACTIVATED', 'TENANT_EXPIRED'],
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({
    headers: z.object(tenantHeader),
    body: z
      .object({
        token: z.string().nullish().describe('The access token before; not looked at.'),
        refreshtoken: required(text(1, 1024)),
      })
      .meta({ title: 'RefreshToken', description: 'The refresh token.' }),
  }),
  operation: graphql(
    `
      mutation FullstackheroRefresh($token: String!) {
        refreshToken(token: $token) {
          accessToken
          refreshToken
          refreshTokenExpiresAt
          ...FullstackheroGrace
        }
      }
    `,
    [graceFields],
  ),
  variables: ({ body }) => ({ token: body.refreshtoken }),
  response: [
    200,
    z
      .object({
        token: z.string().describe('The access token.'),
        refreshToken: z.string(),
        refreshTokenExpiryTime: z.iso.datetime(),
      })
      .meta({ title: 'NextTokens', description: 'The next pair of tokens.' }),
  ],
  respond: ({ refreshToken: session }) => ({
    token: session.accessToken,
    refreshToken: session.refreshToken,
    refreshTokenExpiryTime: session.refreshTokenExpiresAt,
  }),
  headers: ({ refreshToken: session }) => graceHeader(session.user.tenant?.graceDaysLeft),
});

/** How clients get a token and keep it fresh. */
export const tokenEndpoints = [issueToken, refreshToken];
