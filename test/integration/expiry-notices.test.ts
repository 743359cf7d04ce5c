import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Tenant } from '../../src/entities/tenant.js';
import { tellOfExpiry } from '../../src/expiry-notices.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const day = 86_400_000;
const scan = () => tellOfExpiry(gateway.app.services);

let tenant: Tenant;
let admin: Person;
let owner: Person;
beforeEach(async () => {
  const reseller = await gateway.build.reseller();
  owner = reseller.owner;
  tenant = await gateway.build.tenant({ adminId: reseller.admin.id, adminEmail: `${reseller.admin.slug}@example.com` });
  admin = await gateway.build.member(tenant, 'TENANT_ADMIN');
});

const endIn = async (days: number): Promise<string> => {
  const validUntil = new Date(Date.now() + days * day).toISOString();
  const document = 'mutation($t: ID!, $end: DateTime!) { adjustTenantValidity(tenant: $t, validUntil: $end) { id } }';
  const { json } = await gateway.superadmin.graphql(document, { t: tenant.id, end: validUntil });
  expect(json.errors).toBeUndefined();
  return validUntil.slice(0, 10);
};
const inbox = async (person: Person): Promise<string[]> => {
  const { json } = await person.graphql('{ notifications { nodes { type message } } }');
  const lines = (json.data?.notifications.nodes ?? []) as { type: string; message: string }[];
  return lines.map(({ type, message }) => `${type}: ${message}`).reverse();
};
const mails = () => gateway.events.filter((event) => event.type === 'mail' && event.to === tenant.adminEmail);

test('each state is told once, to the tenant’s admins, its reseller’s owner and its own address', async () => {
  const end = await endIn(-1);
  await scan();
  const until = new Date(Date.now() + 6 * day).toISOString().slice(0, 10);
  const line = `tenant.in_grace: The subscription of ${tenant.slug} ended on ${end}. It is served until ${until}.`;
  await scan();
  expect([await inbox(admin), await inbox(owner)]).toEqual([[line], [line]]);
  expect(mails()).toEqual([expect.objectContaining({ text: line.replace(/^.*?: /, '') })]);
});

test('a member who is no admin is not told', async () => {
  const viewer = await gateway.build.member(tenant, 'VIEWER');
  await endIn(3);
  await scan();
  expect(await inbox(viewer)).toEqual([]);
});

test('every state and every end is told of by itself', async () => {
  const types = async (): Promise<string[]> => (await inbox(owner)).map((line) => line.split(':')[0] ?? '');
  await endIn(20);
  await scan();
  expect(await types()).toEqual([]);
  await endIn(6.9);
  await scan();
  await scan();
  await endIn(-0.1);
  await scan();
  await endIn(-8);
  await scan();
  await scan();
  expect(await types()).toEqual(['tenant.expires_soon', 'tenant.in_grace', 'tenant.expired']);
  await endIn(-0.2);
  await scan();
  expect((await types()).slice(3)).toEqual(['tenant.in_grace']);
});

test('several who look at once tell once', async () => {
  await endIn(2);
  await Promise.all([scan(), scan(), scan()]);
  expect(await inbox(owner)).toHaveLength(1);
  expect(mails()).toHaveLength(1);
});

test('of a tenant that is suspended, or has no end, nothing is told', async () => {
  await scan();
  const suspend = 'mutation($t: ID!) { suspendTenant(tenant: $t) { id } }';
  await gateway.superadmin.graphql(suspend, { t: tenant.id });
  const before = await inbox(owner);
  await endIn(1);
  await scan();
  expect(await inbox(owner)).toEqual(before);
});

test('what fails for one tenant holds up no other', async () => {
  await endIn(1);
  const broken = await gateway.build.tenant({ validUntil: new Date(Date.now() + day) });
  const { orm } = gateway.app.services;
  const refuse = `alter table expiry_notice add constraint refused check (tenant_id <> '${broken.id}')`;
  await orm.em.getConnection().execute(refuse);
  await scan();
  await orm.em.getConnection().execute('alter table expiry_notice drop constraint refused');
  expect(await inbox(owner)).toHaveLength(1);
  expect(gateway.events.filter(({ type }) => type === 'expiry-notice-failed')).toHaveLength(1);
});
