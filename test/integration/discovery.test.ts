import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, rawRequest, type Answer, type RequestOptions } from '../support/clients.js';

const documents = [
  '/.well-known/jwks.json',
  '/.well-known/oauth-authorization-server',
  ...['scaikey', 'lustercms', 'exd', 'fullstackhero'].map((name) => `/openapi/${name}.json`),
];

let gateway: TestApp;
let named: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
  named = await startTestApp({ TOKEN_ISSUER: 'https://id.example.com/tenants' });
});
afterAll(async () => {
  await gateway.stop();
  await named.stop();
});

const get = (path: string, options?: RequestOptions): Promise<Answer> => anybody(gateway.url).get(path, options);

describe.each(documents)('%s', (path) => {
  test('may be kept for five minutes by anybody, and is not sent twice', async () => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const tag = headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    // Not with fetch, which asks for a fresh answer whenever a condition is given.
    const ask = (condition: string) =>
      rawRequest(gateway.url, { method: 'GET', path, headers: { 'If-None-Match': condition } });
    const again = await ask(tag);
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', tag]);
    expect((await ask('"another"')).status).toBe(200);
  });

  test('needs no credentials and looks at none', async () => {
    expect((await get(path, { headers: { Authorization: 'Bearer nonsense' } })).text).toBe((await get(path)).text);
  });

  test('has a head and nothing to write', async () => {
    const { status, text } = await anybody(gateway.url).request('HEAD', path);
    expect([status, text]).toEqual([200, '']);
    expect((await anybody(gateway.url).post(path, {})).status).toBe(404);
  });
});

describe('the metadata of the authorization server', () => {
  test('leads to the address that was asked where the issuer is no address', async () => {
    const { json } = await get('/.well-known/oauth-authorization-server');
    expect(json).toMatchObject({ issuer: 'tenantry', jwks_uri: `${gateway.url}/.well-known/jwks.json` });
  });

  test('leads to the issuer’s address where it is one, also from behind the path that RFC 8414 asks for', async () => {
    const plain = await anybody(named.url).get('/.well-known/oauth-authorization-server');
    expect(plain.json).toMatchObject({
      issuer: 'https://id.example.com/tenants',
      jwks_uri: 'https://id.example.com/.well-known/jwks.json',
    });
    const inserted = await anybody(named.url).get('/.well-known/oauth-authorization-server/tenants');
    expect(inserted.text).toBe(plain.text);
    expect((await anybody(named.url).get('/.well-known/oauth-authorization-server/others')).status).toBe(404);
  });

  test('is served whatever the host header holds', async () => {
    const answer = await rawRequest(gateway.url, {
      method: 'GET',
      path: '/.well-known/oauth-authorization-server',
      headers: { Host: 'a"b' },
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ issuer: 'tenantry' });
  });
});
