import { defineEntity, p } from '@mikro-orm/core';
import { newAdminId } from '../ids.js';
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
    slug: p.text().unique(),
    contactEmail: p.text().nullable(),
    companyName: p.text().nullable(),
    phone: p.text().nullable(),
    owner: () => p.manyToOne(User).mapToPk().nullable(),
    status: p.enum(adminStatuses),
    suspensionReason: p.text().nullable(),
    maxTenants: p.integer().nullable(),
    /** The account of the platform itself: the reseller of every tenant that came without one. */
    platform: p.boolean(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  indexes: [{ name: 'admin_owner', properties: ['owner'] }],
});

/** A reseller: LusterCMS calls it an admin, ScaiKey a partner. */
export class Admin extends AdminTable.class {
  static create(fields: {
    name: string;
    slug: string;
    contactEmail?: string;
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
    admin.platform = fields.platform ?? false;
    admin.createdAt = now;
    admin.updatedAt = now;
    return admin;
  }
}

AdminTable.setClass(Admin);
