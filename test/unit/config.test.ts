import { describe, expect, test } from '@jest/globals';
import { ConfigError, describeConfig, loadConfig } from '../../src/config.js';

const faultsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

const secret = 'pl4nted-Secret';

const issuer = {
  ...{ issuer: 'https://id.example.com', jwksUri: 'https://id.example.com/keys' },
  ...{ audiences: ['tenantry'], algorithms: ['ES256'] },
};
const listing = (...changes: Record<string, unknown>[]): string =>
  JSON.stringify(changes.map((change) => ({ ...issuer, ...change })));
const roles = (values: unknown): Record<string, unknown> => ({ roles: { claim: 'groups', values } });

const wrongIssuers: readonly string[] = [
  ...[secret, '{}', '[1]', '[{]', '"x"', 'null', `[{"issuer": "${secret}"`],
  ...['id.example.com', 'ftp://id.example.com', 'http://id.example.com', 'http://localhost.example.com', ''].map(
    (address) => listing({ issuer: address }),
  ),
  ...['#x', '?x=1'].map((end) => listing({ issuer: `https://id.example.com/a${end}` })),
  ...[`https://u:${secret}@id.example.com`, `https://${secret}@id.example.com`, 'file:///etc/passwd', 1].map(
    (jwksUri) => listing({ jwksUri }),
  ),
  ...[undefined, [], 'tenantry', [''], [1]].map((audiences) => listing({ audiences })),
  ...[undefined, [], ['HS256'], ['none'], ['RS256', 'HS512'], ['es256'], 'ES256'].map((algorithms) =>
    listing({ algorithms }),
  ),
  ...['everything', 'PLATFORM', null].map((scope) => listing({ scope })),
  ...[roles({ a: 'ADMIN' }), roles({ a: 'SUPERADMIN' }), roles([]), { roles: { claim: 'x' } }, { roles: null }].map(
    (change) => listing(change),
  ),
  listing({ secret }),
  listing({}, {}),
];

