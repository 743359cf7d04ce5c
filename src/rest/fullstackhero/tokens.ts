import { z } from 'zod';
import { AppError } from '../../errors.js';
import { text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { graceHeader } from './grace.js';
import { required, requiredEmail } from './members.js';

/** Whoever is not logged in says by header which tenant they mean. */
const tenantHeader = { tenant: z.string().min(1) };

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
  summary: 'Log in to a tenant',
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({
    headers: z.object({ ...tenantHeader, 'x-fsh-app': z.string().optional() }),
    body: z.object({
      email: requiredEmail,
      password: required(text(1, 1024)),
      twofactorcode: z.string().nullish(),
    }),
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
    z.object({
      accessToken: z.string(),
      refreshToken: z.string(),
      refreshTokenExpiresAt: z.iso.datetime(),
      accessTokenExpiresAt: z.iso.datetime(),
    }),
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
  summary: 'Exchange a refresh token for the next pair',
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({
    headers: z.object(tenantHeader),
    body: z.object({ token: z.string().nullish(), refreshtoken: required(text(1, 1024)) }),
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
  response: [200, z.object({ token: z.string(), refreshToken: z.string(), refreshTokenExpiryTime: z.iso.datetime() })],
  respond: ({ refreshToken: session }) => ({
    token: session.accessToken,
    refreshToken: session.refreshToken,
    refreshTokenExpiryTime: session.refreshTokenExpiresAt,
  }),
  headers: ({ refreshToken: session }) => graceHeader(session.user.tenant?.graceDaysLeft),
});

/** How clients get a token and keep it fresh. */
export const tokenEndpoints = [issueToken, refreshToken];
