import type { ClientConfig } from 'pg';
import { StoreError } from './store-error.js';

/** How to reach a tenant's own database. */
export type DatabaseTarget = Pick<ClientConfig, 'host' | 'port' | 'user' | 'database' | 'ssl'> & {
  readonly password: string;
};

type Settings = ReadonlyMap<string, string>;

/** Names of settings as the two forms and their many dialects spell them, without spaces, in lower case. */
const spellings = {
  host: ['host', 'server', 'datasource', 'address', 'addr'],
  port: ['port'],
  user: ['userid', 'username', 'user', 'uid'],
  password: ['password', 'pwd'],
  database: ['database', 'initialcatalog', 'dbname'],
  ssl: ['sslmode', 'encrypt'],
} as const;

const find = (settings: Settings, what: keyof typeof spellings): string | undefined =>
  spellings[what].map((name) => settings.get(name)).find((value) => value !== undefined && value !== '');

const pair = /\s*([A-Za-z][A-Za-z0-9 _.-]*?)\s*=\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[^;]*?)\s*(?:;|$)/g;

const unquoted = (value: string): string => {
  const quote = value[0];
  const isQuoted = (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1).replaceAll(quote + quote, quote) : value;
};

const settingsOfPairs = (text: string): Settings =>
  new Map(
    [...text.matchAll(pair)].map(([, key = '', value = '']) => [
      key.toLowerCase().replaceAll(' ', ''),
      unquoted(value),
    ]),
  );

const settingsOfUrl = (text: string): Settings => {
  const url = new URL(text);
  if (!/^postgres(ql)?:$/.test(url.protocol)) {
    throw new StoreError('Only PostgreSQL databases can be provisioned.');
  }
  return new Map([
    ...url.searchParams,
    ['host', url.hostname.replace(/^\[|\]$/g, '')],
    ['port', url.port],
    ['user', decodeURIComponent(url.username)],
    ['password', decodeURIComponent(url.password)],
    ['database', decodeURIComponent(url.pathname.slice(1))],
  ]);
};

const required = (settings: Settings, what: 'host' | 'user' | 'database'): string => {
  const value = find(settings, what);
  if (value === undefined) throw new StoreError(`The connection string names no ${what}.`);
  return value;
};

const portOf = (settings: Settings): number => {
  const port = find(settings, 'port') ?? '5432';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new StoreError('The connection string names no valid port.');
  }
  return Number(port);
};

/** As libpq understands the modes: encryption alone, or also who is at the other end. */
const sslOf = (settings: Settings): DatabaseTarget['ssl'] => {
  const mode = find(settings, 'ssl')?.toLowerCase().replace('-', '');
  if (mode === undefined || ['disable', 'allow', 'prefer', 'false', 'no'].includes(mode)) return false;
  return { rejectUnauthorized: mode === 'verifyfull' || mode === 'verifyca' };
};

/**
 * What to connect to, from `postgres://…` or `Server=…;Port=…;Database=…;User Id=…;Password=…;`. Nothing that the text
 * leaves out is taken from this process's environment.
 * @throws StoreError, without a word of the text
 */
export const databaseTarget = (text: string): DatabaseTarget => {
  const settings = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? settingsOfUrl(text) : settingsOfPairs(text);
  return {
    host: required(settings, 'host'),
    port: portOf(settings),
    user: required(settings, 'user'),
    password: find(settings, 'password') ?? '',
    database: required(settings, 'database'),
    ssl: sslOf(settings),
  };
};
