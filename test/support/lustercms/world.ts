import { PartnerGroup } from '../../../src/entities/partner-group.js';
import { RegistrationRequest } from '../../../src/entities/registration-request.js';
import type { Admin } from '../../../src/entities/admin.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../app.js';
import { anybody, type Person } from '../clients.js';
import { newForm } from '../lustercms.js';
import { tell } from '../notices.js';
import { platformAdmin } from '../people.js';

/** Everybody with a session whom the page tells apart, in its words. */
export const roles = ['superadmin', 'admin', 'client_admin', 'editor', 'viewer'] as const;

/** The same below another reseller, and as what they come. */
export const foreigners = { 'foreign admin': 'admin', 'foreign client_admin': 'client_admin' } as const;

export type Role = (typeof roles)[number] | keyof typeof foreigners;

/** What paths and bodies name, by their numbers. */
export interface Things {
  readonly request: number;
  readonly group: number;
  readonly admin: number;
  readonly organization: number;
  readonly notification: number;
  readonly user: number;
  readonly refreshToken: string;
}

/** A gateway with everybody in it and one thing of each kind, and more of them on demand. */
export class World {
  private constructor(
    readonly gateway: TestApp,
    readonly people: Readonly<Record<Role, Person>>,
    readonly reseller: Admin,
    readonly tenant: Tenant,
    readonly things: Things,
  ) {}

  static async make(): Promise<World> {
    const gateway = await startTestApp();
    const { build } = gateway;
    const [own, other] = [await build.reseller({ name: 'Agency XYZ' }), await build.reseller()];
    const home = await build.organization({ adminId: own.admin.id, creditLimit: 100 });
    const away = await build.organization({ adminId: other.admin.id });
    await build.grant(own.admin, 1_000_000);
    const people = {
      superadmin: gateway.superadmin,
      admin: own.owner,
      client_admin: await build.member(home.tenant, 'TENANT_ADMIN'),
      editor: await build.member(home.tenant, 'EDITOR'),
      viewer: await build.member(home.tenant, 'VIEWER'),
      'foreign admin': other.owner,
      'foreign client_admin': await build.member(away.tenant, 'TENANT_ADMIN'),
    };
    const things = { admin: own.admin.id, organization: home.organization.id, request: 0, group: 0, notification: 0 };
    const user = (await build.user()).id;
    const bare = new World(gateway, people, own.admin, home.tenant, { ...things, user, refreshToken: 'nonsense' });
    const [request, group] = [(await bare.request()).request, (await bare.group()).group];
    const { notification } = await bare.notification('viewer');
    return new World(gateway, people, own.admin, home.tenant, { ...bare.things, request, group, notification });
  }

  async request(
    change: (request: RegistrationRequest) => void = () => undefined,
    fields: { slug?: string; admin?: number } = {},
  ): Promise<Pick<Things, 'request'>> {
    const { email, desired_org_slug, company_name } = newForm();
    const request = RegistrationRequest.submit({
      ...{ email, companyName: company_name, desiredOrgName: company_name, contactName: null },
      ...{ desiredOrgSlug: fields.slug ?? desired_org_slug, phone: null, adminId: fields.admin ?? null },
      ...{ utmSource: null, utmMedium: null, utmCampaign: null, passwordHash: 'the hash of nothing' },
    });
    change(request);
    await this.save(request);
    return { request: request.id };
  }

  approved(fields?: { slug?: string; admin?: number }): Promise<Pick<Things, 'request'>> {
    return this.request((request) => {
      request.approve(null, {});
    }, fields);
  }

  async group(name = `Group ${(made += 1)}`): Promise<Pick<Things, 'group'>> {
    const group = PartnerGroup.create({ name, description: null, creditDiscountPercent: 0 });
    await this.save(group);
    return { group: group.id };
  }

  async admin(status: 'ACTIVE' | 'SUSPENDED' = 'ACTIVE', maxTenants?: number): Promise<Pick<Things, 'admin'>> {
    const { admin } = await this.gateway.build.reseller(maxTenants === undefined ? {} : { maxTenants });
    await this.db.updateTable('admin').set({ status }).where('id', '=', admin.id).execute();
    return { admin: admin.id };
  }

  /** One of the reseller, for whoever is above it. */
  async organization(
    fields: Parameters<TestApp['build']['organization']>[0] = {},
  ): Promise<Pick<Things, 'organization'>> {
    const { organization } = await this.gateway.build.organization({ adminId: this.reseller.id, ...fields });
    return { organization: organization.id };
  }

  async notification(role: Role): Promise<Pick<Things, 'notification'>> {
    await tell(this.gateway, this.people[role], 'One more');
    const { json } = await this.people[role].get('/api/tenants/notifications?limit=1');
    return { notification: json.items[0].id as number };
  }

  async session(): Promise<Pick<Things, 'refreshToken'>> {
    const { json } = await anybody(this.gateway.url).post('/api/auth/login', platformAdmin);
    return { refreshToken: json.refresh_token as string };
  }

  private save(entity: object): Promise<void> {
    return this.gateway.build.change((em) => em.persist(entity).flush());
  }

  get db() {
    return kyselyOf(this.gateway.app.services.orm.em);
  }
}

let made = 0;
