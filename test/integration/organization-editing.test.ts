import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../src/entities/admin.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';
import { organizationAudit } from '../support/rows.js';
import { change, dataOf, refusalOf, show } from '../support/organizations.js';

let gateway: TestApp;
let superadmin: Person;
let reseller: Admin;
let owner: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  superadmin = gateway.superadmin;
  ({ admin: reseller, owner } = await gateway.build.reseller());
});
afterAll(() => gateway.stop());

const organization = (fields: Parameters<typeof gateway.build.organization>[0] = {}) =>
  gateway.build.organization({ adminId: reseller.id, ...fields });
const audit = (id: number) => organizationAudit(gateway, id);

describe('editing', () => {
  test('changes what is given and leaves the rest, with one audit row of exactly that', async () => {
    const { tenant, organization: made } = await organization({ displayName: 'Old Name' });
    const input = {
      name: 'New Name',
      customDomain: 'APP.example.com',
      enabledPlugins: ['ecommerce', 'linkedin', 'calendar'],
      creditLimit: 10_000,
      storageLimitGb: 50,
      maxUsers: 100,
      bandwidthLimitGb: 500,
    };
    const changed = dataOf(await change(superadmin, 'updateOrganization', made.id, input));
    expect(changed).toMatchObject({ ...input, customDomain: 'app.example.com', slug: tenant.slug });
    const kept = dataOf(await change(superadmin, 'updateOrganization', made.id, { customDomain: null }));
    expect(kept).toMatchObject({ ...input, customDomain: null });
    const rows = await audit(made.id);
    expect(rows).toEqual([
      {
        action: 'organization.updated',
        admin_id: reseller.id,
        tenant_id: tenant.id,
        changes: {
          before: {
            name: 'Old Name',
            customDomain: null,
            enabledPlugins: [],
            creditLimit: 0,
            storageLimitGb: 10,
            maxUsers: 10,
            bandwidthLimitGb: 100,
          },
          after: { ...input, customDomain: 'app.example.com' },
        },
      },
      {
        action: 'organization.updated',
        admin_id: reseller.id,
        tenant_id: tenant.id,
        changes: { before: { customDomain: 'app.example.com' }, after: { customDomain: null } },
      },
    ]);
  });

  test('a custom domain has one owner, until that is deleted or gives it back', async () => {
    const { tenant, organization: one } = await organization();
    const { organization: other } = await organization();
    dataOf(await change(superadmin, 'updateOrganization', one.id, { customDomain: 'one.example.com' }));
    const taken = () => change(superadmin, 'updateOrganization', other.id, { customDomain: 'ONE.example.com' });
    expect(refusalOf(await taken())).toEqual({ code: 'CONFLICT', reason: 'DOMAIN_TAKEN' });
    await superadmin.graphql('mutation($id: ID!) { deleteTenant(tenant: $id) }', { id: tenant.id });
    expect(dataOf(await taken())).toMatchObject({ customDomain: 'one.example.com' });
  });

  test.each([
    [{ name: '' }, ['name'], 'TOO_SHORT'],
    [{ name: 'x'.repeat(256) }, ['name'], 'TOO_LONG'],
    [{ name: 'a\u0000b' }, ['name'], 'TEXT'],
    [{ name: null }, ['name'], 'TYPE'],
    [{ customDomain: '' }, ['customDomain'], 'FORMAT'],
    [{ customDomain: 'localhost' }, ['customDomain'], 'FORMAT'],
    [{ customDomain: '10.0.0.1' }, ['customDomain'], 'FORMAT'],
    [{ customDomain: 'https://a.example' }, ['customDomain'], 'FORMAT'],
    [{ customDomain: `${'a'.repeat(64)}.example` }, ['customDomain'], 'FORMAT'],
    [{ customDomain: `${'a.'.repeat(130)}example` }, ['customDomain'], 'FORMAT'],
    [{ customDomain: '-a.example' }, ['customDomain'], 'FORMAT'],
    [{ enabledPlugins: ['ecommerce', 'crm'] }, ['enabledPlugins', 1], 'ENUM'],
    [{ enabledPlugins: ['ecommerce', 'ecommerce'] }, ['enabledPlugins'], 'UNIQUE'],
    [{ enabledPlugins: null }, ['enabledPlugins'], 'TYPE'],
    [{ creditLimit: -1 }, ['creditLimit'], 'TOO_SMALL'],
    [{ storageLimitGb: -1 }, ['storageLimitGb'], 'TOO_SMALL'],
    [{ maxUsers: 0 }, ['maxUsers'], 'TOO_SMALL'],
    [{ bandwidthLimitGb: -1 }, ['bandwidthLimitGb'], 'TOO_SMALL'],
  ])('refuses %j and changes nothing', async (input, path, code) => {
    const { organization: made } = await organization();
    const before = await show(superadmin, made.id);
    const answer = await change(superadmin, 'updateOrganization', made.id, { maxUsers: 77, ...input });
    expect(answer.json.errors[0].extensions).toMatchObject({ code: 'INVALID', violations: [{ path, code }] });
    expect((await show(superadmin, made.id)).text).toBe(before.text);
    expect(await audit(made.id)).toEqual([]);
  });

  test('a fault of the credits undoes the rest', async () => {
    const { organization: made } = await organization();
    const before = await show(superadmin, made.id);
    const wish = { name: 'Never', creditLimit: 9_007_199_254_740_991 };
    const refused = await change(owner, 'updateOrganization', made.id, wish);
    expect(refusalOf(refused)).toEqual({ code: 'INVALID', reason: 'POOL_INSUFFICIENT' });
    expect((await show(superadmin, made.id)).text).toBe(before.text);
  });
});
