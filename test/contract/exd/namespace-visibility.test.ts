import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, type Answer } from '../../support/clients.js';
import { expectFailure, notAllowed, path, tenantNotFound } from '../../support/exd.js';
import { rowCounts } from '../../support/rows.js';

let gateway: TestApp;
const people = new Map<string, Person>();
const sso = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;

/* The tenants alpha, of a reseller, and beta, whose people are known by their e-mail domain; each with one namespace. */
beforeAll(async () => {
  gateway = await startTestApp();
  const { build } = gateway;
  const north = await build.reseller();
  const alpha = await build.tenant({ slug: 'alpha', adminId: north.admin.id, login: sso });
  const beta = await build.tenant({ slug: 'beta', login: { mode: 'EMAIL_DOMAIN', emailDomain: 'beta.example' } });
  const closed = await build.tenant({ slug: 'closed', adminId: north.admin.id });
  for (const tenant of [alpha, beta, closed]) await build.namespace(tenant, 'flags');
  people.set('superadmin', gateway.superadmin);
  people.set('tenant admin', await build.member(alpha, 'TENANT_ADMIN'));
  people.set('reseller', north.owner);
  people.set('editor', await build.member(alpha, 'EDITOR'));
  people.set('viewer', await build.member(alpha, 'VIEWER'));
  people.set('member of beta', await build.member(beta, 'VIEWER'));
  people.set('foreign reseller', (await build.reseller()).owner);
  people.set('admin of closed', await build.member(closed, 'TENANT_ADMIN'));
  people.set('token of the installation', await build.apiToken('ADMIN'));
  people.set('token of alpha', await build.apiToken('TENANT', alpha));
  people.set('token of a namespace', await build.apiToken('WRITE', alpha));
  people.set('anonymous', anybody(gateway.url));
});
afterAll(() => gateway.stop());

let made = 0;

/** The four calls on a tenant's namespaces; what the writing ones act on is made for them. */
const calls: Readonly<Record<string, (person: Person, tenant: string) => Promise<Answer>>> = {
  list: (person, tenant) => person.get(`${path}/${tenant}/namespaces`),
  read: (person, tenant) => person.get(`${path}/${tenant}/namespaces/flags`),
  create: (person, tenant) => person.post(`${path}/${tenant}/namespaces`, { slug: `made-${(made += 1)}` }),
  delete: async (person, tenant) => {
    const slug = `doomed-${(made += 1)}`;
    await gateway.superadmin.post(`${path}/${tenant}/namespaces`, { slug });
    return person.request('DELETE', `${path}/${tenant}/namespaces/${slug}`);
  },
};

type Outcome = 'writes' | 'reads' | 'hidden' | 'nothing' | 'nobody';

const outcomes: [who: string, alpha: Outcome, beta: Outcome][] = [
  ['superadmin', 'writes', 'writes'],
  ['tenant admin', 'writes', 'hidden'],
  ['reseller', 'reads', 'hidden'],
  ['editor', 'reads', 'hidden'],
  ['viewer', 'reads', 'hidden'],
  ['member of beta', 'hidden', 'writes'],
  ['foreign reseller', 'hidden', 'hidden'],
  ['admin of closed', 'hidden', 'hidden'],
  ['token of the installation', 'writes', 'writes'],
  ['token of alpha', 'writes', 'hidden'],
  ['token of a namespace', 'nothing', 'nothing'],
  ['anonymous', 'nobody', 'nobody'],
];

const good: Readonly<Record<string, number>> = { list: 200, read: 200, create: 201, delete: 204 };

const rows = outcomes.flatMap(([who, alpha, beta]) =>
  Object.keys(calls).flatMap((call) => [
    [who, call, 'alpha', alpha] as const,
    [who, call, 'beta', beta] as const,
    ...['closed', 'never-existed'].map(
      (tenant) => [who, call, tenant, alpha === 'nobody' || alpha === 'nothing' ? alpha : 'hidden'] as const,
    ),
  ]),
);

