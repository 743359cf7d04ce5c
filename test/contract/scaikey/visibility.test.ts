import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import { Admin as AdminEntity } from '../../../src/entities/admin.js';
import { Tenant } from '../../../src/entities/tenant.js';
import { User } from '../../../src/entities/user.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person } from '../../support/clients.js';
import { rowCounts } from '../../support/rows.js';
import { collection, essence, neverGiven, outcome, refused, tenantPath } from '../../support/scaikey.js';

let gateway: TestApp;
let partner: { admin: Admin; owner: Person };
let own: Tenant;
let sibling: Tenant;
let foreign: Tenant;
let people: Record<'partner' | 'tenantAdmin' | 'editor' | 'viewer' | 'stranger', Person>;

beforeAll(async () => {
  gateway = await startTestApp();
  const { build } = gateway;
  partner = await build.reseller();
  own = await build.tenant({ adminId: partner.admin.id, createdAt: new Date('2026-05-02') });
  sibling = await build.tenant({ adminId: partner.admin.id, createdAt: new Date('2026-05-01') });
  foreign = await build.tenant();
  people = {
    partner: partner.owner,
    tenantAdmin: await build.member(own, 'TENANT_ADMIN'),
    editor: await build.member(own, 'EDITOR'),
    viewer: await build.member(own, 'VIEWER'),
    stranger: await signIn(await build.user()),
  };
});
afterAll(() => gateway.stop());

const signIn = async ({ publicId, email }: User): Promise<Person> => {
  const claims = { sub: publicId, email: email ?? '', role: 'test' };
  const token = await gateway.app.services.tokens.issue(claims, new Date(Date.now() + 600_000));
  return new Person(gateway.url, token, publicId);
};

const forbidden = refused(403, 'Insufficient permissions');
const notFound = refused(404, 'Tenant not found');

const calls = (id: string): [method: string, path: string, body?: object][] => [
  ['GET', collection],
  ['POST', collection, { name: 'Mine' }],
  ['GET', tenantPath(id)],
  ['PATCH', tenantPath(id), { name: 'Mine' }],
  ['DELETE', tenantPath(id)],
];

/** Everything but the audit log, where a refused write is put on record. */
const rowsBesideAudit = async () => ({ ...(await rowCounts(gateway)), audit_log: undefined });

/** What somebody gets to hear for each of the five calls on a tenant; nothing may change. */
const hears = async (person: Person, id: string) => {
  const before = await rowsBesideAudit();
  const answers = [];
  for (const [method, path, body] of calls(id)) {
    answers.push(outcome(await person.request(method, path, body ? { body } : {})));
  }
  expect(await rowsBesideAudit()).toEqual(before);
  return answers;
};

const shown = async (tenant: Tenant) => outcome(await gateway.superadmin.get(tenantPath(tenant.id)));
const listed = (...items: unknown[]) => ({
  status: 200,
  json: { items, total: items.length, page: 1, per_page: 20, pages: 1 },
});

describe('who sees what', () => {
  test('a superadmin sees and changes everything', async () => {
    const { json } = await gateway.superadmin.get(collection);
    const ids = (json.items as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([own.id, sibling.id, foreign.id]));
    expect(await gateway.superadmin.request('PATCH', tenantPath(foreign.id), { body: { name: 'F' } })).toMatchObject({
      status: 200,
    });
  });

  test('a partner reads its own tenants and writes none', async () => {
    const { json } = await shown(own);
    const list = listed(json, (await shown(sibling)).json);
    expect(await hears(people.partner, own.id)).toEqual([list, forbidden, { status: 200, json }, forbidden, forbidden]);
    expect(await hears(people.partner, foreign.id)).toEqual([list, forbidden, notFound, notFound, notFound]);
  });

  test('a tenant admin reads their own tenant and writes none', async () => {
    const { json } = await shown(own);
    const list = listed(json);
    const { tenantAdmin } = people;
    expect(await hears(tenantAdmin, own.id)).toEqual([list, forbidden, { status: 200, json }, forbidden, forbidden]);
    expect(await hears(tenantAdmin, sibling.id)).toEqual([list, forbidden, notFound, notFound, notFound]);
  });

  test.each(['editor', 'viewer', 'stranger'] as const)('a %s may do nothing here', async (who) => {
    expect(await hears(people[who], own.id)).toEqual(Array.from({ length: 5 }, () => forbidden));
    expect(await hears(people[who], foreign.id)).toEqual(Array.from({ length: 5 }, () => forbidden));
  });

  test('nobody in particular is asked to log in', async () => {
    const asked = Array.from({ length: 5 }, () => refused(401, 'Not authenticated'));
    expect(await hears(anybody(gateway.url), own.id)).toEqual(asked);
    expect(await hears(anybody(gateway.url), neverGiven)).toEqual(asked);
  });

  test('filters and totals know nothing of what is hidden', async () => {
    const { owner } = partner;
    for (const query of [`search=${foreign.id}`, `search=${foreign.slug}`, 'search=root', 'page=2']) {
      expect((await owner.get(`${collection}?${query}`)).json).toMatchObject({ items: [] });
    }
    expect((await owner.get(`${collection}?search=${foreign.slug}`)).json.total).toBe(0);
  });
});

