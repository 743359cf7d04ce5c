import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, rawRequest } from '../../support/clients.js';
import { path } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp({
    DEFAULT_DIALECT: 'fullstackhero',
    API_HOSTS: 'exd.example.com=exd, FSH.example.com=fullstackhero',
  });
});
afterAll(() => gateway.stop());

const dialectAt = async (host: string, headers: Record<string, string> = {}, at = path) => {
  const answer = await rawRequest(gateway.url, { method: 'GET', path: at, headers: { Host: host, ...headers } });
  expect(answer.status).toBe(401);
  return answer.headers['x-api-dialect'];
};

describe('API_HOSTS', () => {
  test.each(['exd.example.com', 'EXD.example.com', 'exd.example.com:8443'])('%s is exd’s', async (host) => {
    expect(await dialectAt(host)).toBe('exd');
    expect(await dialectAt(host, { 'X-Api-Dialect': 'fullstackhero', tenant: 'root' })).toBe('exd');
    expect(await dialectAt(host, { 'X-Api-Dialect': 'nonsense' })).toBe('exd');
    expect(await dialectAt(host, {}, `${path}?pageNumber=1`)).toBe('exd');
  });

  test('one that is named in capitals is found as well', async () => {
    expect(await dialectAt('fsh.example.com', {}, `${path}?limit=1`)).toBe('fullstackhero');
  });

  test('the prefix beats the host', async () => {
    expect(await dialectAt('fsh.example.com', {}, `/exd${path}`)).toBe('exd');
  });
});

describe('DEFAULT_DIALECT', () => {
  test('answers what nothing else decides', async () => {
    for (const query of ['', '?LIMIT=10', '?limit=1&pageNumber=1', '?page=2&per_page=5']) {
      expect(await dialectAt('other.example.com', {}, path + query)).toBe('fullstackhero');
    }
  });

  test('leaves to exd what is exd’s', async () => {
    for (const rest of ['?limit=10', '/acme']) {
      expect(await dialectAt('other.example.com', {}, path + rest)).toBe('exd');
    }
  });

  test('refuses a dialect that there is not in its own words', async () => {
    const answer = await anybody(gateway.url).get(path, { headers: { 'X-Api-Dialect': 'nonsense' } });
    expect([answer.status, answer.headers.get('X-Api-Dialect')]).toEqual([400, 'fullstackhero']);
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  });
});
