import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Person } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const mine = async (person: Person, organization?: number): Promise<string[]> => {
  const headers = organization === undefined ? {} : { 'X-Organization-ID': String(organization) };
  const { json } = await person.post('/graphql', { query: '{ myPlugins { key } }' }, { headers });
  return (json.data.myPlugins as { key: string }[]).map(({ key }) => key);
};

test('the catalogue is for whoever has logged in', async () => {
  const member = await gateway.build.member(await gateway.build.tenant(), 'VIEWER');
  const query = '{ availablePlugins { key name description } }';
  expect((await member.graphql(query)).json.data.availablePlugins).toEqual([
    { key: 'calendar', name: 'Calendar', description: 'Events and appointments.' },
    { key: 'ecommerce', name: 'E-commerce', description: 'A shop with products, baskets and orders.' },
    { key: 'linkedin', name: 'LinkedIn', description: 'Publishing to company pages.' },
  ]);
  expect((await anybody(gateway.url).graphql(query)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect((await anybody(gateway.url).graphql('{ myPlugins { key } }')).json.errors[0].extensions.code).toBe(
    'UNAUTHENTICATED',
  );
});

test('one’s own are those of one’s organization, in the catalogue’s order; superadmins have all', async () => {
  const { admin, owner } = await gateway.build.reseller();
  const tenant = await gateway.build.tenant({ adminId: admin.id });
  const account = await gateway.build.account(tenant, { enabledPlugins: ['linkedin', 'calendar', 'withdrawn'] });
  const other = await gateway.build.tenant();
  const foreign = await gateway.build.account(other, { enabledPlugins: ['ecommerce'] });
  const member = await gateway.build.member(tenant, 'VIEWER');
  expect(await mine(member)).toEqual(['calendar', 'linkedin']);
  expect(await mine(member, foreign.id)).toEqual(['calendar', 'linkedin']);
  expect(await mine(gateway.superadmin)).toEqual(['calendar', 'ecommerce', 'linkedin']);
  expect(await mine(gateway.superadmin, foreign.id)).toEqual(['calendar', 'ecommerce', 'linkedin']);
  expect(await mine(owner)).toEqual([]);
  expect(await mine(owner, account.id)).toEqual(['calendar', 'linkedin']);
  expect(await mine(owner, foreign.id)).toEqual([]);
});

test('somebody whose tenant has no organization has none', async () => {
  expect(await mine(await gateway.build.member(await gateway.build.tenant(), 'TENANT_ADMIN'))).toEqual([]);
});
