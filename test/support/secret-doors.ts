import type { Person } from './clients.js';
import { secret, type Planted } from './planted.js';

/** A way into the gateway that takes a secret: where its body goes, and one that succeeds once. */
export interface Door {
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** Who gets in, where it is not open to anybody. */
  readonly who?: 'superadmin' | 'member';
  /** Whether its body is a form, not JSON. */
  readonly form?: true;
  /** A body that succeeds, different each time. */
  readonly good: () => object | Promise<object>;
  /** A body that is refused for what it says, not for how it says it. */
  readonly bad: () => object;
  /** A body that meets an unexpected fault. */
  readonly faulty?: () => object;
}

/** Somebody who can log in. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/** Where secrets get in. `unlucky` is somebody for whom every write fails. */
export interface Stage {
  readonly planted: Planted;
  readonly admin: Account;
  readonly unlucky: Account;
  /** Somebody who belongs to a tenant; their password changes. */
  readonly member: { readonly email: string; password: string };
  /** A program that gets tokens for itself. */
  readonly client: () => Promise<{ readonly id: string; readonly secret: string }>;
  /** A refresh token that nobody has used yet. */
  readonly freshToken: () => Promise<string>;
  /** A connection string to a database that repeats the password in it, in either form. */
  readonly connectionString: () => string;
}

let count = 0;
const unique = (): string => `planted-${(count += 1)}`;

const operation = (query: string) => (variables: object) => ({ query, variables });

const login = operation(
  'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken refreshToken } }',
);
const refresh = operation('mutation($token: String!) { refreshToken(token: $token) { accessToken refreshToken } }');
const create = operation(
  'mutation($input: CreateTenantInput!) { createTenant(input: $input) { id connectionString provisioning { error } } }',
);
const register = operation(
  'mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id status } }',
);

const sessionDoors = ({ admin, unlucky, planted, freshToken }: Stage): Record<string, Door> => {
  const accounts = {
    good: () => admin,
    bad: () => ({ ...admin, password: planted.password('wrong') }),
  };
  const inRoot = { headers: { tenant: 'root' } };
  return {
    login: {
      path: '/graphql',
      good: () => login(accounts.good()),
      bad: () => login(accounts.bad()),
      faulty: () => login(unlucky),
    },
    refreshToken: {
      path: '/graphql',
      good: async () => refresh({ token: await freshToken() }),
      bad: () => refresh({ token: secret('refresh') }),
    },
    'POST /api/auth/login': { path: '/api/auth/login', ...accounts, faulty: () => unlucky },
    'POST /api/auth/refresh': {
      path: '/api/auth/refresh',
      good: async () => ({ refresh_token: await freshToken() }),
      bad: () => ({ refresh_token: secret('refresh') }),
    },
    'POST /api/v1/identity/token/issue': { path: '/api/v1/identity/token/issue', ...inRoot, ...accounts },
    'POST /api/v1/identity/token/refresh': {
      path: '/api/v1/identity/token/refresh',
      ...inRoot,
      good: async () => ({ token: secret('access'), refreshToken: await freshToken() }),
      bad: () => ({ token: secret('access'), refreshToken: secret('refresh') }),
    },
  };
};

const issueClientToken = operation(
  'mutation($client: ClientCredentialsInput!) { issueClientToken(client: $client) { accessToken } }',
);
const changePassword = operation(
  'mutation($current: String!, $new: String!) { changePassword(current: $current, new: $new) { id } }',
);

const clientDoors = ({ client, freshToken }: Stage): Record<string, Door> => {
  const wrong = () => ({ id: 'client', secret: secret('client') });
  const form = ({ id, secret: client_secret }: { id: string; secret: string }) => ({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret,
  });
  return {
    issueClientToken: {
      path: '/graphql',
      good: async () => issueClientToken({ client: await client() }),
      bad: () => issueClientToken({ client: wrong() }),
    },
    'POST /oauth/token': {
      path: '/oauth/token',
      form: true,
      good: async () => form(await client()),
      bad: () => form(wrong()),
    },
    'POST /api/v1/platform/oauth/token': {
      path: '/api/v1/platform/oauth/token',
      form: true,
      good: async () => ({ grant_type: 'refresh_token', refresh_token: await freshToken() }),
      bad: () => ({ grant_type: 'refresh_token', refresh_token: secret('refresh') }),
    },
  };
};

