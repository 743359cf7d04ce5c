import { Notification } from '../../../src/entities/notification.js';
import { PartnerGroup } from '../../../src/entities/partner-group.js';
import { Provisioning } from '../../../src/entities/provisioning.js';
import { RegistrationRequest } from '../../../src/entities/registration-request.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { kyselyOf } from '../../../src/orm.js';
import type { Target, TargetKind } from '../../../src/permissions.js';
import { numberOf } from '../notices.js';
import { ofOneTenant, seesAll, viewerNames, type Cast, type ViewerName } from './cast.js';

/** How what somebody names relates to the cast's first reseller and tenant; of what is somebody's alone, to themselves. */
export const relations = ['own', 'foreign', 'missing', 'deleted'] as const;
export type Relation = (typeof relations)[number];

/** Something that can be named. */
export interface Thing {
  readonly id: string;
  /** What else it goes by: the slug of a tenant, the number of a reseller or a user. */
  readonly alias?: string;
  /** The slug of a namespace of a tenant. */
  readonly namespace?: string;
  /** A second admin of a tenant. */
  readonly holder?: string;
  /** What the policy knows of it. */
  readonly target: Target;
}

const users: readonly ViewerName[] = ['member', 'tenant admin', 'reseller', 'foreign reseller', 'superadmin'];

interface Seen {
  readonly own: readonly ViewerName[];
  readonly foreign: readonly ViewerName[];
}

const byAllAndOnly = { own: seesAll, foreign: seesAll };

/** Who sees what, in so many words; what the predicates of the product say is compared with it. */
const seenBy: Readonly<Record<TargetKind, Seen>> = {
  tenant: { own: [...seesAll, ...ofOneTenant, 'reseller'], foreign: [...seesAll, 'foreign reseller'] },
  organization: {
    own: [...seesAll, 'tenant admin', 'service token', 'reseller'],
    foreign: [...seesAll, 'foreign reseller'],
  },
  admin: { own: [...seesAll, 'reseller'], foreign: [...seesAll, 'foreign reseller'] },
  'api token': { own: [...seesAll, 'tenant admin', 'service token'], foreign: seesAll },
  user: { own: [...seesAll, ...users], foreign: seesAll },
  notification: { own: users, foreign: [] },
  client: byAllAndOnly,
  registration: byAllAndOnly,
  'partner group': byAllAndOnly,
};

export const sees = (viewer: ViewerName, kind: TargetKind, relation: Relation): boolean =>
  (relation === 'own' || relation === 'foreign') && seenBy[kind][relation].includes(viewer);

