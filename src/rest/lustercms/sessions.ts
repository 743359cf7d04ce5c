import { z } from 'zod';
import { email, text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';

const attemptsPerMinute = 10;

const TokenPair = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('bearer'),
});

const toTokenPair = (session: { accessToken: string; refreshToken: string }): z.output<typeof TokenPair> => ({
  access_token: session.accessToken,
  refresh_token: session.refreshToken,
  token_type: 'bearer',
});

const login = endpoint({
  route: 'POST /api/auth/login',
  summary: 'Log in',
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({ body: z.object({ email: email(), password: text(1, 1024) }) }),
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
  summary: 'Exchange a refresh token for the next pair',
  public: true,
  perMinute: attemptsPerMinute,
  request: z.object({ body: z.object({ refresh_token: text(1, 1024) }) }),
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
