import { z } from 'zod';
import { email, text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';

const attemptsPerMinute = 10;

const TokenPair = z
  .object({ access_token: z.string(), refresh_token: z.string(), token_type: z.literal('bearer') })
  .meta({ title: 'TokenPair', description: 'An access token for 15 minutes, and what gets the next one.' });

const exampleTokens: z.output<typeof TokenPair> = {
  access_token: 'eyJhbGciOiJFZERTQSJ9.eyJyb2xlIjoiY2xpZW50X2FkbWluIn0.c2lnbmF0dXJl',
  refresh_token: '1111111111111111111111111111111111111111111',
  token_type: 'bearer',
};

const toTokenPair = (session: { accessToken: string; refreshToken: string }): z.output<typeof TokenPair> => ({
  access_token: session.accessToken,
  refresh_token: session.refreshToken,
  token_type: 'bearer',
});

const login = endpoint({
  route: 'POST /api/auth/login',
  id: 'login',
  summary: 'Log in',
  description: 'Opens a session. Ten wrong passwords for an account, through whichever API, are followed by 429.',
  example: { body: { email: 'user@example.com', password: 'securepassword' }, response: exampleTokens },
  refusals: ['CREDENTIALS_INVALID', 'TENANT_DEACTIVATED', 'TENANT_EXPIRED'],
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({
    body: z.object({ email: email(), password: text(1, 1024) }).meta({ title: 'Login', description: 'Who logs in.' }),
  }),
  operation: graphql(`
    mutation LusterCmsLogin($email: String!, $password: String!) {
      login(email: $email, password: $password, api: LUSTERCMS) {
        accessToken
        refreshToken
      }
    }
  `),
  variables: ({ body }) => ({ email: body.email, password: body.password }),
  response: [200, TokenPair],
  respond: (data) => toTokenPair(data.login),
});

const refresh = endpoint({
  route: 'POST /api/auth/refresh',
  id: 'refresh',
  summary: 'Exchange a refresh token for the next pair',
  description: 'Exchanges a refresh token, which is good for one use. Using it again ends the session.',
  example: { body: { refresh_token: '0000000000000000000000000000000000000000000' }, response: exampleTokens },
  refusals: ['CREDENTIALS_INVALID', 'TENANT_DEACTIVATED', 'TENANT_EXPIRED'],
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({
    body: z.object({ refresh_token: text(1, 1024) }).meta({ title: 'Refresh', description: 'The refresh token.' }),
  }),
  operation: graphql(`
    mutation LusterCmsRefresh($token: String!) {
      refreshToken(token: $token) {
        accessToken
        refreshToken
      }
    }
  `),
  variables: ({ body }) => ({ token: body.refresh_token }),
  response: [200, TokenPair],
  respond: (data) => toTokenPair(data.refreshToken),
});

/** How clients get a token and keep it fresh. */
export const sessionEndpoints = [login, refresh];
