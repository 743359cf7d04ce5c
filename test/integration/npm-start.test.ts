import { existsSync, globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { anybody } from '../support/clients.js';
import { startArguments } from '../support/npm-start.js';
import { Processes } from '../support/processes.js';
import { emptyDatabase, serverUrl, type ServerDatabase } from '../support/template.js';

jest.setTimeout(120_000);

const processes = new Processes();
let database: ServerDatabase | undefined;
let url: string;

beforeAll(async () => {
  if (serverUrl !== undefined) database = await emptyDatabase();
  const gateway = processes.start({
    DATA_DIR: processes.directory(),
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: 'correct horse battery',
    ...(database ? { DATABASE_URL: database.url } : {}),
  });
  url = await gateway.url();
});

afterAll(async () => {
  await processes.dispose();
  await database?.drop();
});

const get = (path: string): Promise<Response> => fetch(`${url}${path}`);

describe('what npm start runs', () => {
  test('is the bundle, with what it leaves outside', async () => {
    expect(startArguments.at(-1)).toBe('dist/bundle/main.js');
    expect(existsSync('dist/bundle/main.js')).toBe(true);
    expect((await get('/health/ready')).status).toBe(200);
  });

  test('is text of one byte for each character, which V8 keeps as such', () => {
    const files = globSync('dist/bundle/*.js');
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => /[^\0-\x7f]/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  test('answers over GraphQL, with types that have their names', async () => {
    const { json } = await anybody(url).graphql(
      'mutation { login(email: "admin@example.com", password: "correct horse battery") { user { __typename role } } }',
    );
    expect(json).toEqual({ data: { login: { user: { __typename: 'Viewer', role: 'SUPERADMIN' } } } });
  });

  test('answers over REST', async () => {
    const login = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'admin@example.com', password: 'correct horse battery' }),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const tenants = await fetch(`${url}/api/v1/admin/tenants`, { headers: { Authorization: `Bearer ${token}` } });
    expect([login.status, tenants.status]).toEqual([200, 200]);
  });

  test.each(['/graphiql', '/docs/exd'])('serves %s with every file of it', async (path) => {
    const page = await (await get(path)).text();
    const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(3);
    const statuses = await Promise.all(
      files.map(async (file) => {
        const response = await get(file);
        await response.arrayBuffer();
        return [file, response.status];
      }),
    );
    expect(statuses).toEqual(files.map((file) => [file, 200]));
  });
});
