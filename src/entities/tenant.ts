import { defineEntity, p } from '@mikro-orm/core';
import { AppError, invalid } from '../errors.js';
import { newTenantId } from '../ids.js';
import { Admin } from './admin.js';
import { SealedText, type Sealed } from './sealed-text.js';
import { assertSlug } from './slug.js';
import { monthsAfter } from './subscription.js';
import { changedTheme, type OwnTheme, type ThemePatch } from './theme.js';
import { mergeSettings, type SettingsPatch, type StoredSettings } from './tenant-settings.js';

export const tenantStatuses = ['ACTIVE', 'SUSPENDED', 'DELETED'] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

export const loginModes = ['SSO', 'EMAIL_DOMAIN'] as const;
export type LoginMode = (typeof loginModes)[number];

/** The platform's own tenant; it is made at the first start and can be neither suspended nor deleted. */
export const rootSlug = 'root';

export const TenantTable = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  properties: {
    id: p.text().primary(),
    slug: p.text(),
    displayName: p.text(),
    status: p.enum(tenantStatuses),
    contactEmail: p.text().nullable(),
    adminEmail: p.text().nullable(),
    loginMode: p.enum(loginModes).nullable(),
    ssoProvider: p.text().nullable(),
    emailDomain: p.text().nullable(),
    admin: () => p.manyToOne(Admin).mapToPk(),
    settings: p.json<StoredSettings>(),
    branding: p.json<Record<string, unknown>>(),
    issuer: p.text().nullable(),
    /** The tenant's own database: sealed with the encryption key, and as anybody may see it. */
    sealedConnectionString: p.type(SealedText).nullable(),
    maskedConnectionString: p.text().nullable(),
    /** The schema that holds the tenant's store in the shared database. */
    databaseName: p.text().unique(),
    validUntil: p.datetime(3).nullable(),
    /** What it pays for, by the key of a configured plan. */
    plan: p.text().nullable(),
    /** What it has decided about how its pages look; null is nothing. */
    theme: p.json<OwnTheme>().nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    deletedAt: p.datetime(3).nullable(),
    version: p.integer().version(),
  },
  uniques: [
    { name: 'tenant_slug_live', properties: ['slug'], where: 'deleted_at is null' },
    { name: 'tenant_email_domain_live', properties: ['emailDomain'], where: 'deleted_at is null' },
  ],
  indexes: [
    { name: 'tenant_created', properties: ['createdAt', 'id'] },
    { name: 'tenant_admin', properties: ['admin'] },
  ],
});

/** What a tenant is made from. `adminId` is the reseller above it. */
export interface NewTenant {
  readonly slug: string;
  readonly displayName: string;
  readonly adminId: number;
  readonly databaseName: string;
  readonly status?: 'ACTIVE' | 'SUSPENDED' | undefined;
  readonly contactEmail?: string | null | undefined;
  readonly adminEmail?: string | null | undefined;
  readonly login?: Login | undefined;
  readonly settings?: SettingsPatch | undefined;
  readonly branding?: Record<string, unknown> | undefined;
  readonly issuer?: string | null | undefined;
  /** Its own database; what is sealed is bound to the tenant's id. */
  readonly connection?: { readonly sealedFor: (tenantId: string) => Sealed; readonly masked: string } | undefined;
  readonly validUntil?: Date | null | undefined;
  readonly plan?: string | null | undefined;
}

/** How people get in: through a configured identity provider, or by a verified address of a domain. */
export type Login =
  | { readonly mode: 'SSO'; readonly ssoProvider: string }
  | { readonly mode: 'EMAIL_DOMAIN'; readonly emailDomain: string };