const number = '2147483647';
const missing: Readonly<Record<TargetKind, Omit<Thing, 'target'>>> = {
  tenant: {
    id: 'tnt_0000000000000000',
    alias: 'never-was',
    namespace: 'flags',
    holder: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  },
  organization: { id: number },
  admin: { id: 'prt_0000000000000000', alias: number },
  'api token': { id: 'tok_0000000000000000' },
  client: { id: 'app_0000000000000000' },
  registration: { id: number },
  'partner group': { id: number },
  notification: { id: number },
  user: { id: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV', alias: number },
};

let count = 0;
export const unique = (word: string): string => `${word}-${(count += 1)}`;

type Real = Exclude<Relation, 'missing' | 'deleted'>;

/** Makes things of every kind, in any relation. */
export class Things {
  private readonly made = new Map<string, Promise<Thing>>();
  private readonly makers: Readonly<Record<TargetKind, (relation: Real, viewer: ViewerName) => Promise<Thing>>> = {
    tenant: (relation) => this.tenant(relation),
    organization: (relation) => this.organization(relation),
    admin: () => this.admin(),
    'api token': (relation) => this.apiToken(relation),
    client: async () => ({ id: (await this.build.client('admin:read')).id, target: {} }),
    registration: async () => this.numbered(this.newRequest()),
    'partner group': async () =>
      this.numbered(PartnerGroup.create({ name: unique('group'), description: null, creditDiscountPercent: 0 })),
    notification: (relation, viewer) => this.notification(relation, viewer),
    user: () => this.user(),
  };

  constructor(private readonly cast: Cast) {}

  /** The thing that everybody in that relation to it may be asked about, as long as nobody changes it. */
  about(kind: TargetKind, relation: Relation, viewer: ViewerName): Promise<Thing> {
    if (relation === 'missing') return Promise.resolve({ ...missing[kind], target: {} });
    const isTheirs = kind === 'notification' || kind === 'user';
    const key = `${kind} ${relation} ${isTheirs ? viewer : ''}`;
    const known = this.made.get(key) ?? this.first(kind, relation, viewer);
    this.made.set(key, known);
    return known;
  }

  /** One to be changed, and seen alike by that viewer. Whoever belongs to one thing alone is given that, with new parts. */
  async toChange(kind: TargetKind, relation: Real, viewer: ViewerName): Promise<Thing> {
    if (kind === 'tenant' && ofOneTenant.includes(viewer)) return this.withParts(this.cast.home);
    if (kind === 'admin' && viewer !== 'superadmin') return this.about(kind, relation, viewer);
    if (kind === 'user') return this.about(kind, relation, viewer);
    return this.makers[kind](relation, viewer);
  }

  private async first(kind: TargetKind, relation: Relation, viewer: ViewerName): Promise<Thing> {
    if (relation === 'deleted') {
      const thing = await this.makers[kind]('own', viewer);
      await this.remove(kind, thing);
      return thing;
    }
    const { home, resellers: known, people } = this.cast;
    if (kind === 'tenant' && relation === 'own') {
      await this.provisioned(home);
      return this.withParts(home);
    }
    if (kind === 'organization' && relation === 'own') return this.accountOf(home);
    if (kind === 'admin' && relation !== 'missing') {
      const { publicId, id } = known[relation];
      return { id: publicId, alias: String(id), target: { adminId: id } };
    }
    const own = people[viewer].userId;
    if (kind === 'user' && relation === 'own' && own?.startsWith('usr_')) {
      return { id: own, alias: String(await numberOf(this.cast.gateway, people[viewer])), target: {} };
    }
    return this.makers[kind](relation as Real, viewer);
  }

  private get build() {
    return this.cast.gateway.build;
  }

  private get db() {
    return kyselyOf(this.cast.gateway.app.services.orm.em);
  }

  private newTenant(relation: Real): Promise<Tenant> {
    const { id: adminId } = this.cast.resellers[relation];
    return this.build.tenant({
      adminId,
      login: { mode: 'SSO', ssoProvider: 'okta' },
      validUntil: new Date('2080-01-01'),
    });
  }

  private async tenant(relation: Real): Promise<Thing> {
    const tenant = await this.newTenant(relation);
    await this.accountOf(tenant);
    await this.provisioned(tenant);
    await this.build.join(tenant, await this.build.user(), 'TENANT_ADMIN');
    return this.withParts(tenant);
  }

  private provisioned({ id }: Tenant): Promise<void> {
    const attempt = Provisioning.create(id, null);
    attempt.status = 'COMPLETED';
    return this.build.change(async (em) => void em.persist(attempt));
  }

  private async withParts(tenant: Tenant): Promise<Thing> {
    const holder = await this.build.user();
    await this.build.join(tenant, holder, 'TENANT_ADMIN');
    const { slug: namespace } = await this.build.namespace(tenant);
    const target = { tenantId: tenant.id, adminId: tenant.admin };
    return { id: tenant.id, alias: tenant.slug, namespace, holder: holder.publicId, target };
  }

  private async accountOf(tenant: Tenant): Promise<Thing> {
    const { id } = await this.build.organizationOf(tenant);
    return { id: String(id), target: { tenantId: tenant.id, adminId: tenant.admin } };
  }

  private async organization(relation: Real): Promise<Thing> {
    return this.accountOf(await this.newTenant(relation));
  }

  private async admin(): Promise<Thing> {
    const { admin } = await this.build.reseller();
    return { id: admin.publicId, alias: String(admin.id), target: { adminId: admin.id } };
  }

  private async apiToken(relation: Real): Promise<Thing> {
    const tenant = relation === 'own' ? this.cast.home : await this.newTenant(relation);
    const { userId } = await this.build.apiToken('TENANT', tenant);
    return { id: userId!, target: { tenantId: tenant.id } };
  }

  private async user(): Promise<Thing> {
    const { publicId, id } = await this.build.user();
    return { id: publicId, alias: String(id), target: {} };
  }

  private newRequest(): RegistrationRequest {
    const name = unique('asked');
    const absent = { contactName: null, phone: null, utmSource: null, utmMedium: null, utmCampaign: null };
    const names = { companyName: name, desiredOrgName: name, desiredOrgSlug: name };
    return RegistrationRequest.submit({
      ...{ ...absent, ...names, adminId: null },
      ...{ email: `${name}@example.com`, passwordHash: this.cast.passwordHash },
    });
  }

  /** A line in somebody's own inbox, or in that of a tenant admin. */
  private async notification(relation: Real, viewer: ViewerName): Promise<Thing> {
    const reader = relation === 'own' && users.includes(viewer) ? viewer : 'tenant admin';
    const user =
      relation === 'own' ? await numberOf(this.cast.gateway, this.cast.people[reader]) : (await this.build.user()).id;
    const line = { type: 'test', title: 'One', message: 'One line', data: {}, createdAt: new Date() };
    return this.numbered(Object.assign(new Notification(), { ...line, user }));
  }

  private async numbered(row: { id: number }): Promise<Thing> {
    await this.build.change(async (em) => void em.persist(row));
    return { id: String(row.id), target: {} };
  }

  /** As the product does it, or as if the row had been taken out. */
  private async remove(kind: TargetKind, { id, target: { tenantId } }: Thing): Promise<void> {
    const now = new Date();
    const { db } = this;
    const removals: Readonly<Record<TargetKind, () => Promise<unknown>>> = {
      tenant: () => db.updateTable('tenant').set({ status: 'DELETED', deleted_at: now }).where('id', '=', id).execute(),
      organization: () =>
        db.updateTable('tenant').set({ status: 'DELETED', deleted_at: now }).where('id', '=', tenantId!).execute(),
      admin: () => db.updateTable('admin').set({ deleted_at: now }).where('public_id', '=', id).execute(),
      'api token': () => db.updateTable('api_token').set({ revoked_at: now }).where('id', '=', id).execute(),
      client: () => db.deleteFrom('oauth_client').where('id', '=', id).execute(),
      registration: () => db.deleteFrom('registration_request').where('id', '=', Number(id)).execute(),
      'partner group': () => db.deleteFrom('partner_group').where('id', '=', Number(id)).execute(),
      notification: () => db.deleteFrom('notification').where('id', '=', Number(id)).execute(),
      user: () => db.deleteFrom('user').where('public_id', '=', id).execute(),
    };
    await removals[kind]();
  }
}

/** Somebody, and how what they name relates to them; nothing where they name nothing. */
export interface Situation {
  readonly name: ViewerName;
  readonly relation: Relation | undefined;
}

/** Every viewer with every relation, for one kind or for what names nothing. */
export const situations = (kind: TargetKind | undefined): Situation[] => {
  const some: readonly (Relation | undefined)[] = kind === undefined ? [undefined] : relations;
  return viewerNames.flatMap((name) => some.map((relation) => ({ name, relation })));
};
