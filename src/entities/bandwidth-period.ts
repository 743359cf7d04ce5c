import { defineEntity, p } from '@mikro-orm/core';
import { Organization } from './organization.js';

export const BandwidthPeriodTable = defineEntity({
  name: 'BandwidthPeriod',
  tableName: 'bandwidth_period',
  properties: {
    id: p.integer().primary().autoincrement(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** `2026-05`, by UTC's calendar. */
    period: p.text(),
    usedBytes: p.bigint('number'),
  },
  uniques: [{ name: 'bandwidth_period_month', properties: ['organization', 'period'] }],
});

/** What an organization has sent in one month. A new month begins with nothing. */
export class BandwidthPeriod extends BandwidthPeriodTable.class {}

BandwidthPeriodTable.setClass(BandwidthPeriod);

/** The current period, `yyyy-mm` in UTC. */
export const currentPeriod = (): string => new Date().toISOString().slice(0, 7);
