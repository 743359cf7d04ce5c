import { anybody, Person, type Answer } from './clients.js';

/** What a login or a refresh gives. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const session =
  'accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id email name role tenant { id slug role } tenants { id slug role } }';

const loginDocument = `mutation($email: String!, $password: String!, $tenant: String, $api: LegacyApi) {
  login(email: $email, password: $password, tenant: $tenant, api: $api) { ${session} }
}`;

/** Logs in over GraphQL, from another network address if one is given and the gateway trusts proxies. */
export const logIn = (url: string, variables: Record<string, unknown>, from?: string): Promise<Answer> =>
  anybody(url).post(
    '/graphql',
    { query: loginDocument, variables },
    from === undefined ? {} : { headers: { 'X-Forwarded-For': from } },
  );

/** Exchanges a refresh token over GraphQL. */
export const refresh = (url: string, token: string): Promise<Answer> =>
  anybody(url).graphql(`mutation($token: String!) { refreshToken(token: $token) { ${session} } }`, { token });

/** Somebody with the session that e-mail and password open. @throws where they open none */
export const newSession = async (
  url: string,
  variables: Record<string, unknown>,
): Promise<{ readonly tokens: Tokens; readonly person: Person }> => {
  const { json } = await logIn(url, variables);
  const tokens = json.data.login as Tokens & { user: { id: string } };
  return { tokens, person: new Person(url, tokens.accessToken, tokens.user.id) };
};

/** What a credential is good for: 200, or the status, code and reason of its refusal. */
export const standingOf = async (person: Person): Promise<unknown[]> => {
  const { status, json } = await person.graphql('{ viewer { id } }');
  return status === 200 ? [200] : [status, json.errors[0].extensions.code, json.errors[0].extensions.reason];
};

/** How a credential that has ended is refused. */
export const over = [401, 'UNAUTHENTICATED', 'CREDENTIALS_INVALID'];