describe('who may what with namespaces', () => {
  test.each(rows)('%s: %s in %s', async (who, call, tenant, outcome) => {
    const answer = await calls[call]!(people.get(who)!, tenant);
    if (outcome === 'hidden') expectFailure(answer, 404, tenantNotFound);
    else if (outcome === 'nothing') expectFailure(answer, 403, notAllowed);
    else if (outcome === 'nobody') expectFailure(answer, 401, { code: 'unauthorized', message: 'Log in first.' });
    else if (outcome === 'reads' && good[call] !== 200) {
      expectFailure(answer, 403, { code: 'forbidden', message: 'You may not do this to this tenant.' });
    } else expect(answer.status).toBe(good[call]);
  });
});

test('a token of a namespace dies with it', async () => {
  const { json } = await gateway.superadmin.post(`${path}/alpha/namespaces`, { slug: 'short-lived' });
  expect(json.namespace.slug).toBe('short-lived');
  const body = { type: 'read', name: 'reader', tenant: 'alpha', namespace: 'short-lived' };
  const { secret } = (await gateway.superadmin.post('/api/v1/tokens', body)).json;
  const token = new Person(gateway.url, secret as string, undefined);
  expectFailure(await calls['list']!(token, 'alpha'), 403, notAllowed);
  await gateway.superadmin.request('DELETE', `${path}/alpha/namespaces/short-lived`);
  expect((await calls['list']!(token, 'alpha')).status).toBe(401);
});

test('what cannot be a slug names nothing, in the bytes of what never was', async () => {
  const before = await rowCounts(gateway);
  const { id } = (await gateway.superadmin.graphql('{ tenant(slug: "alpha") { id } }')).json.data.tenant;
  for (const tenant of [id, '%00', 'ALPHA', "a'%20or%201=1"]) {
    for (const call of ['list', 'read'] as const) {
      expectFailure(await calls[call]!(gateway.superadmin, tenant), 404, tenantNotFound);
    }
  }
  for (const namespace of ['%00', 'FLAGS', '9', '%F0%9F%98%80', 'x'.repeat(64)]) {
    for (const method of ['GET', 'DELETE']) {
      const answer = await gateway.superadmin.request(method, `${path}/alpha/namespaces/${namespace}`);
      expectFailure(answer, 404, { code: 'not_found', message: 'Namespace not found.' });
    }
  }
  expect(await rowCounts(gateway)).toEqual(before);
});

test('a page of the namespaces of several tenants is one of each, with its own total', async () => {
  const { build } = gateway;
  const { owner, admin } = await build.reseller();
  for (const slug of ['one', 'two']) {
    const tenant = await build.tenant({ slug, adminId: admin.id });
    for (const end of ['a', 'b', 'c']) await build.namespace(tenant, `${slug}-${end}`);
  }
  await build.tenant({ slug: 'none', adminId: admin.id });
  const document = `query($first: Int, $after: String) { tenants(orderBy: [{ field: SLUG }]) { nodes { slug namespaceCount
    all: namespaces { totalCount nodes { slug } }
    page: namespaces(first: $first, after: $after) { totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage } } } } }`;
  const { json } = await owner.graphql(document, { first: 1, after: Buffer.from('one-b').toString('base64url') });
  const page = (slugs: string[], totalCount: number, hasNextPage: boolean) => ({
    totalCount,
    nodes: slugs.map((slug) => ({ slug })),
    pageInfo: { hasNextPage, hasPreviousPage: true },
  });
  const all = (...slugs: string[]) => ({ totalCount: slugs.length, nodes: slugs.map((slug) => ({ slug })) });
  expect(json.data.tenants.nodes).toEqual([
    { slug: 'none', namespaceCount: 0, all: all(), page: page([], 0, false) },
    { slug: 'one', namespaceCount: 3, all: all('one-a', 'one-b', 'one-c'), page: page(['one-c'], 3, false) },
    { slug: 'two', namespaceCount: 3, all: all('two-a', 'two-b', 'two-c'), page: page(['two-a'], 3, true) },
  ]);
});
