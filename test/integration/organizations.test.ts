import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../src/entities/admin.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Person } from '../support/clients.js';
import { organizationAudit } from '../support/rows.js';
import {
  change,
  dataOf,
  everything,
  mutations,
  refusalOf,
  show,
  type OrganizationMutation,
} from '../support/organizations.js';
import { updateTenant } from '../support/tenant-writes.js';

let gateway: TestApp;
let superadmin: Person;
let reseller: Admin;
let owner: Person;
let stranger: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  superadmin = gateway.superadmin;
  ({ admin: reseller, owner } = await gateway.build.reseller());
  ({ owner: stranger } = await gateway.build.reseller());
});
afterAll(() => gateway.stop());

const organization = (fields: Parameters<typeof gateway.build.organization>[0] = {}) =>
  gateway.build.organization({ adminId: reseller.id, ...fields });

const audit = (id: number) => organizationAudit(gateway, id);

const notices = async (person: Person) =>
  (
    await kyselyOf(gateway.app.services.orm.em)
      .selectFrom('notification as n')
      .innerJoin('user as u', 'u.id', 'n.user_id')
      .where('u.public_id', '=', person.userId ?? '')
      .select(['n.type', 'n.title', 'n.message', 'n.data'])
      .orderBy('n.id')
      .execute()
  ).map((row) => ({ ...row }));

describe('giving a tenant an organization', () => {
  const create = (person: Person, tenant: string, input?: unknown) =>
    person.graphql(
      `mutation($tenant: ID!, $input: CreateOrganizationInput) { createOrganization(tenant: $tenant, input: $input) { ${everything} } }`,
      { tenant, input },
    );

  test('takes every limit from the platform settings unless it is given', async () => {
    const tenant = await gateway.build.tenant({ displayName: 'Acme Corp', adminId: reseller.id });
    const made = dataOf(await create(superadmin, tenant.slug));
    expect(made).toEqual({
      id: expect.any(Number),
      name: 'Acme Corp',
      slug: tenant.slug,
      status: 'ACTIVE',
      adminId: reseller.publicId,
      adminNumber: reseller.id,
      customDomain: null,
      databaseName: tenant.databaseName,
      enabledPlugins: [],
      creditLimit: 0,
      creditBalance: 0,
      creditUsed: 0,
      availableCredits: 0,
      storageLimitGb: 10,
      maxUsers: 10,
      bandwidthLimitGb: 100,
    });
    expect((await audit(made['id'])).map(({ action }) => action)).toEqual(['organization.created']);
    expect(refusalOf(await create(superadmin, tenant.slug))).toEqual({
      code: 'CONFLICT',
      reason: 'ORGANIZATION_EXISTS',
    });
  });

  test('takes what is given, and its credits from the platform', async () => {
    const tenant = await gateway.build.tenant();
    const input = {
      customDomain: 'Shop.Example.com',
      enabledPlugins: ['linkedin', 'ecommerce'],
      creditLimit: 500,
      storageLimitGb: 0,
      maxUsers: 3,
      bandwidthLimitGb: 7,
    };
    const made = dataOf(await create(superadmin, tenant.id, input));
    expect(made).toMatchObject({ ...input, customDomain: 'shop.example.com', availableCredits: 500 });
  });

  test('is for superadmins, and for a tenant that exists', async () => {
    const tenant = await gateway.build.tenant({ adminId: reseller.id });
    expect(refusalOf(await create(owner, tenant.id)).code).toBe('FORBIDDEN');
    expect(refusalOf(await create(superadmin, 'never-made')).reason).toBe('TENANT_UNKNOWN');
  });

  test('a tenant shows its organization, and the organization its tenant and reseller', async () => {
    const { tenant, organization: made } = await organization();
    const without = await gateway.build.tenant();
    const query = `query($with: ID!, $without: ID!) {
      with: tenant(id: $with) { organization { id slug tenant { id displayName } admin { id } usage { users { current } } } }
      without: tenant(id: $without) { organization { id } }
    }`;
    const { json } = await superadmin.graphql(query, { with: tenant.id, without: without.id });
    expect(json).toEqual({
      data: {
        with: {
          organization: {
            id: made.id,
            slug: tenant.slug,
            tenant: { id: tenant.id, displayName: tenant.displayName },
            admin: { id: reseller.publicId },
            usage: { users: { current: 0 } },
          },
        },
        without: { organization: null },
      },
    });
  });
});

