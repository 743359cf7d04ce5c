import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dialects } from '../../../src/rest/dialects.js';
import { documentOf } from '../../../src/rest/openapi/document.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody } from '../../support/clients.js';
import { expectDocumented, type Exchange } from '../../support/documents.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp({ CORS_ORIGINS: 'https://app.example' });
});
afterAll(() => gateway.stop());

describe.each(dialects)('$name', (dialect) => {
  const committed = readFileSync(`docs/openapi/${dialect.name}.json`, 'utf8');

  test('has the committed document; `npm run emit` writes it', () => {
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(documentOf(dialect))));
  });

  test('serves it to anybody, scripts of other sites included', async () => {
    const answer = await anybody(gateway.url).get(`/openapi/${dialect.name}.json`, {
      headers: { Origin: 'https://app.example' },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual(JSON.parse(committed));
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
  });

  const operations = dialect.endpoints.map(({ method, path }) => [method, path] as const);

  test('names each operation once', () => {
    const ids = dialect.endpoints.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.each(operations)(
    '%s %s: every parameter, body and answer has words, a schema and an example',
    (method, path) => {
      /* eslint-disable @typescript-eslint/no-explicit-any -- a document is JSON of many shapes */
      const document = JSON.parse(committed);
      const resolve = (part: any): any =>
        part?.$ref
          ? (part.$ref as string)
              .slice(2)
              .split('/')
              .reduce((value: any, step) => value[step], document)
          : part;
      const { description, parameters, requestBody, responses } = document.paths[path][method.toLowerCase()];
      expect(description).toMatch(/^[A-Z].*\.$/s);
      for (const parameter of parameters) {
        expect(parameter).toEqual(expect.objectContaining({ schema: expect.anything(), example: expect.anything() }));
        expect(parameter.description).toMatch(/\.$/);
      }
      const bodies = Object.values<any>(responses).map(resolve);
      for (const { description: words, content } of [...bodies, ...(requestBody ? [requestBody] : [])]) {
        expect(words).toMatch(/\S/);
        for (const { schema, example, examples } of Object.values<any>(content ?? {})) {
          expect(schema).toBeDefined();
          expect(example ?? Object.values<any>(examples ?? {})[0]?.value).toBeDefined();
        }
      }
    },
  );
});

describe('an answer that is not as its document says fails its test', () => {
  const body = { id: 1, name: 'Gold', description: null, credit_discount_percent: 0 };
  const times = { created_at: '2026-05-01T10:00:00Z', updated_at: '2026-05-01T10:00:00Z' };
  const answered = (more: Partial<Exchange> & { headers?: Record<string, string>; json?: unknown }) => {
    const { headers = {}, json = { ...body, ...times }, ...rest } = more;
    const all: Record<string, string> = {
      'x-api-dialect': 'lustercms',
      'content-type': 'application/json',
      ...headers,
    };
    return () => {
      expectDocumented({
        ...{ method: 'PUT', path: '/api/tenants/partner-groups/1', status: 200, text: JSON.stringify(json) },
        ...{ header: (name: string) => all[name.toLowerCase()] ?? null, ...rest },
      });
    };
  };

  test('and one that is does not', () => {
    expect(answered({})).not.toThrow();
    expect(answered({ path: '/lustercms/api/tenants/partner-groups/1/?x=1' })).not.toThrow();
  });

  test.each<[string, RegExp, Parameters<typeof answered>[0]]>([
    ['a status', /no such status/, { status: 202 }],
    ['a member too many', /additional properties/, { json: { ...body, ...times, secret: '' } }],
    ['a member too few', /updated_at/, { json: { ...body, created_at: times.created_at } }],
    ['another type', /must be integer/, { json: { ...body, ...times, id: '1' } }],
    ['another format', /date-time/, { json: { ...body, ...times, created_at: 'yesterday' } }],
    ['a header', /X-Total-Count/, { headers: { 'x-total-count': '1' } }],
    ['a media type', /no text\/html/, { headers: { 'content-type': 'text/html' } }],
    ['no body', /missing/, { text: '' }],
    [
      'a body where there is none',
      /no application\/json/,
      { headers: { 'x-api-dialect': 'scaikey' }, method: 'DELETE', path: '/api/v1/admin/tenants/tnt_0', status: 204 },
    ],
    ['an operation', /no such operation/, { method: 'PATCH' }],
  ])('%s', (_, words, more) => {
    expect(answered(more)).toThrow(words);
  });
});