const passwordDoors = ({ member, planted }: Stage): Record<string, Door> => ({
  changePassword: {
    path: '/graphql',
    who: 'member',
    good: () => {
      const { password: current } = member;
      member.password = planted.password('changed');
      return changePassword({ current, new: member.password });
    },
    bad: () => changePassword({ current: planted.password('wrong'), new: planted.password('changed') }),
  },
});

const tenantDoors = ({ planted, connectionString }: Stage): Record<string, Door> => {
  const input = (slug: string, more: object = {}) => ({
    slug,
    displayName: slug,
    adminEmail: `${slug}@example.com`,
    adminPassword: planted.password('tenant-admin'),
    connectionString: connectionString(),
    ...more,
  });
  const body = (id: string, name = id) => ({
    id,
    name,
    adminEmail: `${id}@example.com`,
    adminPassword: planted.password('tenant-admin'),
    connectionString: connectionString(),
    issuer: 'https://issuer.example',
  });
  return {
    createTenant: {
      path: '/graphql',
      who: 'superadmin',
      good: () => create({ input: input(unique()) }),
      bad: () => create({ input: input('root') }),
      faulty: () => create({ input: input(unique(), { displayName: 'faulty' }) }),
    },
    'POST /api/v1/tenants': {
      path: '/fullstackhero/api/v1/tenants',
      who: 'superadmin',
      headers: { tenant: 'root' },
      good: () => body(unique()),
      bad: () => body('root'),
      faulty: () => body(unique(), 'faulty'),
    },
  };
};

const registrationDoors = ({ planted, admin }: Stage): Record<string, Door> => {
  const form = (name: string, email = `${name}@example.com`) => ({
    email,
    password: planted.password('registration'),
    companyName: name,
    desiredOrgSlug: name,
  });
  const body = (name: string, email?: string) => {
    const { companyName, desiredOrgSlug, ...account } = form(name, email);
    return { ...account, company_name: companyName, desired_org_slug: desiredOrgSlug };
  };
  return {
    registerOrganization: {
      path: '/graphql',
      good: () => register({ input: form(unique()) }),
      bad: () => register({ input: form('root', admin.email) }),
      faulty: () => register({ input: form('faulty') }),
    },
    'POST /api/tenants/register': {
      path: '/api/tenants/register',
      good: () => body(unique()),
      bad: () => body('root', admin.email),
      faulty: () => body('faulty'),
    },
  };
};

/** Every door that takes a secret, by its root field or its route. One that is not here is missed by a test. */
export const secretDoors = (stage: Stage): Readonly<Record<string, Door>> => ({
  ...sessionDoors(stage),
  ...clientDoors(stage),
  ...passwordDoors(stage),
  ...tenantDoors(stage),
  ...registrationDoors(stage),
});

/** A body as a form, which knows nothing but text. */
const asForm = (body: unknown): string =>
  new URLSearchParams(
    Object.entries(body as object).map(([key, value]: [string, unknown]): [string, string] => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ).toString();

const encoded = (raw: string): string => {
  try {
    return asForm(JSON.parse(raw));
  } catch {
    return raw;
  }
};

/** Sends raw JSON, or what it says as a form, as whoever comes. */
export const send = (
  person: Person,
  { path, form, headers = {} }: Pick<Door, 'path' | 'form' | 'headers'>,
  raw: string,
) =>
  person.post(path, undefined, {
    raw: form ? encoded(raw) : raw,
    headers: { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json', ...headers },
  });