describe('the list', () => {
  const list = async (person: Person, filter: unknown, page = 'first: 100') =>
    dataOf(
      await person.graphql(
        `query($filter: OrganizationFilter) { organizations(${page}, filter: $filter) { nodes { id slug } totalCount pageInfo { endCursor hasNextPage } } }`,
        { filter },
      ),
    );

  test('has what the viewer may see, newest first, narrowed by filters', async () => {
    const { admin, owner: me } = await gateway.build.reseller();
    const first = await gateway.build.organization({ adminId: admin.id, displayName: 'Blue Whale' });
    const second = await gateway.build.organization({ adminId: admin.id, displayName: '50% Off', status: 'SUSPENDED' });
    const ids = async (person: Person, filter: unknown) =>
      ((await list(person, filter))['nodes'] as { id: number }[]).map(({ id }) => id);
    const both = [second.organization.id, first.organization.id];
    expect(await ids(me, null)).toEqual(both);
    expect(await ids(superadmin, { adminId: admin.publicId })).toEqual(both);
    expect(await ids(superadmin, { adminId: String(admin.id) })).toEqual(both);
    expect(await ids(superadmin, { adminId: '99999999999999999999' })).toEqual([]);
    expect(await ids(me, { status: 'SUSPENDED' })).toEqual([second.organization.id]);
    expect(await ids(me, { status: 'ACTIVE' })).toEqual([first.organization.id]);
    expect(await ids(me, { search: 'wHALe' })).toEqual([first.organization.id]);
    expect(await ids(me, { search: '%' })).toEqual([second.organization.id]);
    expect(await ids(stranger, { adminId: admin.publicId })).toEqual([]);
    const member = await gateway.build.member(first.tenant, 'TENANT_ADMIN');
    expect(await ids(member, null)).toEqual([first.organization.id]);
  });

  test('is walked by cursor and by offset', async () => {
    const { admin, owner: me } = await gateway.build.reseller();
    const made: number[] = [];
    for (let n = 0; n < 3; n += 1)
      made.unshift((await gateway.build.organization({ adminId: admin.id })).organization.id);
    const page = await list(me, null, 'first: 2');
    expect(page).toMatchObject({ nodes: [{ id: made[0] }, { id: made[1] }], totalCount: 3 });
    const rest = await list(me, null, `first: 2, after: "${page['pageInfo'].endCursor}"`);
    expect(rest).toMatchObject({ nodes: [{ id: made[2] }], pageInfo: { hasNextPage: false } });
    expect(await list(me, null, 'first: 2, offset: 1')).toMatchObject({ nodes: [{ id: made[1] }, { id: made[2] }] });
    const foreign = await me.graphql('{ organizations(after: "eA") { nodes { id } } }');
    expect(refusalOf(foreign).code).toBe('INVALID');
    expect(refusalOf(await me.graphql('{ organizations(first: 1001) { totalCount } }')).code).toBe('INVALID');
  });
});

const names = Object.keys(mutations) as OrganizationMutation[];

describe('who may change an organization', () => {
  test.each(names)(
    '%s: another reseller hears what an unknown id hears; so does everybody about a deleted one',
    async (name) => {
      const { tenant, organization: made } = await organization();
      const member = await gateway.build.member((await organization()).tenant, 'TENANT_ADMIN');
      for (const person of name === 'recordUsage' ? [] : [stranger, member]) {
        const foreign = await change(person, name, made.id);
        const missing = await change(person, name, 2_147_483_647);
        expect(refusalOf(foreign)).toEqual({ code: 'NOT_FOUND', reason: 'ORGANIZATION_UNKNOWN' });
        expect(foreign.text).toBe(missing.text);
      }
      await superadmin.graphql('mutation($id: ID!) { deleteTenant(tenant: $id) }', { id: tenant.id });
      expect(refusalOf(await change(superadmin, name, made.id)).code).toBe('NOT_FOUND');
    },
  );

  test.each(names)(
    '%s: its own admins see it and may not do that, its other people do not see it, nobody in particular has to log in',
    async (name) => {
      const { tenant, organization: made } = await organization({ creditLimit: 10 });
      const admin = await gateway.build.member(tenant, 'TENANT_ADMIN');
      expect(refusalOf(await change(admin, name, made.id)).code).toBe('FORBIDDEN');
      const viewer = await gateway.build.member(tenant, 'VIEWER');
      const hidden = name === 'recordUsage' ? 'FORBIDDEN' : 'NOT_FOUND';
      expect(refusalOf(await change(viewer, name, made.id)).code).toBe(hidden);
      expect(refusalOf(await change(anybody(gateway.url), name, made.id)).code).toBe('UNAUTHENTICATED');
      expect(await audit(made.id)).toEqual([]);
      expect(dataOf(await show(superadmin, made.id))).toMatchObject({
        creditLimit: 10,
        maxUsers: 10,
        status: 'ACTIVE',
      });
    },
  );

  test.each(names)('%s: a superadmin may, its reseller may unless it is for the platform alone', async (name) => {
    const { organization: made } = await organization();
    await gateway.build.grant(reseller, 1000);
    const answer = await change(owner, name, made.id);
    if (name === 'recordUsage') {
      expect(refusalOf(answer).code).toBe('FORBIDDEN');
      return;
    }
    expect(dataOf(answer)).toMatchObject({ id: made.id });
    expect(await audit(made.id)).toHaveLength(1);
  });

  test('a reader sees it with NOT_FOUND for whoever may not', async () => {
    const { tenant, organization: made } = await organization();
    const member = await gateway.build.member(tenant, 'TENANT_ADMIN');
    expect(dataOf(await show(member, made.id, 'id admin { id }'))).toEqual({ id: made.id, admin: null });
    expect((await show(stranger, made.id)).text).toBe((await show(stranger, 2_147_483_647)).text);
  });
});

