/** Everything comes from the gateway itself, and nothing else gets in. */
const strict: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** What a library that we serve needs besides. */
export type Allowance = Readonly<Record<string, readonly string[]>>;

/** The headers of a page, with a Content-Security-Policy that allows what is named beyond the strict one. */
export const pageHeaders = (allowance: Allowance = {}): Readonly<Record<string, string>> => {
  const names = [...new Set([...Object.keys(strict), ...Object.keys(allowance)])];
  const policy = names.map((name) => [name, ...(strict[name] ?? []), ...(allowance[name] ?? [])].join(' '));
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
};
