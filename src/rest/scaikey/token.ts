import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { credentialsOf } from './client-credentials.js';
import { oauthErrors } from './oauth-error.js';

const field = z.string().max(4096);

const Form = z
  .object({
    grant_type: field.describe('`client_credentials` or `refresh_token`.'),
    scope: field
      .optional()
      .describe('Of `client_credentials`: words with spaces between; all that the client has unless given.'),
    refresh_token: field.optional().describe('Of `refresh_token`, and required there. It is good for one use.'),
    client_id: field.optional().describe('Instead of the Authorization header.'),
    client_secret: field.optional().describe('Instead of the Authorization header.'),
  })
  .meta({ title: 'TokenRequest', description: 'A grant of RFC 6749.' });

const request = z.object({
  headers: z.object({ authorization: z.string().optional() }),
  body: Form,
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

const TokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Seconds.'),
    scope: z.string().optional().describe('What a client may; users have none.'),
    refresh_token: z.string().optional().describe("The next one of a user's session; clients have none."),
  })
  .meta({ title: 'TokenResponse', description: 'An access token, and what belongs to it.' });

const issueOrRefresh = graphql(`
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
`);

const exampleGrant: { body: object; response: z.output<typeof TokenResponse> } = {
  body: { grant_type: 'client_credentials', scope: 'admin:read' },
  response: {
    access_token: 'eyJhbGciOiJFZERTQSJ9.eyJzY29wZSI6ImFkbWluOnJlYWQifQ.c2lnbmF0dXJl',
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'admin:read',
  },
};

const issueToken = (path: '/api/v1/platform/oauth/token' | '/oauth/token', id: string) =>
  endpoint({
    route: `POST ${path}`,
    id,
    summary: 'Get an access token as a client, or with a refresh token',
    description:
      'The token endpoint of RFC 6749. A client proves itself with HTTP Basic or in the form, never with both.',
    example: exampleGrant,
    refusals: ['CLIENT_INVALID', 'SCOPE_INVALID', 'GRANT_UNSUPPORTED', 'CREDENTIALS_INVALID'],
    sends: ['Pragma'],
    public: true,
    form: true,
    envelope: oauthErrors,
    request,
    guard: refuse,
    operation: issueOrRefresh,
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
export const tokenEndpoints = [
  issueToken('/api/v1/platform/oauth/token', 'issuePlatformToken'),
  issueToken('/oauth/token', 'issueToken'),
];
