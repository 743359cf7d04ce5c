import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { signInAs, type Person } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

interface Gain {
  readonly person: Person;
  readonly give: () => Promise<unknown>;
  /** What the person is from then on. */
  readonly role: string;
}

const act = async (field: string): Promise<void> => {
  const { json } = await gateway.superadmin.graphql(`mutation { ${field} }`);
  expect(json.errors).toBeUndefined();
};

const somebody = async () => {
  const user = await gateway.build.user();
  return { user, person: await signInAs(gateway.app, user.email!) };
};

const gains: Readonly<Record<string, () => Promise<Gain>>> = {
  'is made a tenant admin': async () => {
    const { user, person } = await somebody();
    const tenant = await gateway.build.tenant();
    const give = () => act(`grantTenantAdmin(tenant: "${tenant.id}", userId: "${user.publicId}") { role }`);
    return { person, give, role: 'TENANT_ADMIN' };
  },
  'is given a reseller': async () => {
    const { user, person } = await somebody();
    const { admin } = await gateway.build.reseller();
    return { person, give: () => act(`assignAdminOwner(admin: ${admin.id}, user: ${user.id}) { id }`), role: 'ADMIN' };
  },
  'is made a superadmin behind the APIs’ back': async () => {
    const { user, person } = await somebody();
    const statement = `update "user" set platform_role = 'SUPERADMIN' where id = ${user.id}`;
    const give = () =>
      gateway.build.change(async (em) => {
        await em.getConnection().execute(statement, [], 'run', em.getTransactionContext());
      });
    return { person, give, role: 'SUPERADMIN' };
  },
};

const roleOf = async (person: Person): Promise<unknown> => {
  const { json } = await person.graphql('{ viewer { role } }');
  return json.data.viewer.role;
};

describe('whoever', () => {
  test.each(Object.entries(gains))('%s is that with the very next request', async (_name, arrange) => {
    for (let times = 0; times < 5; times += 1) {
      const { person, give, role } = await arrange();
      expect(await roleOf(person)).toBe('MEMBER');
      await give();
      expect(await roleOf(person)).toBe(role);
    }
  });
});

test('requests of one moment read their viewer once', async () => {
  const { person } = await somebody();
  const viewers = () => gateway.statements.filter((text) => text.includes('as session_age')).length;
  await person.graphql('{ viewer { role } }');
  const before = viewers();
  const began = performance.now();
  for (let times = 0; times < 10; times += 1) await person.graphql('{ viewer { role } }');
  const moments = Math.ceil((performance.now() - began) / 500) + 1;
  expect(viewers() - before).toBeLessThanOrEqual(moments);
});
