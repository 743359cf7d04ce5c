import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { dialectNames } from '../../src/rest/endpoint.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { GeneratedClient } from '../support/generated-client.js';
import { platformAdmin } from '../support/people.js';

jest.setTimeout(90_000);

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

/** What the programs are told: where the gateway is, and every kind of credentials. */
const variables = async (): Promise<Record<string, string>> => {
  const { json } = await gateway.superadmin.graphql(
    'mutation { createOAuthClient(input: { name: "Generated", scopes: [ADMIN_WRITE] }) { client { id } secret } }',
  );
  const { client, secret } = json.data.createOAuthClient as { client: { id: string }; secret: string };
  return {
    GATEWAY: gateway.url,
    TOKEN: gateway.superadmin.token ?? '',
    EMAIL: platformAdmin.email,
    PASSWORD: platformAdmin.password,
    CLIENT_ID: client.id,
    CLIENT_SECRET: secret,
  };
};

describe.each(dialectNames)('a client generated from the document of %s', (dialect) => {
  const client = new GeneratedClient(dialect);
  afterAll(() => {
    client.dispose();
  });

  test('compiles, but for the calls that are wrong, each of which the compiler names', async () => {
    const { faults, wrongCalls, wrongLines } = await client.compile();
    expect(faults).toEqual([]);
    expect(new Set(wrongLines).size).toBe(wrongCalls);
    expect(wrongCalls).toBeGreaterThan(5);
  });

  test('completes its story', async () => {
    await client.run(await variables());
  });
});
