import { defineEntity, p } from '@mikro-orm/core';

export const PlatformSettingsTable = defineEntity({
  name: 'PlatformSettings',
  tableName: 'platform_settings',
  properties: {
    id: p.integer().primary(),
    autoApproveRegistrations: p.boolean(),
    defaultStorageLimitGb: p.integer(),
    defaultMaxUsers: p.integer(),
    defaultBandwidthLimitGb: p.integer(),
    defaultCreditLimit: p.bigint('number'),
    updatedAt: p.datetime(3),
  },
});

/** The one row of settings; migrations put it there, and its key never changes. */
export const platformSettingsId = 1;

/** How registrations are handled and what new organizations start with. */
export class PlatformSettings extends PlatformSettingsTable.class {}

PlatformSettingsTable.setClass(PlatformSettings);
