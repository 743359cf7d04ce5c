import type { App } from '../../src/app.js';
import { newApiToken } from '../../src/auth/api-tokens.js';
import { clientClaims } from '../../src/auth/clients.js';
import { hashSecret } from '../../src/auth/secret-hash.js';
import { Admin } from '../../src/entities/admin.js';
import { ApiToken, type ApiTokenKind } from '../../src/entities/api-token.js';
import { OAuthClient, type ClientScope } from '../../src/entities/oauth-client.js';
import { Organization, type Limits } from '../../src/entities/organization.js';
import { Namespace } from '../../src/entities/namespace.js';
import { storeName } from '../../src/entities/store-name.js';
import { TenantMembership, type TenantRole } from '../../src/entities/tenant-membership.js';
import { Tenant, type NewTenant } from '../../src/entities/tenant.js';
import { User } from '../../src/entities/user.js';
import { grantToPool, setCreditLimit } from '../../src/ledger.js';
import { kyselyOf, type EntityManager } from '../../src/orm.js';
import type { Write } from '../../src/write.js';
import { Person, signInAs } from './clients.js';

const why = { actorId: null, reason: null };

let count = 0;
const unique = (word: string): string => `${word}-${(count += 1).toString(36)}`;

/** Puts rows into the database directly, each with whatever the test does not care about made up. */
export class Build {
  constructor(private readonly app: App) {}

  private save<Entity extends object>(make: (em: EntityManager) => Promise<Entity> | Entity): Promise<Entity> {
    return this.app.services.orm.em.fork({ useContext: true }).transactional(async (em) => {
      const entity = await make(em);
      em.persist(entity);
      return entity;
    });
  }

  user(fields: { email?: string; passwordHash?: string; superadmin?: boolean } = {}): Promise<User> {
    return this.save(() => User.create({ email: `${unique('user')}@example.com`, ...fields }));
  }

  /** A reseller, and whoever owns it. */
  async reseller(fields: { name?: string; maxTenants?: number } = {}): Promise<{ admin: Admin; owner: Person }> {
    const user = await this.user();
    const name = fields.name ?? unique('reseller');
    const admin = await this.save(() => Admin.create({ slug: unique('reseller'), ownerId: user.id, ...fields, name }));
    return { admin, owner: await signInAs(this.app, user.email ?? '') };
  }

  /** A tenant without any attempt to provision it. */
  tenant(fields: Partial<NewTenant> & { createdAt?: Date } = {}): Promise<Tenant> {
    const { createdAt, ...given } = fields;
    const slug = given.slug ?? unique('tenant');
    return this.save(async (em) => {
      const adminId = given.adminId ?? (await em.findOneOrFail(Admin, { platform: true })).id;
      const databaseName = await storeName(kyselyOf(em), slug);
      const tenant = Tenant.create({ displayName: slug, ...given, slug, adminId, databaseName });
      if (createdAt) tenant.createdAt = createdAt;
      return tenant;
    });
  }

  /** A new tenant with its commercial account; its credits are the platform's. */
  async organization(
    fields: Partial<NewTenant> & Partial<Limits> & { creditLimit?: number } = {},
  ): Promise<{ tenant: Tenant; organization: Organization }> {
    const { storageLimitGb = 10, maxUsers = 10, bandwidthLimitGb = 100, creditLimit = 0, ...given } = fields;
    const tenant = await this.tenant(given);
    const organization = await this.organizationOf(tenant, { storageLimitGb, maxUsers, bandwidthLimitGb });
    await this.move((tx) => setCreditLimit(tx, organization.id, creditLimit, 'PLATFORM', why));
    return { tenant, organization };
  }

  organizationOf(
    tenant: Tenant,
    limits: Limits = { storageLimitGb: 10, maxUsers: 10, bandwidthLimitGb: 100 },
  ): Promise<Organization> {
    return this.save(() => Organization.create(tenant.id, limits));
  }

  /** Credits for a reseller's pool. */
  grant(admin: Admin, amount: number): Promise<void> {
    return this.move((tx) => grantToPool(tx, admin.id, amount, why));
  }

  /** Moves credits behind the APIs' back, by the ledger. */
  move(work: (tx: Write) => Promise<void>): Promise<void> {
    return this.change((em) => work(this.tx(em)));
  }

  /** What a use-case is given by a transaction that leaves nothing in the audit log. */
  tx(em: EntityManager): Write {
    const { jobs } = this.app.services;
    return { em, jobs, db: kyselyOf(em), audit: () => undefined, announce: () => undefined };
  }

  /** A new member of a tenant, with a session. */
  async member(tenant: Tenant, role: TenantRole, session: { tenant?: string; api?: string } = {}): Promise<Person> {
    const user = await this.user();
    await this.join(tenant, user, role);
    return signInAs(this.app, user.email ?? '', session);
  }

  join(tenant: Tenant, user: User, role: TenantRole): Promise<TenantMembership> {
    return this.save(() => TenantMembership.create(tenant.id, user.id, role));
  }

  /** The commercial account of a tenant that is there, without credits. */
  account(tenant: Tenant, fields: { customDomain?: string; enabledPlugins?: string[] } = {}): Promise<Organization> {
    const limits = { storageLimitGb: 10, maxUsers: 10, bandwidthLimitGb: 100 };
    return this.save(() => Object.assign(Organization.create(tenant.id, limits), fields));
  }

  /** A service token and whoever bears it. Flags' tokens get a namespace of their own. */
  async apiToken(type: ApiTokenKind, tenant?: Tenant, fields: { expiresAt?: Date } = {}): Promise<Person> {
    const isFlags = type === 'READ' || type === 'WRITE' || type === 'CLIENT';
    const namespace = isFlags && tenant ? (await this.namespace(tenant)).id : null;
    const secret = newApiToken(type);
    const token = await this.save(() =>
      ApiToken.create({
        ...{ type, name: unique('token'), tokenHash: hashSecret(secret), expiresAt: fields.expiresAt ?? null },
        ...{ tenant: tenant?.id ?? null, namespace, environment: type === 'CLIENT' ? 'production' : null },
      }),
    );
    return new Person(this.app.url, secret, token.id);
  }

  /** A client that may have these scopes. Its secret is `client-secret`. */
  client(...scopes: ClientScope[]): Promise<OAuthClient> {
    return this.save(() =>
      OAuthClient.create({ secretHash: hashSecret('client-secret'), name: unique('client'), scopes }),
    );
  }

  /** A new client with a token for all that it may. */
  async clientToken(...scopes: ClientScope[]): Promise<Person> {
    const { id } = await this.client(...scopes);
    const token = await this.app.services.tokens.issue(clientClaims(id, scopes), new Date(Date.now() + 600_000));
    return new Person(this.app.url, token, id);
  }

  namespace(tenant: Tenant, slug = unique('ns')): Promise<Namespace> {
    return this.save(() => Namespace.create({ tenantId: tenant.id, slug }));
  }

  /** Changes an entity behind the APIs' back. */
  async change(work: (em: EntityManager) => Promise<void>): Promise<void> {
    await this.app.services.orm.em.fork({ useContext: true }).transactional(work);
  }
}
