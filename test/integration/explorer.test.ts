import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../src/orm.js';
import { dialectNames } from '../../src/rest/endpoint.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { rawRequest } from '../support/clients.js';
import { platformAdmin } from '../support/people.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const page = (path: string, headers: Record<string, string> = browser) => fetch(`${gateway.url}${path}`, { headers });
const pages = ['/', '/graphql', '/graphiql', '/docs', ...dialectNames.map((name) => `/docs/${name}`)];

describe('the pages', () => {
  test.each(pages)('%s is served under a policy that lets nothing else in', async (path) => {
    const response = await page(path);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('Cache-Control')).toBe('no-cache');
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toMatch(/connect-src 'self'(;|$)/);
    expect(policy).not.toMatch(/https?:|unsafe-eval/);
  });

  test.each(pages)('%s names no other host, and every file that it names is served', async (path) => {
    const text = await (await page(path)).text();
    const files = [...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, file = '']) => file);
    const assets = files.filter((file) => file.startsWith('/assets/'));
    expect(assets.length).toBeGreaterThan(0);
    expect(files.filter((file) => !file.startsWith('/'))).toEqual([]);
    for (const file of assets) {
      const response = await fetch(`${gateway.url}${file}`);
      expect([file, response.status]).toEqual([file, 200]);
      expect(response.headers.get('Cache-Control')).toContain('immutable');
      await response.arrayBuffer();
    }
  });

  test('serve their files plain to whoever cannot decompress them', async () => {
    const [, style = ''] = /href="([^"]+pages\.css)"/.exec(await (await page('/')).text()) ?? [];
    const plain = await page(style, { 'Accept-Encoding': 'identity' });
    expect(plain.headers.get('Content-Encoding')).toBeNull();
    expect(await plain.text()).toContain('color-scheme: light dark');
    expect((await page(style.replace(/[0-9a-f]{16}/, '0123456789abcdef'))).status).toBe(404);
  });

  test('stay out of the way of clients that ask for JSON', async () => {
    const query = `/graphql?query=${encodeURIComponent('{ viewer { role } }')}`;
    const response = await page(query, { Accept: 'application/json', 'Apollo-Require-Preflight': 'true' });
    expect(await response.json()).toEqual({ data: { viewer: { role: 'ANONYMOUS' } } });
  });

  test('show what a client says of itself as text', async () => {
    const { text } = await rawRequest(gateway.url, {
      method: 'GET',
      path: '/',
      headers: { Host: `x"><script>alert('it')</script>` },
    });
    expect(text).toContain('&lt;script&gt;alert(&#39;it&#39;)');
    expect(text).not.toContain('<script>alert');
  });
});

test('an operator can turn the pages off, and the APIs stay', async () => {
  const bare = await startTestApp({ EXPLORER: 'false' });
  try {
    const statuses = await Promise.all(
      pages.map(async (path) => (await fetch(`${bare.url}${path}`, { headers: browser })).status),
    );
    expect(new Set(statuses.filter((status) => status < 400))).toEqual(new Set());
    expect((await bare.superadmin.graphql('{ viewer { role } }')).json.data).toEqual({
      viewer: { role: 'SUPERADMIN' },
    });
  } finally {
    await bare.stop();
  }
});

/** The commands of the landing page, as somebody copies them. */
const commands = async (): Promise<Map<string, string>> => {
  const text = await (await page('/')).text();
  const found = [...text.matchAll(/<pre id="([\w-]+)"[^>]*><code>(.*?)<\/code>/gs)];
  const plain = (command: string): string =>
    command.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  return new Map(found.map(([, id = '', command = '']) => [id, plain(command)]));
};

test('the first requests of the landing page work in a shell, one after the other', async () => {
  const db = kyselyOf(gateway.app.services.orm.em);
  const { password_hash: passwordHash } = await db
    .selectFrom('user')
    .where('email', '=', platformAdmin.email)
    .select('password_hash')
    .executeTakeFirstOrThrow();
  await gateway.build.user({ email: 'admin@example.com', passwordHash: passwordHash ?? '', superadmin: true });

  const found = await commands();
  expect([...found.keys()].sort()).toEqual(['log-in', 'graphql', ...dialectNames].sort());
  const script = [...found.values()].map((command) => `${command}\necho`).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
  const answers = stdout.split('\n').filter((line) => line !== '');
  const [scaikey, exd, fullstackhero, lustercms, graphql] = answers.map((line) => JSON.parse(line) as unknown);
  expect(scaikey).toMatchObject({ slug: 'acme-corp' });
  expect(exd).toMatchObject({ tenant: { slug: 'globex' } });
  expect(fullstackhero).toMatchObject({ id: 'initech' });
  expect(lustercms).toMatchObject({ status: 'pending_approval' });
  expect(graphql).toMatchObject({ data: { tenants: { totalCount: 4 } } });
});
