import { sql } from 'kysely';
import { Admin } from '../../src/entities/admin.js';
import { LoginSession } from '../../src/entities/login-session.js';
import type { Namespace } from '../../src/entities/namespace.js';
import { Notification } from '../../src/entities/notification.js';
import { OAuthClient } from '../../src/entities/oauth-client.js';
import type { Organization } from '../../src/entities/organization.js';
import { PartnerGroup } from '../../src/entities/partner-group.js';
import { Provisioning, ProvisioningStep } from '../../src/entities/provisioning.js';
import { RegistrationRequest } from '../../src/entities/registration-request.js';
import { Tenant } from '../../src/entities/tenant.js';
import { setCreditLimit } from '../../src/ledger.js';
import { kyselyOf, type EntityManager } from '../../src/orm.js';
import type { TestApp } from './app.js';
import type { Person } from './clients.js';
import { numberOf } from './notices.js';

/** A reseller with everything there can be below and around one, at least one row of each table. */
export interface Estate {
  readonly admin: Admin;
  readonly suspendedAdmin: Admin;
  readonly reseller: Person;
  readonly tenant: Tenant;
  readonly suspendedTenant: Tenant;
  /** One without an organization. */
  readonly bareTenant: Tenant;
  readonly organization: Organization;
  readonly namespace: Namespace;
  readonly tenantAdmin: Person;
  readonly editor: Person;
  readonly apiToken: Person;
  readonly group: PartnerGroup;
  readonly client: OAuthClient;
  readonly pending: RegistrationRequest;
  readonly approved: RegistrationRequest;
  /** A line in the inbox of the tenant admin. */
  readonly notification: Notification;
}

let count = 0;

const newRequest = (adminId: number): RegistrationRequest => {
  count += 1;
  const absent = { contactName: null, phone: null, utmSource: null, utmMedium: null, utmCampaign: null };
  const name = `estate-${count}`;
  const names = { companyName: name, desiredOrgName: name, desiredOrgSlug: name };
  return RegistrationRequest.submit({ ...absent, ...names, adminId, email: `${name}@example.com`, passwordHash: 'x' });
};

const notificationFor = (em: EntityManager, user: number): Notification =>
  em.create(Notification, { user, type: 'test', title: 'x', message: 'x', data: {}, createdAt: new Date() });

/** What belongs to a user who is logged in. */
const addSession = async (em: EntityManager, user: number): Promise<void> => {
  const session = LoginSession.open(user, null, null);
  await em.persist(session).flush();
  const db = kyselyOf(em);
  await sql`
    insert into refresh_token (token_hash, session_id, expires_at, created_at)
    values (${`hash of ${session.id}`}, ${session.id}, now() + interval '1 day', now())`.execute(db);
  await sql`insert into known_address (user_id, address, seen_at) values (${user}, '192.0.2.1', now())`.execute(db);
};

/** What belongs to nobody's tenant. */
const addStrays = async (em: EntityManager): Promise<OAuthClient> => {
  count += 1;
  const db = kyselyOf(em);
  await sql`insert into slug_hold (slug, email, until) values (${`held-${count}`}, 'x', now() + interval '1 day')`.execute(
    db,
  );
  await sql`insert into idempotency_record (id, fingerprint, effect, created_at) values (gen_random_uuid(), 'x', '{}', now())`.execute(
    db,
  );
  const client = OAuthClient.create({ secretHash: 'x', name: 'x', scopes: ['admin:read'] });
  em.persist(client);
  return client;
};

/** What an organization has used. */
const addUsage = async (em: EntityManager, { id }: Organization): Promise<void> => {
  const db = kyselyOf(em);
  await sql`
    insert into bandwidth_period (organization_id, period, used_bytes) values (${id}, '2026-01', 1)`.execute(db);
  await sql`
    insert into usage_report (organization_id, idempotency_key, report, created_at)
    values (${id}, 'x', '{}', now())`.execute(db);
};

const tenantsOf = async ({ build }: TestApp, adminId: number) => ({
  tenant: await build.tenant({ adminId }),
  suspendedTenant: await build.tenant({ adminId, status: 'SUSPENDED' }),
  bareTenant: await build.tenant({ adminId }),
});

const newReseller = async ({ build }: TestApp): Promise<Pick<Estate, 'admin' | 'reseller'>> => {
  const { admin, owner: reseller } = await build.reseller();
  return { admin, reseller };
};

/** @param beside an estate of the same reseller, if it shall be a part of theirs */
export const buildEstate = async (gateway: TestApp, beside?: Estate): Promise<Estate> => {
  const { build } = gateway;
  const { admin, reseller } = beside ?? (await newReseller(gateway));
  await build.grant(admin, 1_000);
  const tenants = await tenantsOf(gateway, admin.id);
  const { tenant } = tenants;
  const organization = await build.organizationOf(tenant);
  await build.move((tx) =>
    setCreditLimit(tx, organization.id, 10, { adminId: admin.id }, { actorId: null, reason: null }),
  );
  const namespace = await build.namespace(tenant);
  const tenantAdmin = await build.member(tenant, 'TENANT_ADMIN');
  await build.join(tenant, await build.user(), 'TENANT_ADMIN');
  const editor = await build.member(tenant, 'EDITOR');
  const apiToken = await build.apiToken('TENANT', tenant);
  const user = await numberOf(gateway, tenantAdmin);
  count += 1;
  const suspendedAdmin = Admin.create({ name: 'Suspended', slug: `estate-${count}` });
  suspendedAdmin.suspend('test');
  const group = PartnerGroup.create({ name: `Estate ${count}`, description: null, creditDiscountPercent: 0 });
  const [pending, approved] = [newRequest(admin.id), newRequest(admin.id)];
  approved.approve(null, {});
  const made: { notification?: Notification; client?: OAuthClient } = {};
  await build.change(async (em) => {
    made.notification = notificationFor(em, user);
    const attempt = Provisioning.create(tenant.id, null);
    attempt.status = 'FAILED';
    await em.persist([attempt, suspendedAdmin, group, pending, approved]).flush();
    em.persist(ProvisioningStep.create(attempt.id, 'DATABASE'));
    await addSession(em, user);
    await addUsage(em, organization);
    made.client = await addStrays(em);
  });
  const { notification, client } = made as Required<typeof made>;
  const people = { reseller, tenantAdmin, editor, apiToken };
  return {
    ...people,
    ...tenants,
    admin,
    suspendedAdmin,
    organization,
    namespace,
    group,
    pending,
    approved,
    notification,
    client,
  };
};
