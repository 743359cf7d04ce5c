import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const page = (path: string) => fetch(`${gateway.url}${path}`, { headers: browser });

describe('GraphiQL', () => {
  test.each(['/graphql', '/graphiql'])(
    'is a page for browsers at %s, under a policy that lets nothing else in',
    async (path) => {
      const response = await page(path);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
      const policy = response.headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/https?:|unsafe-eval/);
    },
  );

  test('names no other host, and every file that it names is served', async () => {
    const html = await (await page('/graphql')).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(file).toMatch(/^\/graphiql\/assets\//);
      const response = await fetch(`${gateway.url}${file}`);
      expect([file, response.status]).toEqual([file, 200]);
      expect(response.headers.get('Cache-Control')).toContain('immutable');
      await response.arrayBuffer();
    }
  });

  test('stays out of the way of clients that ask for JSON', async () => {
    const query = `/graphql?query=${encodeURIComponent('{ viewer { role } }')}`;
    const response = await fetch(`${gateway.url}${query}`, {
      headers: { Accept: 'application/json', 'Apollo-Require-Preflight': 'true' },
    });
    expect(await response.json()).toEqual({ data: { viewer: { role: 'ANONYMOUS' } } });
  });
});
