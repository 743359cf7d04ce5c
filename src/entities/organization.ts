import { defineEntity, p } from '@mikro-orm/core';
import { invalid } from '../errors.js';
import { Tenant } from './tenant.js';

/** What has a limit that people are warned about. */
export const metrics = ['storage', 'users', 'bandwidth', 'credits'] as const;
export type Metric = (typeof metrics)[number];

/** The percentages of a limit that people hear of. */
export const alertLevels = [80, 100] as const;

/** The highest level that people have been told of, for each limit; what is missing has been told of none. */
export type Alerts = { readonly [Key in Metric]?: { readonly level: number; readonly period?: string } };

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
    storageLimitGb: p.integer(),
    maxUsers: p.integer(),
    bandwidthLimitGb: p.integer(),
    storageUsedBytes: p.bigint('number'),
    alerts: p.json<Alerts>(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  uniques: [{ name: 'organization_tenant', properties: ['tenant'] }],
  checks: [
    { name: 'organization_credit', expression: 'credit_used <= credit_limit + credit_balance' },
    { name: 'organization_credit_sign', expression: 'credit_limit >= 0 and credit_balance >= 0 and credit_used >= 0' },
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
    organization.customDomain = null;
    organization.enabledPlugins = [];
    organization.creditLimit = 0;
    organization.creditBalance = 0;
    organization.creditUsed = 0;
    organization.storageUsedBytes = 0;
    organization.alerts = {};
    organization.changeLimits(limits);
    organization.createdAt = now;
    organization.updatedAt = now;
    return organization;
  }

  /** What is left out stays as it is. */
  changeLimits(limits: { readonly [Key in keyof Limits]?: Limits[Key] | undefined }): void {
    this.storageLimitGb = limits.storageLimitGb ?? this.storageLimitGb;
    this.maxUsers = limits.maxUsers ?? this.maxUsers;
    this.bandwidthLimitGb = limits.bandwidthLimitGb ?? this.bandwidthLimitGb;
    this.updatedAt = new Date();
  }

  /** Host names are compared without regard to case; null gives the domain back. */
  changeDomain(domain: string | null): void {
    this.customDomain = domain?.toLowerCase() ?? null;
    this.updatedAt = new Date();
  }

  /** @throws INVALID for what the catalogue does not have */
  enablePlugins(keys: readonly string[], catalogue: readonly string[]): void {
    const unknown = keys.flatMap((key, index) => (catalogue.includes(key) ? [] : [index]));
    if (unknown.length > 0) {
      throw invalid(
        ...unknown.map((index) => ({
          path: ['enabledPlugins', index],
          code: 'ENUM' as const,
          message: 'There is no such plugin',
          allowed: catalogue,
        })),
      );
    }
    this.enabledPlugins = [...keys];
    this.updatedAt = new Date();
  }
}

OrganizationTable.setClass(Organization);
