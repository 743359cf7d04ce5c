import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, type Answer } from '../../support/clients.js';

const origin = 'https://app.example';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp({ CORS_ORIGINS: origin, RATE_LIMIT_MULTIPLIER: '1' });
});
afterAll(() => gateway.stop());

const headers = { Origin: origin };

/** What every browser understands by itself: scripts need not read it. */
const browsers = [
  ...['access-control-', 'cross-origin-', 'content-security-policy', 'origin-agent-cluster', 'referrer-policy'],
  ...['strict-transport-security', 'x-content-type-options', 'x-dns-prefetch-control', 'x-download-options'],
  ...['x-frame-options', 'x-permitted-cross-domain-policies', 'x-xss-protection', 'vary', 'date', 'connection'],
  ...['keep-alive', 'cache-control', 'content-'],
];

const ours = (answer: Answer): string[] =>
  [...answer.headers.keys()].filter((name) => !browsers.some((known) => name.startsWith(known)));

const isReadable = (answer: Answer, name: string): boolean =>
  (answer.headers.get('Access-Control-Expose-Headers') ?? '').toLowerCase().split(',').includes(name);

test.each<[string, string, () => Promise<Answer>]>([
  ['the limits of exd', 'x-ratelimit-remaining', () => gateway.superadmin.get('/exd/api/v1/tenants', { headers })],
  ['the total of a list', 'x-total-count', () => gateway.superadmin.get('/api/tenants/admins', { headers })],
  ['the methods that there are', 'allow', () => anybody(gateway.url).get('/api/auth/login', { headers })],
  [
    'the credentials that are asked for',
    'www-authenticate',
    () => anybody(gateway.url).get('/api/tenants/admins', { headers }),
  ],
  [
    'how long to wait',
    'retry-after',
    async () => {
      const logIn = () => anybody(gateway.url).post('/api/auth/login', {}, { headers });
      for (let attempt = 0; attempt < 10; attempt += 1) await logIn();
      return logIn();
    },
  ],
  [
    'a GraphQL answer',
    'x-request-id',
    () => gateway.superadmin.post('/graphql', { query: '{ viewer { role } }' }, { headers }),
  ],
])('a script on a named origin reads every header of ours: %s', async (_name, expected, ask) => {
  const answer = await ask();
  expect(ours(answer)).toContain(expected);
  expect(ours(answer).filter((name) => !isReadable(answer, name))).toEqual([]);
});
