import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { credentialsOf } from './client-credentials.js';
import { renderOAuthError } from './oauth-error.js';

const field = z.string().max(4096);

const request = z.object({
  headers: z.object({ authorization: z.string().optional() }),
  body: z.object({
    grant_type: field,
    scope: field.optional(),
    refresh_token: field.optional(),
    client_id: field.optional(),
    client_secret: field.optional(),
  }),
});

type Input = z.output<typeof request>;

const missing = (name: string): AppError =>
  new AppError('INVALID', 'The request is not valid.', {
    violations: [{ path: ['body', name], code: 'REQUIRED', message: 'is required' }],
  });

const refuse = (input: Input): AppError | undefined => {
  const { grant_type: grant, refresh_token: token, scope } = input.body;
  const client = credentialsOf(input);
  if (client instanceof AppError) return client;
  if (grant === 'client_credentials') {
    if (client) return undefined;
    return new AppError('UNAUTHENTICATED', 'The client must prove itself.', { reason: 'CLIENT_INVALID' });
  }
  if (grant !== 'refresh_token') {
    return new AppError('INVALID', 'There are client_credentials and refresh_token.', { reason: 'GRANT_UNSUPPORTED' });
  }
  if (scope !== undefined) return new AppError('INVALID', 'A session has no scope.', { reason: 'SCOPE_INVALID' });
  return token === undefined ? missing('refresh_token') : undefined;
};

const nobody = { id: '', secret: '' };

const variables = (input: Input) => {
  const given = credentialsOf(input);
  const client = given instanceof AppError || given === undefined ? null : given;
  const { grant_type: grant, scope = null, refresh_token: token = '' } = input.body;
  const asClient = grant === 'client_credentials';
  return { asClient, asUser: !asClient, client: client ?? nobody, user: client, scope, token };
};

const secondsUntil = (time: string): number => Math.max(0, Math.round((Date.parse(time) - Date.now()) / 1000));

const TokenResponse = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
});

const issueToken = (path: '/api/v1/platform/oauth/token' | '/oauth/token') =>
  endpoint({
    route: `POST ${path}`,
    summary: 'Get an access token as a client, or with a refresh token',
    public: true,
    form: true,
    render: renderOAuthError,
    request,
    guard: refuse,
    operation: graphql(`
      mutation ScaiKeyToken(
        $asClient: Boolean!
        $asUser: Boolean!
        $client: ClientCredentialsInput!
        $user: ClientCredentialsInput
        $scope: String
        $token: String!
      ) {
        issueClientToken(client: $client, scope: $scope) @include(if: $asClient) {
          accessToken
          expiresIn
          scope
        }
        refreshToken(token: $token, client: $user) @include(if: $asUser) {
          accessToken
          accessTokenExpiresAt
          refreshToken
        }
      }
    `),
    variables,
    response: [200, TokenResponse],
    respond: ({ issueClientToken: client, refreshToken: session }) => {
      if (client) {
        const { accessToken, expiresIn, scope } = client;
        return { access_token: accessToken, token_type: 'Bearer' as const, expires_in: expiresIn, scope };
      }
      if (!session) throw new Error('One of the two grants was asked for.');
      return {
        access_token: session.accessToken,
        token_type: 'Bearer' as const,
        expires_in: secondsUntil(session.accessTokenExpiresAt),
        refresh_token: session.refreshToken,
      };
    },
    headers: () => ({ Pragma: 'no-cache' }),
  });

/** RFC 6749's token endpoint, where ScaiKey has it and where others look for it. */
export const tokenEndpoints = [issueToken('/api/v1/platform/oauth/token'), issueToken('/oauth/token')];
