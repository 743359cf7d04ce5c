import { defineEntity, p } from '@mikro-orm/core';
import { newAdminId } from '../ids.js';
import { AppError, invalid } from '../errors.js';
import { changedBranding, type Branding, type BrandingPatch } from './branding.js';
import { PartnerGroup } from './partner-group.js';
import { User } from './user.js';

export const adminStatuses = ['ACTIVE', 'SUSPENDED'] as const;
export type AdminStatus = (typeof adminStatuses)[number];

export const AdminTable = defineEntity({
  name: 'Admin',
  tableName: 'admin',
  properties: {
    id: p.integer().primary().autoincrement(),
    publicId: p.text().unique(),
    name: p.text(),
    slug: p.text(),
    contactEmail: p.text().nullable(),
    companyName: p.text().nullable(),
    phone: p.text().nullable(),
    owner: () => p.manyToOne(User).mapToPk().nullable(),
    status: p.enum(adminStatuses),
    suspensionReason: p.text().nullable(),
    maxTenants: p.integer().nullable(),
    maxUsersPerTenant: p.integer().nullable(),
    maxApplicationsPerTenant: p.integer().nullable(),
    partnerGroup: () => p.manyToOne(PartnerGroup).mapToPk().nullable(),
    /** Credits of the pool; moved only by `ledger.ts`, never by assignment. */
    creditBalance: p.bigint('number'),
    totalPurchased: p.bigint('number'),
    totalGranted: p.bigint('number'),
    totalDistributed: p.bigint('number'),
    branding: p.json<Branding>(),
    /** The account of the platform itself: the reseller of every tenant that came without one. */
    platform: p.boolean(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    deletedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'admin_slug_live', properties: ['slug'], where: 'deleted_at is null' }],
  indexes: [{ name: 'admin_owner', properties: ['owner'] }],
  checks: [{ name: 'admin_credit', expression: 'credit_balance >= 0' }],
});

/**
 * A reseller: LusterCMS calls it an admin, ScaiKey a partner. Its id and slug never change; deleting keeps the row and frees
 * the slug.
 */
export class Admin extends AdminTable.class {
  static create(fields: {
    name: string;
    slug: string;
    contactEmail?: string | null;
    companyName?: string | null;
    phone?: string | null;
    partnerGroupId?: number | null;
    ownerId?: number;
    maxTenants?: number;
    platform?: boolean;
  }): Admin {
    const admin = new Admin();
    const now = new Date();
    admin.publicId = newAdminId();
    admin.name = fields.name;
    admin.slug = fields.slug;
    admin.contactEmail = fields.contactEmail ?? null;
    admin.owner = fields.ownerId ?? null;
    admin.status = 'ACTIVE';
    admin.maxTenants = fields.maxTenants ?? null;
    admin.maxUsersPerTenant = null;
    admin.maxApplicationsPerTenant = null;
    admin.companyName = fields.companyName ?? null;
    admin.phone = fields.phone ?? null;
    admin.partnerGroup = fields.partnerGroupId ?? null;
    admin.creditBalance = 0;
    admin.totalPurchased = 0;
    admin.totalGranted = 0;
    admin.totalDistributed = 0;
    admin.branding = {};
    admin.platform = fields.platform ?? false;
    admin.createdAt = now;
    admin.updatedAt = now;
    return admin;
  }

  /**
   * What is left out stays as it is; null removes what may be absent.
   * @throws INVALID for another slug; CONFLICT where the platform's own account would be suspended
   */
  change(fields: AdminChange): void {
    if (fields.slug != null && fields.slug !== this.slug) {
      throw invalid({ path: ['slug'], code: 'IMMUTABLE', message: 'A slug never changes' });
    }
    if (fields.status != null) this.changeStatus(fields.status);
    if (fields.name !== undefined) this.name = fields.name;
    if (fields.contactEmail !== undefined) this.contactEmail = fields.contactEmail;
    if (fields.companyName !== undefined) this.companyName = fields.companyName;
    if (fields.phone !== undefined) this.phone = fields.phone;
    if (fields.partnerGroupId !== undefined) this.partnerGroup = fields.partnerGroupId;
    if (fields.maxTenants !== undefined) this.maxTenants = fields.maxTenants;
    if (fields.maxUsersPerTenant !== undefined) this.maxUsersPerTenant = fields.maxUsersPerTenant;
    if (fields.maxApplicationsPerTenant !== undefined) this.maxApplicationsPerTenant = fields.maxApplicationsPerTenant;
    this.updatedAt = new Date();
  }

  /** @throws CONFLICT for the platform's own account: whoever owned it would see every tenant that came without a reseller */
  assignOwner(userId: number): void {
    this.refuseForPlatform('cannot have an owner');
    this.owner = userId;
    this.updatedAt = new Date();
  }

  /** @throws CONFLICT for the platform's own account, which pays nothing out of a pool */
  assertHasPool(): void {
    this.refuseForPlatform('has no pool of credits');
  }

  /** @throws CONFLICT where it is suspended already, or is the platform's own account */
  suspend(reason: string): void {
    this.refuseForPlatform('cannot be suspended');
    if (this.status === 'SUSPENDED') throw conflict('Admin is already suspended');
    this.status = 'SUSPENDED';
    this.suspensionReason = reason;
    this.updatedAt = new Date();
  }

  /** @throws CONFLICT where it is active already */
  reactivate(): void {
    if (this.status === 'ACTIVE') throw conflict('Admin is already active');
    this.status = 'ACTIVE';
    this.suspensionReason = null;
    this.updatedAt = new Date();
  }

  /** Soft delete: the row stays for the ledger and the audit log. @throws CONFLICT for the platform's own account */
  delete(): void {
    this.refuseForPlatform('cannot be deleted');
    this.deletedAt = new Date();
  }

  changeBranding(patch: BrandingPatch): void {
    this.branding = changedBranding(this.branding, patch);
    this.updatedAt = new Date();
  }

  /** States a wish, where `suspend` and `reactivate` are steps of its life. */
  private changeStatus(status: AdminStatus): void {
    if (status === 'SUSPENDED') this.refuseForPlatform('cannot be suspended');
    if (status === 'ACTIVE') this.suspensionReason = null;
    this.status = status;
  }

  private refuseForPlatform(words: string): void {
    if (!this.platform) return;
    throw new AppError('CONFLICT', `The platform's own account ${words}`, { reason: 'PLATFORM_ADMIN' });
  }
}

/** What may change of a reseller. */
export interface AdminChange {
  readonly name?: string | undefined;
  /** Only as the slug that it has. */
  readonly slug?: string | null | undefined;
  readonly status?: AdminStatus | null | undefined;
  readonly contactEmail?: string | null | undefined;
  readonly companyName?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly partnerGroupId?: number | null | undefined;
  readonly maxTenants?: number | null | undefined;
  readonly maxUsersPerTenant?: number | null | undefined;
  readonly maxApplicationsPerTenant?: number | null | undefined;
}

const conflict = (message: string): AppError => new AppError('CONFLICT', message, { reason: 'WRONG_STATE' });

AdminTable.setClass(Admin);
