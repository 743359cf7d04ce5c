import { dialectNames, type DialectName } from './endpoint.js';

/** The path that two legacy APIs document with different meanings. */
export const sharedPath = '/api/v1/tenants';

/** What the decision is made from. Header names are lower-case; nothing here has been verified. */
export interface Signals {
  readonly method: string;
  /** Below the host, without query. */
  readonly path: string;
  readonly host: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed body, if it was declared as JSON and is. */
  readonly body: unknown;
}

export interface RoutingConfig {
  readonly hosts: ReadonlyMap<string, DialectName>;
  readonly fallback: 'exd' | 'fullstackhero';
}

/** Which dialect answers. `unknownHeader` says that the client asked for one that there is not. */
export interface Route {
  readonly dialect: DialectName;
  readonly unknownHeader?: true;
}

type Decision = DialectName | undefined;

/** An entry with a port is for that port alone. */
const byHost = ({ host }: Signals, { hosts }: RoutingConfig): Decision => {
  const name = (host ?? '').toLowerCase();
  return hosts.get(name) ?? hosts.get(name.replace(/:\d+$/, ''));
};

/** Segments behind the shared path. A trailing slash makes no difference. */
const segmentsOf = (path: string): readonly string[] =>
  path
    .slice(sharedPath.length)
    .split('/')
    .filter((segment) => segment !== '');

const fullstackheroOnly =
  /^[^/]+\/(status|provisioning|provisioning\/retry|activation|upgrade|renew|adjust-validity)$|^theme\/reset$/;
const exdOnly = /^[^/]+\/(admins|namespaces)(\/|$)/;

const byShape = ({ method, path }: Signals): Decision => {
  const rest = segmentsOf(path).join('/');
  if (fullstackheroOnly.test(rest) || (rest === 'theme' && method === 'PUT')) return 'fullstackhero';
  return exdOnly.test(rest) ? 'exd' : undefined;
};

const payloadOf = (token: string): Readonly<Record<string, unknown>> => {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const byCredential = ({ headers }: Signals): Decision => {
  const token = /^bearer +(\S+)$/i.exec(headers['authorization']?.trim() ?? '')?.[1];
  if (token === undefined) return undefined;
  if (/^exd_(read|write|client|tenant|admin)_/.test(token)) return 'exd';
  const { api, tenant } = payloadOf(token);
  if (api === 'exd' || api === 'fullstackhero') return api;
  return tenant === undefined ? undefined : 'fullstackhero';
};

const bySelector = ({ headers, query }: Signals): Decision =>
  headers['tenant'] || headers['x-fsh-app'] || query['tenant'] ? 'fullstackhero' : undefined;

const either = (fullstackhero: boolean, exd: boolean): Decision => {
  if (fullstackhero === exd) return undefined;
  return fullstackhero ? 'fullstackhero' : 'exd';
};

const byQuery = ({ method, path, query }: Signals): Decision => {
  if ((method !== 'GET' && method !== 'HEAD') || segmentsOf(path).length > 0) return undefined;
  const names = Object.keys(query);
  return either(
    names.some((name) => ['pagenumber', 'pagesize', 'sort'].includes(name.toLowerCase())),
    names.some((name) => name === 'limit' || name === 'after'),
  );
};

const byBody = ({ method, path, body }: Signals): Decision => {
  if (method !== 'POST' || segmentsOf(path).length > 0) return undefined;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const names = Object.keys(body);
  return either(
    names.some((name) => ['id', 'adminemail'].includes(name.toLowerCase())),
    names.some((name) => name === 'slug' || name === 'login_mode'),
  );
};

const byLiteral = ({ method, path }: Signals): Decision => {
  const [first, ...more] = segmentsOf(path);
  if ((method !== 'GET' && method !== 'HEAD') || first === undefined || more.length > 0) return undefined;
  return first === 'theme' || first === 'migrations' ? 'fullstackhero' : 'exd';
};

/**
 * Which dialect answers a request under the shared path: total, and the first rule that matches wins (R1 to R9 of the
 * routing table; R0, the prefix in the URL, never comes here). Asked before credentials and body are validated, because
 * it decides how their failures look.
 */
export const route = (signals: Signals, config: RoutingConfig): Route => {
  const host = byHost(signals, config);
  if (host) return { dialect: host };
  const wish = signals.headers['x-api-dialect']?.trim().toLowerCase();
  if (wish) {
    const known = dialectNames.find((name) => name === wish);
    if (known === 'exd' || known === 'fullstackhero') return { dialect: known };
    return { dialect: config.fallback, unknownHeader: true };
  }
  for (const rule of [byShape, byCredential, bySelector, byQuery, byBody, byLiteral]) {
    const dialect = rule(signals);
    if (dialect) return { dialect };
  }
  return { dialect: config.fallback };
};
