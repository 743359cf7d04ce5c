import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { outcome } from '../../support/scaikey.js';

const mine = '/api/tenants/my-organization/plugins';
const available = '/api/tenants/available-plugins';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

test('GET available-plugins: 200 for whoever has logged in', async () => {
  const member = await gateway.build.member(await gateway.build.tenant(), 'VIEWER');
  expect(outcome(await member.get(available))).toEqual({
    status: 200,
    json: {
      plugins: [
        { id: 'calendar', name: 'Calendar', description: 'Events and appointments.' },
        { id: 'ecommerce', name: 'E-commerce', description: 'A shop with products, baskets and orders.' },
        { id: 'linkedin', name: 'LinkedIn', description: 'Publishing to company pages.' },
      ],
    },
  });
});

test('GET my-organization/plugins: 200 with those of one’s organization, all for superadmins', async () => {
  const tenant = await gateway.build.tenant();
  await gateway.build.account(tenant, { enabledPlugins: ['linkedin', 'ecommerce'] });
  const member = await gateway.build.member(tenant, 'VIEWER');
  expect(outcome(await member.get(mine))).toEqual({ status: 200, json: { plugins: ['ecommerce', 'linkedin'] } });
  const all = { plugins: ['calendar', 'ecommerce', 'linkedin'] };
  expect(outcome(await gateway.superadmin.get(mine))).toEqual({ status: 200, json: all });
});

test('GET my-organization/plugins: resellers choose one of their organizations with X-Organization-ID', async () => {
  const { admin, owner } = await gateway.build.reseller();
  const { id } = await gateway.build.account(await gateway.build.tenant({ adminId: admin.id }), {
    enabledPlugins: ['calendar'],
  });
  const foreign = await gateway.build.account(await gateway.build.tenant(), { enabledPlugins: ['ecommerce'] });
  const asked = async (organization: number) =>
    (await owner.get(mine, { headers: { 'X-Organization-ID': String(organization) } })).json as unknown;
  expect(await asked(id)).toEqual({ plugins: ['calendar'] });
  expect(await asked(foreign.id)).toEqual({ plugins: [] });
});
