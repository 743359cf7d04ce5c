import type { Planted } from './planted.js';

const tokensOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) =>
        typeof member === 'string' && /token$/i.test(key) ? [member] : tokensOf(member),
      )
    : [];

/** Whether an answer is one that hands out tokens: to a log-in or a refresh that went well. */
const isSession = (path: string, text: string): boolean =>
  /\/(?:auth|identity\/token)\//.test(path) || /^\{"data":\{"(?:login|refreshToken)":\{/.test(text);

/** Notes every answer to `fetch`, headers and all, until it is told to stop. Event streams are noted by whoever reads them. */
export const recordFetch = (planted: Planted): (() => void) => {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await original(input, init);
    const { method = 'GET' } = init ?? {};
    const url = new URL(input instanceof Request ? input.url : input);
    const type = response.headers.get('content-type') ?? '';
    const headers = [...response.headers].map((header) => header.join(': ')).join('\n');
    const text = type.startsWith('text/event-stream') ? '' : await response.clone().text();
    const found = planted.note(`${method} ${url.pathname}`, `${headers}\n\n${text}`);
    if (response.ok && isSession(url.pathname, text)) {
      for (const token of tokensOf(JSON.parse(text))) planted.issue(token, found);
    }
    return response;
  };
  return () => {
    globalThis.fetch = original;
  };
};
