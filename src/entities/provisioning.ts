import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';

export const provisioningStatuses = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const;
export type ProvisioningStatus = (typeof provisioningStatuses)[number];

/** The steps of every attempt, in the order in which they run. */
export const provisioningSteps = ['DATABASE', 'MIGRATIONS', 'SEEDING', 'CACHE_WARM'] as const;
export type ProvisioningStepName = (typeof provisioningSteps)[number];

export const ProvisioningTable = defineEntity({
  name: 'Provisioning',
  tableName: 'provisioning',
  properties: {
    id: p.integer().primary().autoincrement(),
    correlationId: p.uuid().unique(),
    tenant: () => p.manyToOne(Tenant).mapToPk(),
    status: p.enum(provisioningStatuses),
    currentStep: p.enum(provisioningSteps).nullable(),
    error: p.text().nullable(),
    /** The password that the tenant's admin user starts with; wiped when the attempt has completed. */
    adminPasswordHash: p.text().nullable(),
    /** Until when the running worker owns the attempt, unless it is heard of. After that another may take it over. */
    leaseUntil: p.datetime(3).nullable(),
    /** Rises each time that somebody takes it over. Whoever writes for it shows this number. */
    fence: p.bigint('number').defaultRaw('0'),
    /** How often it was begun since it last got a step further. */
    tries: p.integer().default(0),
    createdAt: p.datetime(3),
    startedAt: p.datetime(3).nullable(),
    completedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'provisioning_open', properties: ['tenant'], where: "status in ('PENDING', 'RUNNING')" }],
  indexes: [{ name: 'provisioning_tenant', properties: ['tenant', 'id'] }],
});

/** One attempt to make a tenant's store ready. At most one attempt of a tenant is open at a time. */
export class Provisioning extends ProvisioningTable.class {
  static create(tenantId: string, adminPasswordHash: string | null): Provisioning {
    const attempt = new Provisioning();
    attempt.correlationId = randomUUID();
    attempt.tenant = tenantId;
    attempt.status = 'PENDING';
    attempt.adminPasswordHash = adminPasswordHash;
    attempt.createdAt = new Date();
    return attempt;
  }

  /** What the tenant's admin user still waits for, which only the next attempt keeps from now on. */
  handOverPassword(): string | null {
    const hash = this.adminPasswordHash ?? null;
    this.adminPasswordHash = null;
    return hash;
  }
}

ProvisioningTable.setClass(Provisioning);

export const ProvisioningStepTable = defineEntity({
  name: 'ProvisioningStep',
  tableName: 'provisioning_step',
  properties: {
    id: p.integer().primary().autoincrement(),
    provisioning: () => p.manyToOne(Provisioning).mapToPk(),
    step: p.enum(provisioningSteps),
    status: p.enum(provisioningStatuses),
    error: p.text().nullable(),
    startedAt: p.datetime(3).nullable(),
    completedAt: p.datetime(3).nullable(),
  },
  uniques: [{ properties: ['provisioning', 'step'] }],
});

/** How far one step of an attempt has come. */
export class ProvisioningStep extends ProvisioningStepTable.class {
  static create(provisioningId: number, step: ProvisioningStepName): ProvisioningStep {
    const row = new ProvisioningStep();
    row.provisioning = provisioningId;
    row.step = step;
    row.status = 'PENDING';
    return row;
  }
}

ProvisioningStepTable.setClass(ProvisioningStep);
