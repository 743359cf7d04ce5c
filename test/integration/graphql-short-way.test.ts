import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { json, send, type Reply } from '../support/graphql-http.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
  await gateway.build.tenant({ slug: 'asked-again' });
});
afterAll(() => gateway.stop());

const ask = (body: object, headers: Record<string, string> = {}): Promise<Reply> =>
  send(gateway, { headers: { ...json, ...headers }, body: JSON.stringify(body) });

/** All that a client is told, but for what differs from answer to answer. */
const told = ({ status, headers, text }: Reply) => {
  const { 'x-request-id': id, date, ...rest } = headers;
  expect([id, date]).toEqual([expect.any(String), expect.any(String)]);
  return { status, headers: rest, text };
};

const tenant = 'query Tenant($slug: String!) { tenant(slug: $slug) { id slug displayName admin { name } } }';
const several = 'query One { viewer { role } } query Two { viewer { email } } mutation Three { logout }';
const costly = `query($n: Int) { tenants(first: $n) { nodes { admin { organizations(first: $n) { nodes { id } } } } } }`;
const known = { slug: 'asked-again' };
const none = { Authorization: '' };
const apollo = { Accept: 'application/graphql-response+json,application/json;q=0.9' };

describe('a document that was answered before', () => {
  test.each<[string, object, Record<string, string>?]>([
    ['data', { query: tenant, variables: known }],
    ['data for a client that prefers the newer form', { query: tenant, variables: known }, apollo],
    ['data for a client that says what it is', { query: tenant, variables: known, extensions: { client: 'x' } }],
    ['a stored query that there is not', { query: tenant, variables: known, extensions: { persistedQuery: {} } }],
    ['a form that there is not', { query: tenant, variables: known }, { Accept: 'text/csv' }],
    ['nothing found', { query: tenant, variables: { slug: 'nobody' } }],
    ['nothing found in the newer form', { query: tenant, variables: { slug: 'nobody' } }, apollo],
    ['a variable left out', { query: tenant }],
    ['variables that are null', { query: tenant, variables: null }],
    ['a variable of another type', { query: tenant, variables: { slug: 5 } }],
    ['variables that are a list', { query: tenant, variables: [known] }],
    ['text that cannot be stored', { query: tenant, variables: { slug: '\u0000' } }],
    ['nobody in particular', { query: tenant, variables: known }, none],
    ['a token that is none', { query: tenant, variables: known }, { Authorization: 'Bearer none' }],
    ['one operation of several', { query: several, operationName: 'Two' }],
    ['no operation of several', { query: several }],
    ['an operation without a name', { query: several, operationName: '' }],
    ['an operation that there is not', { query: several, operationName: 'Four' }],
    ['an operation name that is a number', { query: several, operationName: 4 }],
    ['an operation that costs too much', { query: costly, variables: { n: 1000 } }],
    ['a subscription', { query: 'subscription { provisioningUpdated(tenant: "asked-again") { status } }' }],
    ['a mutation that is refused', { query: 'mutation { retryProvisioning(tenant: "nobody") { status } }' }],
    ['a mutation for nobody', { query: 'mutation { retryProvisioning(tenant: "asked-again") { status } }' }, none],
  ])('is answered as it was the first time: %s', async (_, body, headers = {}) => {
    // What was answered once is known, with other variables as well.
    const { query, operationName } = { operationName: undefined, ...body } as Record<string, unknown>;
    await ask({ query, operationName, variables: query === costly ? { n: 1 } : known });
    const again = told(await ask(body, headers));
    // Whatever else a body has is nothing to anybody, and leaves it to Apollo.
    expect(again).toEqual(told(await ask({ ...body, besides: true }, headers)));
  });
});
