import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Answer } from '../../support/clients.js';
import { collection, outcome, partnerPath, refused, tenantPath } from '../../support/scaikey.js';
import { form, Registrations } from '../../support/registrations.js';

let gateway: TestApp;
let registrations: Registrations;
beforeAll(async () => {
  gateway = await startTestApp();
  registrations = new Registrations(gateway);
});
afterAll(() => gateway.stop());

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const full = refused(409, 'Partner tenant limit reached');

const partnerWith = async (maxTenants: number): Promise<Admin> => (await gateway.build.reseller({ maxTenants })).admin;
const create = ({ publicId }: Admin, name = 'Tenant', more: object = {}) =>
  gateway.superadmin.post(collection, { name, slug: `limited-${(made += 1)}`, partner_id: publicId, ...more });
const patch = (id: string, body: object) => gateway.superadmin.request('PATCH', tenantPath(id), { body });
const held = async ({ publicId }: Admin): Promise<unknown> =>
  (await gateway.superadmin.get(`${collection}?partner_id=${publicId}`)).json.total;
const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).sort();
let made = 0;

/** `201` where it was made, by whichever API, and `409` where the partner was full. */
const viaGraphQL = async ({ publicId }: Admin): Promise<number> => {
  const { json } = await gateway.superadmin.graphql(
    'mutation($input: CreateTenantInput!) { createTenant(input: $input) { id } }',
    { input: { displayName: 'By GraphQL', slug: `limited-${(made += 1)}`, adminId: publicId } },
  );
  if (!json.errors) return 201;
  expect(json.errors[0].extensions).toEqual({ code: 'CONFLICT', reason: 'ADMIN_TENANT_LIMIT' });
  return 409;
};

/** Companies that came under a partner, ready to be provisioned. */
const approvedUnder = async ({ publicId }: Admin): Promise<number> => {
  const id = await registrations.submit(form({ adminId: publicId }));
  expect((await registrations.approve(id)).json.errors).toBeUndefined();
  return id;
};
const provision = async (id: number): Promise<number> => {
  const { json } = await registrations.provision(id);
  if (!json.errors) return 201;
  expect(json.errors[0].extensions).toEqual({ code: 'CONFLICT', reason: 'ADMIN_TENANT_LIMIT' });
  return 409;
};

describe('a partner has no more tenants than its limit', () => {
  test('the one beyond it is 409, and nothing is made', async () => {
    const partner = await partnerWith(2);
    for (const name of ['One', 'Two']) expect((await create(partner, name)).status).toBe(201);
    expect(outcome(await create(partner, 'Three'))).toEqual(full);
    expect(await viaGraphQL(partner)).toBe(409);
    expect(await held(partner)).toBe(2);
  });

  test('a limit of 0 is none at all', async () => {
    expect(outcome(await create(await partnerWith(0)))).toEqual(full);
  });

  test('suspended tenants count, deleted ones do not', async () => {
    const partner = await partnerWith(1);
    const { json } = await create(partner, 'Suspended', { status: 'SUSPENDED' });
    expect(outcome(await create(partner))).toEqual(full);
    expect((await patch(json.id, { status: 'ACTIVE' })).status).toBe(200);
    await gateway.superadmin.request('DELETE', tenantPath(json.id));
    expect((await create(partner)).status).toBe(201);
  });

  test('a limit below what is there takes nothing away and lets nothing in, until it is raised', async () => {
    const partner = await partnerWith(3);
    const tenants = [await create(partner), await create(partner)];
    const limit = (max_tenants: number | null) =>
      gateway.superadmin.request('PATCH', partnerPath(partner.publicId), { body: { max_tenants } });
    expect((await limit(1)).status).toBe(200);
    expect(await held(partner)).toBe(2);
    await gateway.superadmin.request('DELETE', tenantPath(tenants[0]!.json.id));
    expect(outcome(await create(partner))).toEqual(full);
    expect((await patch(tenants[1]!.json.id, { name: 'Kept', partner_id: partner.publicId })).status).toBe(200);
    await limit(2);
    expect((await create(partner)).status).toBe(201);
    await limit(null);
    expect(statuses(await Promise.all(times(3, () => create(partner))))).toEqual([201, 201, 201]);
  });

  test('the limit of the platform’s own partner holds for tenants that name none, in every API', async () => {
    const { id } = (await gateway.superadmin.get('/api/v1/admin/partners/?search=platform')).json.items[0];
    await gateway.superadmin.request('PATCH', partnerPath(id), { body: { max_tenants: 1 } });
    expect(outcome(await gateway.superadmin.post(collection, { name: 'Homeless' }))).toEqual(full);
    const sso = { slug: 'homeless', login_mode: 'sso', sso_provider: 'x' };
    expect((await gateway.superadmin.post('/exd/api/v1/tenants', sso)).status).toBe(409);
    await gateway.superadmin.request('PATCH', partnerPath(id), { body: { max_tenants: null } });
    expect((await gateway.superadmin.post('/exd/api/v1/tenants', sso)).status).toBe(201);
  });
});

