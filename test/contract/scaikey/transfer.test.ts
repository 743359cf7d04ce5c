import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Person } from '../../support/clients.js';
import { booksOf, poolOf } from '../../support/ledger.js';
import { change } from '../../support/organizations.js';
import { collection, outcome, refused, tenantPath } from '../../support/scaikey.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterEach(async () => {
  expect(await booksOf(gateway.app)).toEqual([]);
});
afterAll(() => gateway.stop());

/** Two partners, and a tenant of the first with an organization, a namespace and a login mode. */
const setUp = async () => {
  const [old, heir] = [await gateway.build.reseller(), await gateway.build.reseller()];
  await gateway.build.grant(old.admin, 100);
  const login = { mode: 'SSO', ssoProvider: 'acme-oidc' } as const;
  const { tenant, organization } = await gateway.build.organization({ adminId: old.admin.id, login });
  await gateway.build.namespace(tenant, 'flags');
  return { old, heir, tenant, organization };
};
type Scene = Awaited<ReturnType<typeof setUp>>;

const hand = ({ tenant }: Scene, to: Scene['heir']) =>
  gateway.superadmin.request('PATCH', tenantPath(tenant.id), { body: { partner_id: to.admin.publicId } });
const raise = (person: Person, { organization }: Scene, creditLimit: number) =>
  change(person, 'setOrganizationCreditLimit', organization.id, { creditLimit }, 'creditLimit');

/** What somebody sees of the tenant, on every surface that shows one. */
const sightings = async (person: Person, { tenant, organization }: Scene): Promise<Record<string, boolean>> => {
  const seen = async (path: string): Promise<boolean> => (await person.get(path)).status === 200;
  const graphql = await person.graphql(
    `query($tenant: ID!, $id: Int!) { tenant(id: $tenant) { id } organization(id: $id) { id }
       tenants(filter: { search: "${tenant.id}" }) { totalCount } }`,
    { tenant: tenant.id, id: organization.id },
  );
  const { data } = graphql.json;
  return {
    read: await seen(tenantPath(tenant.id)),
    listed: (await person.get(`${collection}?search=${tenant.id}`)).json.total === 1,
    exd: await seen(`/exd/api/v1/tenants/${tenant.slug}`),
    namespaces: await seen(`/exd/api/v1/tenants/${tenant.slug}/namespaces`),
    lustercms: await seen(`/api/tenants/organizations/${organization.id}/detail`),
    graphql: data.tenant !== null && data.organization !== null,
    total: data.tenants.totalCount === 1,
  };
};

const everywhere = (value: boolean) =>
  Object.fromEntries(
    ['read', 'listed', 'exd', 'namespaces', 'lustercms', 'graphql', 'total'].map((place) => [place, value]),
  );

describe('a tenant that is handed to another partner', () => {
  test('is gone from the old one’s sight at once, and in the new one’s', async () => {
    const scene = await setUp();
    const { old, heir } = scene;
    expect(await sightings(old.owner, scene)).toEqual(everywhere(true));
    expect(await sightings(heir.owner, scene)).toEqual(everywhere(false));
    expect((await hand(scene, heir)).json.partner_id).toBe(heir.admin.publicId);
    expect(await sightings(old.owner, scene)).toEqual(everywhere(false));
    expect(await sightings(heir.owner, scene)).toEqual(everywhere(true));
    await hand(scene, old);
    expect(await sightings(old.owner, scene)).toEqual(everywhere(true));
    expect(await sightings(heir.owner, scene)).toEqual(everywhere(false));
  });

  test('is put on record with both partners, once', async () => {
    const scene = await setUp();
    await hand(scene, scene.heir);
    const { json } = await gateway.superadmin.graphql(
      'query($id: String!) { auditLogs(filter: { targetId: $id }) { nodes { action changes } } }',
      { id: scene.tenant.id },
    );
    expect(json.data.auditLogs.nodes).toEqual([
      {
        action: 'tenant.updated',
        changes: { before: { admin: scene.old.admin.id }, after: { admin: scene.heir.admin.id } },
      },
    ]);
  });

  test('keeps its credits; what the old partner paid stays theirs, wherever it goes', async () => {
    const scene = await setUp();
    const { old, heir } = scene;
    await gateway.build.grant(heir.admin, 50);
    await raise(old.owner, scene, 60);
    await hand(scene, heir);
    await raise(heir.owner, scene, 80);
    expect((await poolOf(gateway.app, heir.admin.id)).balance).toBe(30);
    await raise(heir.owner, scene, 0);
    expect((await poolOf(gateway.app, heir.admin.id)).balance).toBe(50);
    expect(await poolOf(gateway.app, old.admin.id)).toEqual({ balance: 40, granted: 100, distributed: 60 });
    await hand(scene, old);
    await raise(old.owner, scene, 10);
    await raise(old.owner, scene, 0);
    expect((await poolOf(gateway.app, old.admin.id)).balance).toBe(40);
  });

  test('while the old one spends on it: each raise is wholly before or not at all', async () => {
    for (let round = 0; round < 3; round += 1) {
      const scene = await setUp();
      const { old, heir } = scene;
      const raises = [5, 10, 15, 20, 25].map((limit) => raise(old.owner, scene, limit));
      const [moved, ...answers] = await Promise.all([hand(scene, heir), ...raises]);
      expect(moved.status).toBe(200);
      const codes = answers.map(({ json }) => String(json.errors?.[0].extensions.code ?? 'ok'));
      for (const code of codes) expect(['ok', 'NOT_FOUND']).toContain(code);
      expect(await poolOf(gateway.app, heir.admin.id)).toEqual({ balance: 0, granted: 0, distributed: 0 });
      const { balance, distributed } = await poolOf(gateway.app, old.admin.id);
      expect(balance + distributed).toBe(100);
      expect((await raise(old.owner, scene, 30)).json.errors[0].extensions.code).toBe('NOT_FOUND');
    }
  });
});

describe('a transfer that fails', () => {
  test.each(['prt_0000000000000000', 'nonsense'])('to %s leaves everything as it was', async (partner_id) => {
    const scene = await setUp();
    const before = (await gateway.superadmin.get(tenantPath(scene.tenant.id))).text;
    const body = { partner_id, name: 'Changed' };
    const answer = await gateway.superadmin.request('PATCH', tenantPath(scene.tenant.id), { body });
    expect(outcome(answer)).toEqual(refused(404, 'Partner not found'));
    expect((await gateway.superadmin.get(tenantPath(scene.tenant.id))).text).toBe(before);
  });

  test('to a deleted partner is to an unknown one', async () => {
    const scene = await setUp();
    await gateway.superadmin.request('DELETE', `/api/v1/admin/partners/${scene.heir.admin.publicId}`);
    expect(outcome(await hand(scene, scene.heir))).toEqual(refused(404, 'Partner not found'));
    expect(await sightings(scene.old.owner, scene)).toEqual(everywhere(true));
  });

  test('by a partner is forbidden, and stays so for whom it would benefit', async () => {
    const scene = await setUp();
    const request = (person: Person) =>
      person.request('PATCH', tenantPath(scene.tenant.id), { body: { partner_id: scene.heir.admin.publicId } });
    expect(outcome(await request(scene.old.owner))).toEqual(refused(403, 'Insufficient permissions'));
    expect(outcome(await request(scene.heir.owner))).toEqual(refused(404, 'Tenant not found'));
  });
});
