import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { given } from '../given.js';
import { graphql, maxInt } from '../graphql.js';

const Fields = z.object({
  auto_approve_registrations: z.boolean(),
  default_storage_limit_gb: z.int().min(0).max(maxInt),
  default_max_users: z.int().min(1).max(maxInt),
  default_bandwidth_limit_gb: z.int().min(0).max(maxInt),
  default_credit_limit: z.int().min(0),
});

export const Settings = Fields.meta({
  title: 'Settings',
  description: 'What new organizations get unless told otherwise.',
});

export const exampleSettings: z.output<typeof Settings> = {
  auto_approve_registrations: false,
  default_storage_limit_gb: 10,
  default_max_users: 10,
  default_bandwidth_limit_gb: 100,
  default_credit_limit: 0,
};

export const SettingsBody = Fields.partial().meta({
  title: 'UpdateSettings',
  description: 'What is left out stays as it is.',
});

export const fromSettings = (body: z.output<typeof SettingsBody>) =>
  given({
    autoApproveRegistrations: body.auto_approve_registrations,
    defaultStorageLimitGb: body.default_storage_limit_gb,
    defaultMaxUsers: body.default_max_users,
    defaultBandwidthLimitGb: body.default_bandwidth_limit_gb,
    defaultCreditLimit: body.default_credit_limit,
  });

export const SettingsFragment = graphql(`
  fragment LusterCmsSettings on PlatformSettings @_unmask {
    autoApproveRegistrations
    defaultStorageLimitGb
    defaultMaxUsers
    defaultBandwidthLimitGb
    defaultCreditLimit
  }
`);

export const toSettings = (settings: ResultOf<typeof SettingsFragment>): z.output<typeof Settings> => ({
  auto_approve_registrations: settings.autoApproveRegistrations,
  default_storage_limit_gb: settings.defaultStorageLimitGb,
  default_max_users: settings.defaultMaxUsers,
  default_bandwidth_limit_gb: settings.defaultBandwidthLimitGb,
  default_credit_limit: settings.defaultCreditLimit,
});