const wrong: Readonly<Record<string, readonly string[]>> = {
  PORT: ['x', '-1', '65536', '1.5', 'NaN'],
  DATABASE_URL: ['mysql://localhost/x', 'localhost:5432', `postgres//:${secret}`],
  DATABASE_POOL_SIZE: ['0', '1', '201', 'many'],
  ADMIN_EMAIL: ['nobody', 'a@', `${'x'.repeat(250)}@example.com`],
  ADMIN_PASSWORD: ['short', 'x'.repeat(129)],
  LOG_LEVEL: ['loud'],
  ENCRYPTION_KEY: [secret, Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')],
  ENCRYPTION_KEY_PREVIOUS: [secret, `${Buffer.alloc(32).toString('base64')},${secret}`],
  TRUSTED_ISSUERS: wrongIssuers,
  DEFAULT_DIALECT: ['scaikey', 'none'],
  API_HOSTS: ['host', 'host=', '=exd', 'host=none', 'a=exd,b=none'],
  PLANS: ['pro', 'pro=', '=1', 'pro=0', 'pro=1201', 'pro=x', 'Pro=1', 'a=1,p=1'],
  TRUST_PROXY: ['perhaps'],
  RATE_LIMIT_MULTIPLIER: ['-1', 'x'],
  TENANT_MIGRATIONS_DIR: ['no-such-folder', 'package.json'],
  SHUTDOWN_LINGER_SECONDS: ['-1', '301', 'x'],
};

describe('the environment', () => {
  test.each(Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    '%s=%s is refused by name, without its value',
    (name, value) => {
      const faults = faultsOf({ [name]: value });
      expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
      expect(faults.join()).not.toContain(secret);
    },
  );

  test('every fault is told at once', () => {
    const all = Object.fromEntries(Object.entries(wrong).map(([name, [value = '']]) => [name, value]));
    expect(faultsOf(all).map((fault) => fault.split(':')[0])).toEqual(expect.arrayContaining(Object.keys(wrong)));
    expect(() => loadConfig(all)).toThrow(/^The environment is not valid:\n {2}PORT: .*\n {2}DATABASE_URL: /);
  });

  test('an empty variable is as good as none', () => {
    const names = [...Object.keys(wrong), 'HOST', 'DATA_DIR', 'TOKEN_ISSUER', 'SSO_PROVIDERS', 'CORS_ORIGINS'];
    expect(loadConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(loadConfig({}));
  });

  test('lists are split and trimmed, host names are lower case', () => {
    const { SSO_PROVIDERS, API_HOSTS } = loadConfig({
      SSO_PROVIDERS: ' okta, ,entra ',
      API_HOSTS: 'A.Example=exd, b=scaikey',
    });
    expect(SSO_PROVIDERS).toEqual(['okta', 'entra']);
    expect([...API_HOSTS]).toEqual([
      ['a.example', 'exd'],
      ['b', 'scaikey'],
    ]);
  });

  test('a trusted issuer counts for tenants and gives no roles unless it says so', () => {
    const [first, second] = loadConfig({
      TRUSTED_ISSUERS: listing(
        { jwksUri: undefined },
        { issuer: 'http://127.0.0.1:8080/', scope: 'platform', ...roles({ a: 'SUPERADMIN', b: 'VIEWER' }) },
      ),
    }).TRUSTED_ISSUERS;
    expect(first).toEqual({ ...issuer, jwksUri: undefined, scope: 'tenants' });
    expect(second).toMatchObject({ scope: 'platform', roles: { claim: 'groups', values: { a: 'SUPERADMIN' } } });
  });

  test('a trusted issuer is not the gateway itself', () => {
    const variables = { TOKEN_ISSUER: issuer.issuer, TRUSTED_ISSUERS: listing({}) };
    expect(faultsOf(variables)).toEqual(['TRUSTED_ISSUERS: must not name TOKEN_ISSUER, whose tokens are our own']);
  });

  test('a fault of a trusted issuer says where it is', () => {
    const { issuer: name } = issuer;
    expect(faultsOf({ TRUSTED_ISSUERS: listing({}, { issuer: `${name}/b`, algorithms: ['RS256', 'HS256'] }) })).toEqual(
      [expect.stringMatching(/^TRUSTED_ISSUERS: 1\.algorithms\.1 must be of RS256, /)],
    );
  });

  test('it cannot be changed afterwards', () => {
    const config = loadConfig({});
    expect(() => {
      (config as { PORT: number }).PORT = 1;
    }).toThrow(TypeError);
  });
});

describe('what an operator may see of it', () => {
  test.each([
    `postgres://app:${secret}@db/x`,
    `postgresql://app:${encodeURIComponent('a/b?c#d@e')}${secret}@db:5432/x`,
    `postgres://db/x?password=${secret}`,
    `postgres://db/x?user=app&sslpassword=${secret}&sslkey=${secret}`,
    `postgres://db/x?options=${encodeURIComponent(`-c app.secret=${secret}`)}`,
    `postgres:///x?host=/run&password=${secret}`,
  ])('holds no secret of %s', (DATABASE_URL) => {
    const key = Buffer.alloc(32, secret).toString('base64');
    const text = JSON.stringify(
      describeConfig(
        loadConfig({
          DATABASE_URL,
          ADMIN_PASSWORD: secret,
          ENCRYPTION_KEY: key,
          ENCRYPTION_KEY_PREVIOUS: `${key},${key}`,
        }),
      ),
    );
    expect(text).not.toContain(secret);
    expect(text).not.toContain(key);
    expect(JSON.parse(text)).toMatchObject({
      ADMIN_PASSWORD: '***',
      ENCRYPTION_KEY: '***',
      ENCRYPTION_KEY_PREVIOUS: ['***', '***'],
      DATABASE_URL: expect.stringContaining('***'),
    });
  });

  test('says what is not set, and names every variable', () => {
    const described = describeConfig(loadConfig({ API_HOSTS: 'a=exd' }));
    expect(described).toMatchObject({
      DATABASE_URL: null,
      ADMIN_PASSWORD: null,
      ENCRYPTION_KEY: null,
      API_HOSTS: { a: 'exd' },
      PORT: 4000,
    });
    expect(Object.keys(described)).toEqual(expect.arrayContaining([...Object.keys(wrong), 'HOST', 'DATA_DIR']));
  });

  test.each([
    `postgres://app:12#${secret}@db/x`,
    `postgres://app:12/${secret}@db/x`,
    `postgres://app:12?${secret}@db/x`,
  ])('a password that would count as another part is refused at the start: %s', (DATABASE_URL) => {
    expect(faultsOf({ DATABASE_URL })).toEqual([expect.stringMatching(/^DATABASE_URL: /)]);
  });
});
