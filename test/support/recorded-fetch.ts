import { dialects } from '../../src/rest/dialects.js';
import { buildGatewaySchema } from '../../src/schema.js';
import type { Planted } from './planted.js';
import { issuedIn, issuesSecret, issuingOperations } from './secret-inputs.js';

/** Every operation and every endpoint that hands out a secret, by its root field or its route. */
export const issuers: readonly string[] = [
  ...issuingOperations(buildGatewaySchema()),
  ...dialects.flatMap(({ endpoints }) => endpoints.filter(issuesSecret).map(({ method, path }) => `${method} ${path}`)),
];

/** Which of them answered, if the answer hands out a secret at all. */
const issuerOf = (method: string, path: string, text: string): string | undefined => {
  const [, field = ''] = /^\{"data":\{"(\w+)":\{/.exec(text) ?? [];
  const route = `${method} ${path.replace(/^\/(?:scaikey|lustercms|exd|fullstackhero)(?=\/)/, '')}`;
  return issuers.find((issuer) => issuer === (path === '/graphql' ? field : route));
};

/** Notes every answer to `fetch`, headers and all, until it is told to stop. Event streams are noted by whoever reads them. */
export const recordFetch = (planted: Planted): (() => void) => {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await original(input, init);
    const { method = 'GET' } = init ?? {};
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const type = response.headers.get('content-type') ?? '';
    const headers = [...response.headers].map((header) => header.join(': ')).join('\n');
    const text = type.startsWith('text/event-stream') ? '' : await response.clone().text();
    const found = planted.note(`${method} ${pathname}`, `${headers}\n\n${text}`);
    const issuer = response.ok ? issuerOf(method, pathname, text) : undefined;
    if (issuer !== undefined) planted.issue(issuer, issuedIn(JSON.parse(text)), found);
    return response;
  };
  return () => {
    globalThis.fetch = original;
  };
};
