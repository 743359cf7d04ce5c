import type { InferKyselyDB } from '@mikro-orm/sql';
import { Admin, AdminTable } from './admin.js';
import { AuditLog, AuditLogTable } from './audit-log.js';
import { Namespace, NamespaceTable } from './namespace.js';
import { Provisioning, ProvisioningStep, ProvisioningStepTable, ProvisioningTable } from './provisioning.js';
import { RefreshToken, RefreshTokenTable } from './refresh-token.js';
import { SigningKey, SigningKeyTable } from './signing-key.js';
import { TenantMembership, TenantMembershipTable } from './tenant-membership.js';
import { Tenant, TenantTable } from './tenant.js';
import { User, UserTable } from './user.js';

/** Every entity, for the ORM. */
export const entities = [
  Admin,
  AuditLog,
  Namespace,
  Provisioning,
  ProvisioningStep,
  RefreshToken,
  SigningKey,
  Tenant,
  TenantMembership,
  User,
];

/** The same tables as Kysely sees them: snake_case columns, typed from the definitions above. */
export type Database = InferKyselyDB<
  | typeof AdminTable
  | typeof AuditLogTable
  | typeof NamespaceTable
  | typeof ProvisioningTable
  | typeof ProvisioningStepTable
  | typeof RefreshTokenTable
  | typeof SigningKeyTable
  | typeof TenantTable
  | typeof TenantMembershipTable
  | typeof UserTable
>;