describe('status', () => {
  test('suspending shuts its people out at once, tells them and their reseller, and happens once', async () => {
    const { tenant, organization: made } = await organization({ displayName: 'Acme Corp' });
    const member = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
    const editor = await gateway.build.member(tenant, 'EDITOR');
    expect(dataOf(await show(member, made.id, 'status'))).toEqual({ status: 'ACTIVE' });
    const told = (await notices(owner)).length;

    const suspended = await change(owner, 'setOrganizationStatus', made.id, 'SUSPENDED', 'status tenant { status }');
    expect(dataOf(suspended)).toEqual({ status: 'SUSPENDED', tenant: { status: 'SUSPENDED' } });
    for (const person of [member, editor]) {
      expect(refusalOf(await show(person, made.id, 'status'))).toEqual({
        code: 'FORBIDDEN',
        reason: 'TENANT_DEACTIVATED',
      });
    }
    expect((await notices(owner)).slice(told)).toEqual(await notices(member));
    expect(await notices(editor)).toEqual([]);
    const again = await change(superadmin, 'setOrganizationStatus', made.id, 'SUSPENDED');
    expect(refusalOf(again)).toEqual({ code: 'CONFLICT', reason: 'WRONG_STATE' });

    expect(dataOf(await change(owner, 'setOrganizationStatus', made.id, 'ACTIVE', 'status'))).toEqual({
      status: 'ACTIVE',
    });
    expect(dataOf(await show(member, made.id, 'status'))).toEqual({ status: 'ACTIVE' });
    expect(refusalOf(await change(owner, 'setOrganizationStatus', made.id, 'ACTIVE')).code).toBe('CONFLICT');
    expect((await audit(made.id)).map(({ action, changes }) => [action, changes])).toEqual([
      ['organization.status_changed', { before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } }],
      ['organization.status_changed', { before: { status: 'SUSPENDED' }, after: { status: 'ACTIVE' } }],
    ]);
  });

  const suspensions: [string, (made: { id: number; tenant: string }) => Promise<unknown>][] = [
    ['its organization', ({ id }) => change(superadmin, 'setOrganizationStatus', id, 'SUSPENDED')],
    ['the tenant itself', ({ tenant }) => updateTenant(gateway, tenant, { status: 'SUSPENDED' })],
  ];
  test.each(suspensions)('whoever suspends %s, its admins and its reseller are told, once', async (_name, suspend) => {
    const { owner: above, admin } = await gateway.build.reseller();
    const { tenant, organization: made } = await organization({ adminId: admin.id, displayName: 'Acme Corp' });
    const member = await gateway.build.member(tenant, 'TENANT_ADMIN');
    await suspend({ id: made.id, tenant: tenant.id });
    await updateTenant(gateway, tenant.id, { displayName: 'Renamed' });
    const notice = {
      type: 'tenant.suspended',
      title: 'Tenant suspended',
      message: 'Acme Corp has been suspended',
      data: { tenant_id: tenant.id, slug: tenant.slug, organization_id: made.id },
    };
    for (const person of [member, above]) expect(await notices(person)).toEqual([notice]);
  });

  test('a tenant without an organization has people to tell all the same', async () => {
    const tenant = await gateway.build.tenant();
    const member = await gateway.build.member(tenant, 'TENANT_ADMIN');
    await updateTenant(gateway, tenant.id, { status: 'SUSPENDED' });
    expect(await notices(member)).toMatchObject([{ type: 'tenant.suspended', data: { organization_id: null } }]);
  });

  test('the platform itself is never suspended', async () => {
    const made = await superadmin.graphql('mutation { createOrganization(tenant: "root") { id } }');
    const refused = await change(superadmin, 'setOrganizationStatus', dataOf(made)['id'], 'SUSPENDED');
    expect(refusalOf(refused)).toEqual({ code: 'CONFLICT', reason: 'ROOT_TENANT' });
  });
});
