import { registerEnumType } from 'type-graphql';
import { roles } from '../auth/viewer.js';
import { apiTokenTypes } from '../entities/api-token.js';
import { adminStatuses } from '../entities/admin.js';
import { registrationStatuses } from '../entities/registration-request.js';
import { userStatuses } from '../entities/user.js';
import { provisioningStatuses, provisioningSteps } from '../entities/provisioning.js';
import { mfaMethods } from '../entities/tenant-settings.js';
import { tenantRoles } from '../entities/tenant-membership.js';
import { expiryStates } from '../entities/subscription.js';
import { loginModes, tenantStatuses } from '../entities/tenant.js';

/** Words that are the same in TypeScript and in GraphQL, as an enum of the schema. */
export const enumOf = <Value extends string>(name: string, description: string, values: readonly Value[]) => {
  const members = Object.fromEntries(values.map((value) => [value, value])) as { [Key in Value]: Key };
  registerEnumType(members, { name, description });
  return members;
};

export const TenantStatusEnum = enumOf(
  'TenantStatus',
  'The life of a tenant. DELETED ones are seen by nobody.',
  tenantStatuses,
);
export const ExpiryStateEnum = enumOf(
  'ExpiryState',
  "How a tenant's subscription stands. Its people are served while it is active and in the days of grace after it.",
  expiryStates,
);
export const LoginModeEnum = enumOf('LoginMode', 'How people get into a tenant.', loginModes);
export const MfaMethodEnum = enumOf('MfaMethod', 'A second factor.', mfaMethods);
export const TenantRoleEnum = enumOf('TenantRole', 'What a member is within a tenant.', tenantRoles);
export const RoleEnum = enumOf('Role', 'The canonical roles, weakest first.', roles);
export const AdminStatusEnum = enumOf('AdminStatus', 'Whether a reseller may act.', adminStatuses);
export const RegistrationStatusEnum = enumOf(
  'RegistrationStatus',
  'How far a request for an organization has come. REJECTED and ACTIVE are the ends.',
  registrationStatuses,
);
export const UserStatusEnum = enumOf(
  'UserStatus',
  'PENDING is a place kept for somebody who has not appeared yet.',
  userStatuses,
);
export const OrganizationStatusEnum = enumOf(
  'OrganizationStatus',
  "Whether an organization's people may come in; its tenant's status.",
  ['ACTIVE', 'SUSPENDED'] as const,
);
export const ProvisioningStatusEnum = enumOf(
  'ProvisioningStatus',
  'How an attempt, or one step of it, stands.',
  provisioningStatuses,
);
export const ProvisioningStepEnum = enumOf(
  'ProvisioningStepName',
  'The steps of an attempt, in order.',
  provisioningSteps,
);
export const LegacyApiEnum = enumOf('LegacyApi', 'The legacy API that a session is opened through.', [
  'SCAIKEY',
  'LUSTERCMS',
  'EXD',
  'FULLSTACKHERO',
] as const);
export const SortDirectionEnum = enumOf('SortDirection', 'Which end comes first.', ['ASC', 'DESC'] as const);
export const TenantOrderFieldEnum = enumOf('TenantOrderField', 'What tenants can be ordered by.', [
  'SLUG',
  'NAME',
  'CREATED_AT',
  'ADMIN_EMAIL',
  'ACTIVE',
  'VALID_UNTIL',
  'ISSUER',
] as const);
export const ApiTokenTypeEnum = enumOf(
  'ApiTokenType',
  'What a service token is for: the installation, one tenant, or the flags of a namespace.',
  apiTokenTypes,
);
