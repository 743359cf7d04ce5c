import type { InferKyselyDB } from '@mikro-orm/sql';
import { Admin, AdminTable } from './admin.js';
import { ApiToken, ApiTokenTable } from './api-token.js';
import { AuditLog, AuditLogTable } from './audit-log.js';
import { BandwidthPeriod, BandwidthPeriodTable } from './bandwidth-period.js';
import { CreditEntry, CreditEntryTable } from './credit-entry.js';
import { ExpiryNotice, ExpiryNoticeTable } from './expiry-notice.js';
import { IdempotencyRecord, IdempotencyRecordTable } from './idempotency-record.js';
import { KnownAddress, KnownAddressTable } from './known-address.js';
import { LoginAttempts, LoginAttemptsTable } from './login-attempts.js';
import { LoginSession, LoginSessionTable } from './login-session.js';
import { Notification, NotificationTable } from './notification.js';
import { OAuthClient, OAuthClientTable } from './oauth-client.js';
import { Organization, OrganizationTable } from './organization.js';
import { PartnerGroup, PartnerGroupTable } from './partner-group.js';
import { PlatformSettings, PlatformSettingsTable } from './platform-settings.js';
import { Plugin, PluginTable } from './plugin.js';
import { RegistrationRequest, RegistrationRequestTable } from './registration-request.js';
import { Namespace, NamespaceTable } from './namespace.js';
import { Provisioning, ProvisioningStep, ProvisioningStepTable, ProvisioningTable } from './provisioning.js';
import { RefreshToken, RefreshTokenTable } from './refresh-token.js';
import { SigningKey, SigningKeyTable } from './signing-key.js';
import { SlugHold, SlugHoldTable } from './slug-hold.js';
import { Tally, TallyTable } from './tally.js';
import { TenantMembership, TenantMembershipTable } from './tenant-membership.js';
import { Tenant, TenantTable } from './tenant.js';
import { UsageReport, UsageReportTable } from './usage-report.js';
import { User, UserTable } from './user.js';

/** Every entity, for the ORM. */
export const entities = [
  Admin,
  ApiToken,
  AuditLog,
  BandwidthPeriod,
  CreditEntry,
  ExpiryNotice,
  IdempotencyRecord,
  KnownAddress,
  LoginAttempts,
  LoginSession,
  Notification,
  OAuthClient,
  Organization,
  PartnerGroup,
  PlatformSettings,
  Plugin,
  RegistrationRequest,
  Namespace,
  Provisioning,
  ProvisioningStep,
  RefreshToken,
  SigningKey,
  SlugHold,
  Tally,
  Tenant,
  TenantMembership,
  UsageReport,
  User,
];

/** The same tables as Kysely sees them: snake_case columns, typed from the definitions above. */
export type Database = InferKyselyDB<
  | typeof AdminTable
  | typeof ApiTokenTable
  | typeof AuditLogTable
  | typeof BandwidthPeriodTable
  | typeof CreditEntryTable
  | typeof ExpiryNoticeTable
  | typeof IdempotencyRecordTable
  | typeof KnownAddressTable
  | typeof LoginAttemptsTable
  | typeof LoginSessionTable
  | typeof NotificationTable
  | typeof OAuthClientTable
  | typeof OrganizationTable
  | typeof PartnerGroupTable
  | typeof PlatformSettingsTable
  | typeof PluginTable
  | typeof RegistrationRequestTable
  | typeof NamespaceTable
  | typeof ProvisioningTable
  | typeof ProvisioningStepTable
  | typeof RefreshTokenTable
  | typeof SigningKeyTable
  | typeof SlugHoldTable
  | typeof TallyTable
  | typeof TenantTable
  | typeof TenantMembershipTable
  | typeof UsageReportTable
  | typeof UserTable
>;
