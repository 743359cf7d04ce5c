import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectRefused, json, preflight, query, send, type Sent } from '../support/graphql-http.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const viewer = '{"query":"{ viewer { role } }"}';
const answered = { data: { viewer: { role: 'SUPERADMIN' } } };

describe('requests that cannot be read', () => {
  test.each<[string, number, Sent]>([
    ['bad JSON', 400, { body: '{"query": ' }],
    ['a JSON text', 400, { body: '"{ viewer { role } }"' }],
    ['a JSON null', 400, { body: 'null' }],
    ['no body', 400, {}],
    ['an empty object', 400, { body: '{}' }],
    ['a query that is a number', 400, { body: '{"query": 5}' }],
    ['an empty query', 400, { body: '{"query": ""}' }],
    ['variables that are a text', 400, { body: '{"query": "{ viewer { role } }", "variables": "{}"}' }],
    ['variables that are a list', 400, { body: '{"query": "{ viewer { role } }", "variables": []}' }],
    ['an operation name that is a number', 400, { body: '{"query": "{ viewer { role } }", "operationName": 4}' }],
    ['a batch', 400, { body: `[${viewer}]` }],
    ['a batch of two', 400, { body: `[${viewer},${viewer}]` }],
    [
      'a body of more than 256 kB',
      413,
      { body: JSON.stringify({ query: '{ viewer { role } }', variables: { x: 'x'.repeat(262_144) } }) },
    ],
    ['plain text', 400, { headers: { 'Content-Type': 'text/plain' }, body: viewer }],
    ['no content type', 400, { headers: {}, body: viewer }],
    ['a form', 400, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'query={viewer{role}}' }],
    ['a multipart form', 400, { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x--' }],
    ['application/graphql', 400, { headers: { 'Content-Type': 'application/graphql' }, body: '{ viewer { role } }' }],
    ['an unknown charset', 415, { headers: { 'Content-Type': 'application/json; charset=klingon' }, body: viewer }],
    ['a body that is no gzip', 400, { headers: { ...json, 'Content-Encoding': 'gzip' }, body: viewer }],
    ['PUT', 405, { method: 'PUT', body: viewer }],
    ['DELETE', 405, { method: 'DELETE' }],
    [
      'a GET that a page of another site could make',
      400,
      { method: 'GET', path: '/graphql?query={viewer{role}}', headers: { Authorization: '' } },
    ],
    ['a GET without a query', 400, { method: 'GET', headers: preflight }],
    [
      'a GET with two queries',
      400,
      { method: 'GET', path: '/graphql?query={viewer{role}}&query={viewer{id}}', headers: preflight },
    ],
    [
      'a GET with bad variables',
      400,
      { method: 'GET', path: '/graphql?query={viewer{role}}&variables=x', headers: preflight },
    ],
    [
      'a mutation by GET',
      405,
      { method: 'GET', path: '/graphql?query=mutation{deleteTenant(tenant:"root")}', headers: preflight },
    ],
    ['a POST that takes only HTML', 406, { headers: { ...json, Accept: 'text/html' }, body: viewer }],
  ])('%s', async (_name, status, sent) => {
    expectRefused(await send(gateway, sent), status);
  });
});

describe('requests that can', () => {
  test.each<[string, Sent]>([
    ['POST', { body: viewer }],
    [
      'POST in UTF-16',
      { headers: { 'Content-Type': 'application/json; charset=utf-16' }, body: Buffer.from(viewer, 'utf16le') },
    ],
    ['GET', { method: 'GET', path: '/graphql?query={viewer{role}}', headers: {} }],
    ['GET with Apollo’s header', { method: 'GET', path: '/graphql?query={viewer{role}}', headers: preflight }],
    [
      'GET with variables and a name',
      {
        method: 'GET',
        path: '/graphql?query=query A($s:Boolean!){viewer{role id @skip(if:$s)}}&operationName=A&variables={"s":true}'
          .replaceAll(' ', '%20')
          .replaceAll('"', '%22'),
        headers: preflight,
      },
    ],
    ['a media type of its own', { headers: { ...json, Accept: 'application/graphql-response+json' }, body: viewer }],
    ['a browser’s fetch', { headers: { ...json, Accept: '*/*' }, body: viewer }],
  ])('%s', async (_name, sent) => {
    const reply = await send(gateway, sent);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, answered]);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.id).toMatch(/^[0-9A-Z]{26}$/);
  });

  test('a request that only partly succeeds is answered with 200 and both', async () => {
    const reply = await query(gateway, '{ viewer { role } tenant(slug: "nobody") { id } }');
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toEqual({
      data: { viewer: { role: 'SUPERADMIN' }, tenant: null },
      errors: [
        {
          message: 'Tenant not found.',
          locations: [{ line: 1, column: 19 }],
          path: ['tenant'],
          extensions: { code: 'NOT_FOUND', reason: 'TENANT_UNKNOWN' },
        },
      ],
    });
  });

  test('two requests have two ids', async () => {
    expect((await send(gateway, { body: viewer })).id).not.toBe((await send(gateway, { body: viewer })).id);
  });
});

describe('a fault of ours', () => {
  test('says nothing but a request id, which the log knows', async () => {
    const db = kyselyOf(gateway.app.services.orm.em);
    await sql`alter table namespace rename to hidden_away`.execute(db);
    try {
      const {
        status,
        json: body,
        headers,
      } = await gateway.superadmin.graphql('{ tenants { nodes { namespaceCount } } }');
      const requestId = headers.get('x-request-id');
      expect(status).toBe(200);
      expect(body).toEqual({
        data: null,
        errors: [
          {
            message: 'An unexpected error occurred.',
            locations: expect.any(Array),
            path: expect.any(Array),
            extensions: { code: 'INTERNAL', requestId },
          },
        ],
      });
      expect(gateway.events.filter(({ type }) => type === 'failed')).toMatchObject([{ requestId, api: 'graphql' }]);
    } finally {
      await sql`alter table hidden_away rename to namespace`.execute(db);
    }
  });
});
