import { AppError } from './errors.js';

/** Keys whose value nobody may see, in URL parameters and in `Key=Value;` pairs. */
const secretKey = /pass|pwd|secret|token|credential|accountkey|sslkey/i;

const mask = '***';

const invalid = (): AppError =>
  new AppError('INVALID', 'Connection string invalid.', {
    violations: [
      {
        path: ['connectionString'],
        code: 'FORMAT',
        message: 'Connection string invalid',
        expected: 'connection string',
      },
    ],
  });

const maskUrl = (text: string): string => {
  if (!URL.canParse(text)) throw invalid();
  const url = new URL(text);
  if (url.hostname === '') throw invalid();
  if (url.password !== '') url.password = mask;
  for (const key of [...url.searchParams.keys()]) if (secretKey.test(key)) url.searchParams.set(key, mask);
  return url.toString();
};

/**
 * `Key=Value;Key=Value;`, where a value in single or double quotes may hold any sign. A quoted value ends at its own
 * quote, so that a secret with a semicolon in it is masked whole.
 */
const pair = /\s*([A-Za-z][A-Za-z0-9 _.-]*?)\s*=\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[^;]*?)\s*(;|$)/y;

const maskPairs = (text: string): string => {
  const parts: string[] = [];
  let hasTarget = false;
  pair.lastIndex = 0;
  while (pair.lastIndex < text.length) {
    if (/^[\s;]*$/.test(text.slice(pair.lastIndex))) break;
    const found = pair.exec(text);
    if (!found) throw invalid();
    const [, key = '', value = ''] = found;
    hasTarget ||= /^(server|host|data source|address|addr)$/i.test(key);
    parts.push(`${key}=${secretKey.test(key) ? mask : value};`);
  }
  if (!hasTarget) throw invalid();
  return parts.join('');
};

/**
 * What anybody may see of a connection string: every secret in it is `***`.
 * @throws INVALID for text that is neither a URL with a host nor pairs that name a server
 */
export const maskConnectionString = (text: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? maskUrl(text) : maskPairs(text);
