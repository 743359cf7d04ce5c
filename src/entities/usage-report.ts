import { defineEntity, p } from '@mikro-orm/core';
import { Organization } from './organization.js';

/** What a service of the platform says that an organization has used. */
export interface Usage {
  /** The new total. */
  readonly storageBytes: number | null;
  /** On top of what the month already has. */
  readonly bandwidthBytes: number | null;
  /** On top of what is used already. */
  readonly creditsUsed: number | null;
}

export const UsageReportTable = defineEntity({
  name: 'UsageReport',
  tableName: 'usage_report',
  properties: {
    id: p.integer().primary().autoincrement(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    idempotencyKey: p.text(),
    report: p.json<Usage>(),
    createdAt: p.datetime(3),
  },
  uniques: [{ name: 'usage_report_key', properties: ['organization', 'idempotencyKey'] }],
  indexes: [{ name: 'usage_report_age', properties: ['organization', 'createdAt'] }],
});

/** How long a key is remembered, at least. Nobody tries for that long. */
export const keyDays = 30;

/** A report that its sender gave a key, so that sending it again counts nothing twice. */
export class UsageReport extends UsageReportTable.class {}

UsageReportTable.setClass(UsageReport);
