import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';

let gateway: TestApp;
let owner: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  const reseller = await gateway.build.reseller();
  ({ owner } = reseller);
  for (let made = 0; made < 9; made += 1) {
    const tenant = await gateway.build.tenant(made % 2 === 0 ? { adminId: reseller.admin.id } : {});
    await gateway.build.organizationOf(tenant);
    if (made % 4 === 2) await gateway.superadmin.graphql(`mutation { deleteTenant(tenant: "${tenant.id}") }`);
    if (made % 3 === 1) await gateway.superadmin.graphql(`mutation { suspendTenant(tenant: "${tenant.id}") { id } }`);
  }
});
afterAll(() => gateway.stop());

const pageOf = async (person: Person, args: string): Promise<readonly number[]> => {
  const { json } = await person.graphql(`{ organizations(${args}) { nodes { id } } }`);
  const { nodes } = json.data.organizations as { nodes: readonly { id: number }[] };
  return nodes.map(({ id }) => id);
};

describe('pages of organizations', () => {
  test.each([
    ['all', ''],
    ['those of one status', 'filter: { status: ACTIVE }'],
  ])('that begin further behind are parts of the same list: %s', async (_, filter) => {
    for (const person of [gateway.superadmin, owner]) {
      const all = await pageOf(person, `first: 50 ${filter}`);
      expect(all.length).toBeGreaterThan(1);
      for (let offset = 0; offset <= all.length; offset += 1) {
        expect(await pageOf(person, `first: 2 offset: ${offset} ${filter}`)).toEqual(all.slice(offset, offset + 2));
      }
    }
  });
});