describe('what cannot be seen cannot be told from what never was', () => {
  test.each(['GET', 'PATCH', 'DELETE'])('%s of a foreign, a deleted and a never given id', async (method) => {
    const deleted = await gateway.build.tenant({ adminId: partner.admin.id });
    await gateway.superadmin.request('DELETE', tenantPath(deleted.id));
    const options = method === 'PATCH' ? { body: { name: 'X', slug: 'other', partner_id: 'prt_none' } } : {};
    for (const person of [people.partner, people.tenantAdmin]) {
      const never = essence(await person.request(method, tenantPath(neverGiven), options));
      expect(never.text).toBe('{"detail":"Tenant not found"}');
      for (const id of [foreign.id, deleted.id, foreign.slug]) {
        expect(essence(await person.request(method, tenantPath(id), options))).toEqual(never);
      }
    }
  });
});

describe('a suspension bites with the next request', () => {
  test('of a user', async () => {
    const user = await gateway.build.user();
    await gateway.build.join(own, user, 'TENANT_ADMIN');
    const person = await signIn(user);
    expect((await person.get(collection)).status).toBe(200);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, user.id)).status = 'SUSPENDED';
    });
    const answer = await person.get(collection);
    expect(outcome(answer)).toEqual(refused(401, 'Invalid or expired token'));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('of their tenant', async () => {
    const tenant = await gateway.build.tenant();
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN');
    expect((await person.get(tenantPath(tenant.id))).status).toBe(200);
    await gateway.superadmin.request('PATCH', tenantPath(tenant.id), { body: { status: 'SUSPENDED' } });
    expect(outcome(await person.get(tenantPath(tenant.id)))).toEqual(refused(403, 'Tenant is suspended'));
    expect(outcome(await person.get(collection))).toEqual(refused(403, 'Tenant is suspended'));
    await gateway.superadmin.request('PATCH', tenantPath(tenant.id), { body: { status: 'ACTIVE' } });
    expect((await person.get(tenantPath(tenant.id))).status).toBe(200);
  });

  test('of an expired tenant', async () => {
    const tenant = await gateway.build.tenant({ validUntil: new Date('2020-01-01') });
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN');
    expect(outcome(await person.get(collection))).toEqual(refused(403, 'Tenant subscription has expired'));
  });

  test('of a partner', async () => {
    const { admin, owner } = await gateway.build.reseller();
    expect((await owner.get(collection)).status).toBe(200);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(AdminEntity, admin.id)).status = 'SUSPENDED';
    });
    expect((await owner.get(collection)).status).toBe(403);
  });

  test('of one tenant leaves the others of the same admin', async () => {
    const [kept, lost] = [await gateway.build.tenant(), await gateway.build.tenant()];
    const user = await gateway.build.user();
    await gateway.build.join(kept, user, 'TENANT_ADMIN');
    await gateway.build.join(lost, user, 'TENANT_ADMIN');
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, lost.id)).changeStatus('SUSPENDED');
    });
    const person = await signIn(user);
    expect((await person.get(collection)).json.items).toEqual([(await shown(kept)).json]);
    expect(outcome(await person.get(tenantPath(lost.id)))).toEqual(notFound);
  });
});
