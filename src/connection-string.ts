import { AppError } from './errors.js';

/** Keys whose value nobody may see, in URL parameters and in `Key=Value;` pairs. */
const secretKey = /pass|pwd|secret|token|credential|key|signature/i;

/** A secret within another value: pairs separated by something else than semicolons, or a connection string within one. */
const nestedSecret = new RegExp(`(?:${secretKey.source})[^=;]*=`, 'i');

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

/** The parts of a URL; undefined where a password with an unescaped `/`, `?` or `#` would count as another part. */
export const unambiguousUrl = (text: string): URL | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.hash === '' && !`${url.pathname}${url.search}`.includes('@') ? url : undefined;
};

/** A URL with its password, and every parameter that holds a secret, shown as `***`. */
export const maskUrl = (url: URL): string => {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = mask;
  for (const [key, value] of url.searchParams) {
    if (secretKey.test(key) || nestedSecret.test(value)) shown.searchParams.set(key, mask);
  }
  return shown.toString();
};

/**
 * `Key=Value;Key=Value;`, where a value in quotes or braces may hold any sign. Such a value ends at its own quote, so that
 * a secret with a semicolon in it is masked whole; one that is not closed is refused.
 */
const pair =
  /\s*([A-Za-z][A-Za-z0-9 _.-]*?)\s*=\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|\{(?:[^}]|\}\})*\}|(?!["'{])[^;]*?)\s*(;|$)/y;

const maskPairs = (text: string): string => {
  const parts: string[] = [];
  let hasTarget = false;
  pair.lastIndex = 0;
  while (pair.lastIndex < text.length) {
    if (/^[\s;]*$/.test(text.slice(pair.lastIndex))) break;
    const found = pair.exec(text);
    if (!found) throw invalid();
    const [, key = '', value = ''] = found;
    const isSecret = secretKey.test(key);
    if (!isSecret && nestedSecret.test(value)) throw invalid();
    hasTarget ||= /^(server|host|data source|address|addr)$/i.test(key);
    parts.push(`${key}=${isSecret ? mask : value};`);
  }
  if (!hasTarget) throw invalid();
  return parts.join('');
};

/**
 * What anybody may see of a connection string: every secret in it is `***`.
 * @throws INVALID for text that is neither a URL with a host nor pairs that name a server
 */
export const maskConnectionString = (text: string): string => {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return maskPairs(text);
  const url = unambiguousUrl(text);
  if (!url || url.hostname === '') throw invalid();
  return maskUrl(url);
};
