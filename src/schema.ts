import 'reflect-metadata';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { deprecate, deprecatedFields } from './deprecations.js';
import { AccessResolver } from './resolvers/access/access-resolver.js';
import { AdminAccountResolver } from './resolvers/admin/admin-account.js';
import { AdminResolver } from './resolvers/admin/admin-resolver.js';
import { ChangeAdminResolver } from './resolvers/admin/change-admin.js';
import { PartnerGroupResolver } from './resolvers/partner-group/partner-group-resolver.js';
import { RegisterOrganizationResolver } from './resolvers/registration/register-organization.js';
import { RegistrationResolver } from './resolvers/registration/registration-resolver.js';
import { ThemeResolver } from './resolvers/theme/theme-resolver.js';
import { UserResolver } from './resolvers/user/user-resolver.js';
import { ApiTokenResolver } from './resolvers/api-token/api-token-resolver.js';
import { CreateApiTokenResolver } from './resolvers/api-token/create-api-token.js';
import { AuditResolver } from './resolvers/audit/audit-resolver.js';
import { AdminBrandingResolver, BrandingResolver } from './resolvers/branding/branding-resolver.js';
import { MigrationResolver } from './resolvers/migration/migration-resolver.js';
import { ChangeNamespaceResolver } from './resolvers/namespace/change-namespace.js';
import { NamespaceResolver } from './resolvers/namespace/namespace-resolver.js';
import { NotificationResolver } from './resolvers/notification/notification-resolver.js';
import { PlatformSettingsResolver } from './resolvers/platform-settings/platform-settings-resolver.js';
import { PluginResolver } from './resolvers/plugin/plugin-resolver.js';
import { IssueClientTokenResolver } from './resolvers/oauth-client/issue-client-token.js';
import { OAuthClientResolver } from './resolvers/oauth-client/oauth-client-resolver.js';
import { CreateOrganizationResolver } from './resolvers/organization/create-organization.js';
import { OrganizationCreditsResolver } from './resolvers/organization/organization-credits.js';
import { OrganizationResolver } from './resolvers/organization/organization-resolver.js';
import { RecordUsageResolver } from './resolvers/organization/record-usage.js';
import { UpdateOrganizationResolver } from './resolvers/organization/update-organization.js';
import { ProvisioningResolver } from './resolvers/provisioning/provisioning-resolver.js';
import { RetryProvisioningResolver } from './resolvers/provisioning/retry-provisioning.js';
import { validateArgument } from './resolvers/rules.js';
import { ChangePasswordResolver } from './resolvers/session/change-password.js';
import { SessionResolver } from './resolvers/session/session-resolver.js';
import { CreateTenantResolver } from './resolvers/tenant/create-tenant.js';
import { TenantAdminsResolver } from './resolvers/tenant/tenant-admins.js';
import { TenantLifeResolver } from './resolvers/tenant/tenant-life.js';
import { TenantResolver } from './resolvers/tenant/tenant-resolver.js';
import { UpdateTenantResolver } from './resolvers/tenant/update-tenant.js';
import { guarded } from './shield.js';

/** type-graphql asks for one where there are subscriptions, but each of ours names its source: the bus of its context. */
const pubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('A subscription names its source with `subscribe`.');
  },
};

/**
 * The one port of the product: every adapter runs operations of this schema. type-graphql does not check it, because Apollo
 * checks what it is given, which is this with its guards.
 * @throws where a root field has no row in the policy table
 */
export const buildGatewaySchema = (): GraphQLSchema =>
  deprecate(
    guarded(
      buildSchemaSync({
        resolvers: [
          AccessResolver,
          AdminAccountResolver,
          AdminResolver,
          ChangeAdminResolver,
          PartnerGroupResolver,
          RegisterOrganizationResolver,
          RegistrationResolver,
          UserResolver,
          AdminBrandingResolver,
          ApiTokenResolver,
          AuditResolver,
          BrandingResolver,
          CreateApiTokenResolver,
          CreateOrganizationResolver,
          IssueClientTokenResolver,
          OAuthClientResolver,
          OrganizationCreditsResolver,
          OrganizationResolver,
          RecordUsageResolver,
          UpdateOrganizationResolver,
          ChangeNamespaceResolver,
          CreateTenantResolver,
          MigrationResolver,
          NamespaceResolver,
          NotificationResolver,
          PlatformSettingsResolver,
          PluginResolver,
          ProvisioningResolver,
          RetryProvisioningResolver,
          ChangePasswordResolver,
          SessionResolver,
          TenantAdminsResolver,
          TenantLifeResolver,
          TenantResolver,
          ThemeResolver,
          UpdateTenantResolver,
        ],
        pubSub,
        skipCheck: true,
        validate: true,
        validateFn: validateArgument,
      }),
    ),
    deprecatedFields,
  );

/** The schema as text, in an order that does not depend on the order of imports. */
export const printGatewaySchema = (schema: GraphQLSchema): string =>
  `${printSchema(lexicographicSortSchema(schema))}\n`;