/** The isolated customer environment. Its id and slug never change; deleting keeps the row and frees the slug. */
export class Tenant extends TenantTable.class {
  static create(fields: NewTenant): Tenant {
    assertSlug(fields.slug);
    const tenant = new Tenant();
    const now = new Date();
    tenant.id = newTenantId();
    tenant.slug = fields.slug;
    tenant.admin = fields.adminId;
    tenant.databaseName = fields.databaseName;
    tenant.displayName = fields.displayName;
    tenant.status = fields.status ?? 'ACTIVE';
    tenant.contactEmail = fields.contactEmail ?? null;
    tenant.adminEmail = fields.adminEmail ?? null;
    tenant.loginMode = fields.login?.mode ?? null;
    tenant.ssoProvider = fields.login?.mode === 'SSO' ? fields.login.ssoProvider : null;
    tenant.emailDomain = fields.login?.mode === 'EMAIL_DOMAIN' ? fields.login.emailDomain : null;
    tenant.settings = {};
    tenant.branding = fields.branding ?? {};
    tenant.issuer = fields.issuer ?? null;
    tenant.sealedConnectionString = fields.connection?.sealedFor(tenant.id) ?? null;
    tenant.maskedConnectionString = fields.connection?.masked ?? null;
    tenant.validUntil = fields.validUntil ?? null;
    tenant.plan = fields.plan ?? null;
    tenant.theme = null;
    tenant.createdAt = now;
    tenant.updatedAt = now;
    if (fields.settings) tenant.changeSettings(fields.settings);
    return tenant;
  }

  get isRoot(): boolean {
    return this.slug === rootSlug;
  }

  /**
   * Merges settings, see `mergeSettings`.
   * @throws INVALID where MFA would be required with no method to satisfy it
   */
  changeSettings(patch: SettingsPatch): void {
    const merged = mergeSettings(this.settings, patch);
    if (merged.mfaRequired === true && merged.mfaMethods?.length === 0) {
      throw invalid({
        path: ['settings', 'mfaMethods'],
        code: 'TOO_SHORT',
        message: 'MFA cannot be required without any method',
        expected: 'array',
        limit: 1,
      });
    }
    this.settings = merged;
  }

  /** Changes the theme key by key, see `changedTheme`; null forgets all of it. */
  changeTheme(patch: ThemePatch | null): void {
    this.theme = patch && changedTheme(this.theme ?? null, patch);
    this.updatedAt = new Date();
  }

  /** @throws CONFLICT for the platform's own tenant */
  changeStatus(status: 'ACTIVE' | 'SUSPENDED'): void {
    if (status === 'SUSPENDED') this.refuseForRoot('suspended');
    this.status = status;
  }

  /** A step of its life, where `changeStatus` states a wish. @throws CONFLICT where it has taken the step already */
  moveTo(status: 'ACTIVE' | 'SUSPENDED'): void {
    if (this.status === status) {
      const word = status.toLowerCase();
      throw new AppError('CONFLICT', `It is ${word} already.`, { reason: 'WRONG_STATE', params: { status: word } });
    }
    this.changeStatus(status);
  }

  /** To another reseller. @throws CONFLICT for the platform's own tenant, which would show its people to them */
  handTo(adminId: number): void {
    if (adminId !== this.admin) this.refuseForRoot('handed to another reseller');
    this.admin = adminId;
  }

  /**
   * One more term on top of what is left, or from now on where nothing is. What has no end keeps none.
   * @throws CONFLICT for the platform's own tenant; INVALID beyond the year 9999
   */
  renew(months: number, plan: string | null): void {
    this.refuseForRoot('renewed');
    this.plan = plan;
    if (this.validUntil == null) return;
    const now = new Date();
    this.validUntil = monthsAfter(this.validUntil > now ? this.validUntil : now, months);
  }

  /**
   * Sets the end of its subscription, which may lie in the past.
   * @param onlyLater refuses an end that is not later than the one it has
   * @throws CONFLICT for the platform's own tenant, and for an end that is not later where it must be
   */
  endAt(validUntil: Date, onlyLater: boolean): void {
    this.refuseForRoot('given an end');
    if (onlyLater && (this.validUntil == null || validUntil <= this.validUntil)) {
      throw new AppError('CONFLICT', 'Subscription cannot be backdated.', { reason: 'NOT_LATER' });
    }
    this.validUntil = validUntil;
  }

  /**
   * Soft delete: the row stays, the slug becomes free.
   * @throws CONFLICT for the platform's own tenant
   */
  delete(): void {
    this.refuseForRoot('deleted');
    this.status = 'DELETED';
    this.deletedAt = new Date();
  }

  private refuseForRoot(verb: string): void {
    if (this.isRoot) throw new AppError('CONFLICT', `The root tenant cannot be ${verb}.`, { reason: 'ROOT_TENANT' });
  }
}

TenantTable.setClass(Tenant);