describe('of many who come at once only as many get in', () => {
  test('creating: 3 of 10', async () => {
    const partner = await partnerWith(3);
    const answers = await Promise.all(times(10, () => create(partner)));
    expect(statuses(answers)).toEqual([...Array<number>(3).fill(201), ...Array<number>(7).fill(409)]);
    for (const answer of answers) if (answer.status === 409) expect(outcome(answer)).toEqual(full);
    expect(await held(partner)).toBe(3);
  });

  test('provisioning registrations: 2 of 5, and the others may be repeated', async () => {
    const partner = await partnerWith(2);
    const requests = [];
    for (let count = 0; count < 5; count += 1) requests.push(await approvedUnder(partner));
    const codes = await Promise.all(requests.map(provision));
    expect([...codes].sort()).toEqual([201, 201, 409, 409, 409]);
    expect(await held(partner)).toBe(2);
    const left = requests[codes.indexOf(409)]!;
    expect(await registrations.request(left)).toEqual({ status: 'APPROVED' });
    await gateway.superadmin.request('PATCH', partnerPath(partner.publicId), { body: { max_tenants: 3 } });
    expect(await provision(left)).toBe(201);
  });

  test('being transferred: 2 of 6', async () => {
    const partner = await partnerWith(2);
    const tenants = [];
    for (let count = 0; count < 6; count += 1) tenants.push(await gateway.build.tenant());
    const answers = await Promise.all(tenants.map(({ id }) => patch(id, { partner_id: partner.publicId })));
    expect(statuses(answers)).toEqual([200, 200, 409, 409, 409, 409]);
    expect(await held(partner)).toBe(2);
  });

  test('all ways together, while others leave: never more than there is room for', async () => {
    const partner = await partnerWith(4);
    const elsewhere = await partnerWith(10);
    const leaving = [await create(partner), await create(partner)].map(({ json }) => json.id as string);
    const outside = [await gateway.build.tenant(), await gateway.build.tenant()];
    const requests = [await approvedUnder(partner), await approvedUnder(partner)];
    const codes = await Promise.all([
      ...times(3, async () => (await create(partner)).status),
      ...times(3, () => viaGraphQL(partner)),
      ...requests.map(provision),
      ...outside.map(async ({ id }) => (await patch(id, { partner_id: partner.publicId })).status),
      ...leaving.map(async (id) => ((await patch(id, { partner_id: elsewhere.publicId })).status === 200 ? 0 : -1)),
    ]);
    expect(codes.slice(-2)).toEqual([0, 0]);
    const came = codes.slice(0, -2).filter((code) => code < 300).length;
    expect(await held(partner)).toBe(came);
    expect(came).toBeGreaterThanOrEqual(2);
    expect(came).toBeLessThanOrEqual(4);
    expect(await held(elsewhere)).toBe(2);
  });

  test('two partners who swap their tenants do not wait for each other for ever', async () => {
    const [one, other] = [await partnerWith(5), await partnerWith(5)];
    const ones = times(4, () => create(one));
    const others = times(4, () => create(other));
    const [from, to] = [await Promise.all(ones), await Promise.all(others)];
    const answers = await Promise.all([
      ...from.map(({ json }) => patch(json.id, { partner_id: other.publicId })),
      ...to.map(({ json }) => patch(json.id, { partner_id: one.publicId })),
    ]);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(((await held(one)) as number) + ((await held(other)) as number)).toBe(8);
    for (const partner of [one, other]) expect(await held(partner)).toBeLessThanOrEqual(5);
  });
});

describe('a registration under a partner that is deleted meanwhile', () => {
  test('goes on as one of a company that came by itself', async () => {
    const partner = await partnerWith(5);
    const id = await approvedUnder(partner);
    expect((await gateway.superadmin.request('DELETE', partnerPath(partner.publicId))).status).toBe(204);
    const { json } = await registrations.provision(id);
    expect(json.errors).toBeUndefined();
    expect(json.data.provisionRegistration.admin.id).not.toBe(partner.publicId);
    const late = await registrations.register(form({ adminId: partner.publicId }));
    expect(late.json.errors[0].extensions.violations).toMatchObject([{ path: ['adminId'] }]);
  });
});
