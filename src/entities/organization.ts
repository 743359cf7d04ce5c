import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';

export const OrganizationTable = defineEntity({
  name: 'Organization',
  tableName: 'organization',
  properties: {
    id: p.integer().primary().autoincrement(),
    tenant: () => p.manyToOne(Tenant).mapToPk(),
    customDomain: p.text().nullable().unique(),
    enabledPlugins: p.array(),
    /** Credits; moved only by `ledger.ts`, never by assignment. */
    creditLimit: p.bigint('number'),
    creditBalance: p.bigint('number'),
    creditUsed: p.bigint('number'),
    /** The part of the limit that was taken out of the reseller's pool and can go back there. */
    poolShare: p.bigint('number'),
    storageLimitGb: p.integer(),
    maxUsers: p.integer(),
    bandwidthLimitGb: p.integer(),
    storageUsedBytes: p.bigint('number'),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  uniques: [{ name: 'organization_tenant', properties: ['tenant'] }],
  checks: [
    { name: 'organization_credit', expression: 'credit_used <= credit_limit + credit_balance' },
    { name: 'organization_credit_sign', expression: 'credit_limit >= 0 and credit_balance >= 0 and credit_used >= 0' },
    { name: 'organization_pool_share', expression: 'pool_share >= 0 and pool_share <= credit_limit' },
  ],
});

/** What an organization may use. */
export interface Limits {
  readonly storageLimitGb: number;
  readonly maxUsers: number;
  readonly bandwidthLimitGb: number;
}

/** The commercial account of one tenant. Its name, slug and status are the tenant's. */
export class Organization extends OrganizationTable.class {
  /** Starts with no credits at all: every one it gets later is an entry of the ledger. */
  static create(tenantId: string, limits: Limits): Organization {
    const organization = new Organization();
    const now = new Date();
    organization.tenant = tenantId;
    organization.enabledPlugins = [];
    organization.creditLimit = 0;
    organization.creditBalance = 0;
    organization.creditUsed = 0;
    organization.poolShare = 0;
    organization.storageLimitGb = limits.storageLimitGb;
    organization.maxUsers = limits.maxUsers;
    organization.bandwidthLimitGb = limits.bandwidthLimitGb;
    organization.storageUsedBytes = 0;
    organization.createdAt = now;
    organization.updatedAt = now;
    return organization;
  }
}

OrganizationTable.setClass(Organization);
