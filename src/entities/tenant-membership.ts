import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';
import { User } from './user.js';

export const tenantRoles = ['TENANT_ADMIN', 'EDITOR', 'VIEWER'] as const;
export type TenantRole = (typeof tenantRoles)[number];

export const TenantMembershipTable = defineEntity({
  name: 'TenantMembership',
  tableName: 'tenant_membership',
  properties: {
    id: p.integer().primary().autoincrement(),
    tenant: () => p.manyToOne(Tenant).mapToPk(),
    user: () => p.manyToOne(User).mapToPk(),
    role: p.enum(tenantRoles),
    createdAt: p.datetime(3),
  },
  uniques: [{ properties: ['tenant', 'user'] }],
  indexes: [{ name: 'tenant_membership_user', properties: ['user'] }],
});

/** That a user belongs to a tenant, and as what. One user may belong to several tenants. */
export class TenantMembership extends TenantMembershipTable.class {
  static create(tenantId: string, userId: number, role: TenantRole): TenantMembership {
    const membership = new TenantMembership();
    membership.tenant = tenantId;
    membership.user = userId;
    membership.role = role;
    membership.createdAt = new Date();
    return membership;
  }
}

TenantMembershipTable.setClass(TenantMembership);
