import { describe, expect, test } from '@jest/globals';
import type { DialectName } from '../../src/rest/endpoint.js';
import { route, type RoutingConfig, type Signals } from '../../src/rest/routing.js';

const base = '/api/v1/tenants';

interface Given {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const signals = ({ method = 'GET', path = base, host, headers = {}, query = {}, body }: Given): Signals => ({
  method,
  path,
  host,
  headers,
  query,
  body,
});

const hosts = new Map<string, DialectName>([
  ['exd.example.com', 'exd'],
  ['fsh.example.com', 'fullstackhero'],
  ['keys.example.com', 'scaikey'],
  ['ported.example.com:8080', 'fullstackhero'],
]);

const decide = (given: Given, fallback: RoutingConfig['fallback']): DialectName =>
  route(signals(given), { hosts, fallback }).dialect;

const jwt = (payload: unknown): string =>
  ['e30', Buffer.from(JSON.stringify(payload)).toString('base64url'), 'signature'].join('.');
const bearer = (token: string, scheme = 'Bearer'): Record<string, string> => ({ authorization: `${scheme} ${token}` });

/** What both fallbacks agree on was decided by a rule; what follows the fallback was not. */
const decided: [rule: string, what: string, given: Given, dialect: DialectName][] = [
  ['R1', 'a mapped host', { host: 'exd.example.com' }, 'exd'],
  ['R1', 'a mapped host in capitals and with a port', { host: 'FSH.example.com:8443' }, 'fullstackhero'],
  ['R1', 'a host mapped to an API that lives elsewhere', { host: 'keys.example.com' }, 'scaikey'],
  ['R1', 'a host mapped with its port', { host: 'ported.example.com:8080' }, 'fullstackhero'],
  ['R2', 'the header', { headers: { 'x-api-dialect': 'exd' } }, 'exd'],
  ['R2', 'the header in another case', { headers: { 'x-api-dialect': ' FullStackHero ' } }, 'fullstackhero'],
  ...[
    'acme/status',
    'acme/provisioning',
    'acme/provisioning/retry',
    'acme/activation',
    'acme/upgrade',
    'acme/renew',
    'acme/adjust-validity',
    'theme/reset',
    'me/status',
    'theme/status',
    'acme/status/',
  ].map((rest): [string, string, Given, DialectName] => [
    'R3',
    rest,
    { method: 'POST', path: `${base}/${rest}` },
    'fullstackhero',
  ]),
  ['R3', 'PUT theme', { method: 'PUT', path: `${base}/theme` }, 'fullstackhero'],
  ['R3', 'an admin', { method: 'PUT', path: `${base}/acme/admins/usr_1` }, 'exd'],
  ['R3', 'an admin of a tenant named like a literal', { method: 'DELETE', path: `${base}/theme/admins/usr_1` }, 'exd'],
  ['R3', 'a namespace', { method: 'POST', path: `${base}/acme/namespaces` }, 'exd'],
  ...['read', 'write', 'client', 'tenant', 'admin'].map((kind): [string, string, Given, DialectName] => [
    'R4',
    `an exd_${kind}_ token`,
    { headers: bearer(`exd_${kind}_0123abc`) },
    'exd',
  ]),
  ['R4', 'a scheme in another case', { headers: bearer('exd_admin_1', 'bEARER') }, 'exd'],
  ['R4', 'a token that says exd', { headers: bearer(jwt({ api: 'exd' })) }, 'exd'],
  ['R4', 'a token that says fullstackhero', { headers: bearer(jwt({ api: 'fullstackhero' })) }, 'fullstackhero'],
  ['R4', 'a token that says exd and has a tenant', { headers: bearer(jwt({ api: 'exd', tenant: 'a' })) }, 'exd'],
  ['R4', 'a token with a tenant', { headers: bearer(jwt({ tenant: 'acme' })) }, 'fullstackhero'],
  [
    'R4',
    'a token of another API with a tenant',
    { headers: bearer(jwt({ api: 'scaikey', tenant: 'a' })) },
    'fullstackhero',
  ],
  ['R5', 'the tenant header', { headers: { tenant: 'root' } }, 'fullstackhero'],
  ['R5', 'the app header', { headers: { 'x-fsh-app': 'admin' } }, 'fullstackhero'],
  ['R5', 'the tenant parameter', { query: { tenant: 'root' } }, 'fullstackhero'],
  ...['pageNumber', 'PAGESIZE', 'Sort'].map((name): [string, string, Given, DialectName] => [
    'R6',
    name,
    { query: { [name]: '1' } },
    'fullstackhero',
  ]),
  ['R6', 'limit', { query: { limit: '1' } }, 'exd'],
  ['R6', 'after with HEAD and a trailing slash', { method: 'HEAD', path: `${base}/`, query: { after: '' } }, 'exd'],
  ...['id', 'ID', 'AdminEmail'].map((name): [string, string, Given, DialectName] => [
    'R7',
    name,
    { method: 'POST', body: { [name]: 'a' } },
    'fullstackhero',
  ]),
  ['R7', 'slug', { method: 'POST', body: { slug: 'a' } }, 'exd'],
  ['R7', 'login_mode with a trailing slash', { method: 'POST', path: `${base}/`, body: { login_mode: 'sso' } }, 'exd'],
  ['R8', 'GET theme', { path: `${base}/theme` }, 'fullstackhero'],
  ['R8', 'HEAD migrations', { method: 'HEAD', path: `${base}/migrations` }, 'fullstackhero'],
  ['R8', 'GET of a tenant', { path: `${base}/acme` }, 'exd'],
  ['R8', 'GET of a tenant whatever the query', { path: `${base}/acme`, query: { pageNumber: '1' } }, 'exd'],
];

/** Signals that look like one and are none. */
const undecided: [what: string, given: Given][] = [
  ['a bare list', {}],
  ['an unmapped host', { host: 'other.example.com' }],
  ['a host mapped with another port', { host: 'ported.example.com:9090' }],
  ['an empty header', { headers: { 'x-api-dialect': '' } }],
  ['an empty tenant header and parameter', { headers: { tenant: '' }, query: { tenant: '' } }],
  ['a token of no known prefix', { headers: bearer('exd_other_1') }],
  ['another scheme', { headers: bearer('exd_admin_1', 'Basic') }],
  ['a token that says nothing', { headers: bearer(jwt({ sub: 'usr_1' })) }],
  ['a token whose payload is no object', { headers: bearer(jwt('tenant')) }],
  ['a token whose payload is null', { headers: bearer(jwt(null)) }],
  ['a token whose payload is no JSON', { headers: bearer('a.b.c') }],
  ['names of both lists', { query: { limit: '1', pageNumber: '1' } }],
  ['names of exd in another case', { query: { LIMIT: '1', After: '' } }],
  ['names of another API', { query: { page: '1', per_page: '5' } }],
  ['list names with another method', { method: 'DELETE', query: { limit: '1' } }],
  ['an empty body', { method: 'POST', body: {} }],
  ['no body', { method: 'POST' }],
  ['an array', { method: 'POST', body: ['slug'] }],
  ['a text', { method: 'POST', body: 'slug' }],
  ['null', { method: 'POST', body: null }],
  ['members of both', { method: 'POST', body: { slug: 'a', id: 'a' } }],
  ['exd members in another case', { method: 'POST', body: { Slug: 'a' } }],
  ['a body with another method', { method: 'PUT', body: { slug: 'a' } }],
  ['a body below the collection', { method: 'POST', path: `${base}/acme`, body: { slug: 'a' } }],
  ['another method on a literal', { method: 'DELETE', path: `${base}/theme` }],
  ['another method on a tenant', { method: 'PATCH', path: `${base}/acme` }],
  ['an unknown suffix', { path: `${base}/acme/plans` }],
];

/** Signals in conflict: the rule with the lower number wins. */
const conflicts: [what: string, given: Given, dialect: DialectName][] = [
  ['R1 before R2', { host: 'exd.example.com', headers: { 'x-api-dialect': 'fullstackhero' } }, 'exd'],
  ['R1 before an unknown header', { host: 'exd.example.com', headers: { 'x-api-dialect': 'nonsense' } }, 'exd'],
  ['R2 before R3', { path: `${base}/acme/status`, headers: { 'x-api-dialect': 'exd' } }, 'exd'],
  ['R2 before R4', { headers: { 'x-api-dialect': 'fullstackhero', ...bearer('exd_admin_1') } }, 'fullstackhero'],
  ['R3 before R4', { path: `${base}/acme/status`, headers: bearer('exd_admin_1') }, 'fullstackhero'],
  ['R3 before R5', { method: 'PUT', path: `${base}/a/admins/u`, headers: { tenant: 'root' } }, 'exd'],
  ['R4 before R5', { headers: { ...bearer('exd_admin_1'), tenant: 'root' } }, 'exd'],
  ['R4 before R6', { headers: bearer(jwt({ tenant: 'a' })), query: { limit: '1' } }, 'fullstackhero'],
  ['R4 before R8', { path: `${base}/theme`, headers: bearer('exd_read_1') }, 'exd'],
  ['R5 before R6', { headers: { tenant: 'root' }, query: { limit: '1' } }, 'fullstackhero'],
  ['R5 before R7', { method: 'POST', headers: { tenant: 'root' }, body: { slug: 'a' } }, 'fullstackhero'],
  ['R5 before R8', { path: `${base}/acme`, headers: { tenant: 'root' } }, 'fullstackhero'],
];

describe('route', () => {
  test.each(decided)('%s: %s decides, whatever the default', (_rule, _what, given, dialect) => {
    expect(decide(given, 'exd')).toBe(dialect);
    expect(decide(given, 'fullstackhero')).toBe(dialect);
  });

  test.each(undecided)('R9: %s is left to the default', (_what, given) => {
    expect(decide(given, 'exd')).toBe('exd');
    expect(decide(given, 'fullstackhero')).toBe('fullstackhero');
  });

  test.each(conflicts)('%s', (_what, given, dialect) => {
    expect(decide(given, 'exd')).toBe(dialect);
    expect(decide(given, 'fullstackhero')).toBe(dialect);
  });

  test.each(['scaikey', 'lustercms', 'nonsense', 'exd, fullstackhero', 'exd,exd'])(
    'R2: the header %j asks for no dialect of this path, and the default says so',
    (wish) => {
      const given = signals({ headers: { 'x-api-dialect': wish, tenant: 'root' } });
      expect(route(given, { hosts, fallback: 'exd' })).toEqual({ dialect: 'exd', unknownHeader: true });
      expect(route(given, { hosts, fallback: 'fullstackhero' })).toEqual({
        dialect: 'fullstackhero',
        unknownHeader: true,
      });
    },
  );
});
