import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { isObjectType } from 'graphql';
import { deprecate, type Deprecation } from '../../src/deprecations.js';
import { withDeprecations } from '../../src/rest/deprecated.js';
import { exd } from '../../src/rest/exd/index.js';
import { restRouter } from '../../src/rest/mount.js';
import { documentOf } from '../../src/rest/openapi/document.js';
import type { Port } from '../../src/rest/port.js';
import { buildGatewaySchema, printGatewaySchema } from '../../src/schema.js';

const going: Deprecation = { since: '2027-01-01', sunset: '2027-07-01', instead: 'Use something else.' };
const staying: Deprecation = { since: '2027-01-01', instead: 'Use something else.' };
const words = 'Use something else. Deprecated since 2027-01-01; may be gone from 2027-07-01 on.';

describe('a field of the schema that is deprecated', () => {
  const built = () => buildGatewaySchema();

  test('says so to whoever reads the schema', () => {
    const schema = deprecate(built(), {
      'Tenant.plan': going,
      'TenantFilter.search': staying,
      'TenantStatus.DELETED': going,
    });
    const printed = printGatewaySchema(schema);
    expect(printed).toMatch(new RegExp(`^  plan: String @deprecated\\(reason: "${words}"\\)$`, 'm'));
    expect(printed).toMatch(
      /^ {2}search: String @deprecated\(reason: "Use something else\. Deprecated since 2027-01-01\."\)$/m,
    );
    expect(printed).toMatch(new RegExp(`^  DELETED @deprecated\\(reason: "${words}"\\)$`, 'm'));
    const type = schema.getType('Tenant');
    expect(isObjectType(type) && type.getFields()['slug']?.deprecationReason).toBeUndefined();
  });

  test('must be there', () => {
    expect(() => deprecate(built(), { 'Tenant.nothing': going })).toThrow('Tenant.nothing');
  });
});

describe('an endpoint that is deprecated', () => {
  const table = {
    'exd DELETE /api/v1/tokens/{token_id}': going,
    'exd GET /api/v1/tenants/{tenant}': staying,
    'scaikey POST /oauth/token': going,
  };
  const dialect = withDeprecations(exd, table);

  /** Whoever comes is let in, and is answered with what this says. */
  const port = (data: unknown): Port => ({
    authenticate: () => Promise.resolve({ subject: 'somebody', graceDaysLeft: null }),
    prepare: () => undefined,
    refusal: () => undefined,
    denied: () => Promise.resolve(),
    allows: () => true,
    run: () => Promise.resolve(data as never),
    runOnce: () => Promise.resolve({ data: data as never, isRepeated: false }),
  });

  const server = createServer(
    express().use(
      restRouter([dialect], {
        port: port({ revokeApiToken: true, tenant: null }),
        routing: { hosts: new Map(), fallback: 'exd' },
        rateMultiplier: 0,
        newRequestId: () => '01HV5XK1EFQT8N3JRDCP7MW04A',
        observe: () => undefined,
      }),
    ),
  );
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const ask = async (method: string, path: string) => {
    const { status, headers } = await fetch(`${url}${path}`, { method });
    return [status, headers.get('Deprecation'), headers.get('Sunset')];
  };

  test('says since when, and until when, with whatever it answers', async () => {
    expect(await ask('DELETE', '/api/v1/tokens/tok_1')).toEqual([204, '@1798761600', 'Thu, 01 Jul 2027 00:00:00 GMT']);
    expect(await ask('GET', '/exd/api/v1/tenants/acme')).toEqual([404, '@1798761600', null]);
  });

  test('is alone in that', async () => {
    expect(await ask('GET', '/api/v1/tokens?limit=x')).toEqual([400, null, null]);
  });

  test('says so in its document, which tells of the headers', () => {
    /* eslint-disable @typescript-eslint/no-explicit-any -- a document is JSON of many shapes */
    const { paths, components } = documentOf(dialect) as any;
    const operation = paths['/api/v1/tokens/{token_id}'].delete;
    expect(operation).toMatchObject({ deprecated: true, 'x-sunset': '2027-07-01' });
    expect(operation.description).toContain(words);
    for (const response of Object.values<any>(operation.responses)) {
      expect(Object.keys(response.headers as object)).toEqual(expect.arrayContaining(['Deprecation', 'Sunset']));
    }
    expect(components.headers).toHaveProperty('Sunset');
    expect(paths['/api/v1/tenants/{tenant}'].get).toMatchObject({ deprecated: true });
    expect(paths['/api/v1/tokens'].get).not.toHaveProperty('deprecated');
  });

  test('must be there', () => {
    expect(() => withDeprecations(exd, { 'exd GET /nothing': going })).toThrow('GET /nothing');
  });
});
