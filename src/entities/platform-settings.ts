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

/** A change to the settings; what is left out or null stays as it is. */
export interface PlatformSettingsPatch {
  readonly autoApproveRegistrations?: boolean | null;
  readonly defaultStorageLimitGb?: number | null;
  readonly defaultMaxUsers?: number | null;
  readonly defaultBandwidthLimitGb?: number | null;
  readonly defaultCreditLimit?: number | null;
}

/** How registrations are handled and what new organizations start with. */
export class PlatformSettings extends PlatformSettingsTable.class {
  change(patch: PlatformSettingsPatch): void {
    this.autoApproveRegistrations = patch.autoApproveRegistrations ?? this.autoApproveRegistrations;
    this.defaultStorageLimitGb = patch.defaultStorageLimitGb ?? this.defaultStorageLimitGb;
    this.defaultMaxUsers = patch.defaultMaxUsers ?? this.defaultMaxUsers;
    this.defaultBandwidthLimitGb = patch.defaultBandwidthLimitGb ?? this.defaultBandwidthLimitGb;
    this.defaultCreditLimit = patch.defaultCreditLimit ?? this.defaultCreditLimit;
    this.updatedAt = new Date();
  }
}

PlatformSettingsTable.setClass(PlatformSettings);
