import 'reflect-metadata';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { CreateOrganizationResolver } from './resolvers/organization/create-organization.js';
import { OrganizationCreditsResolver } from './resolvers/organization/organization-credits.js';
import { OrganizationResolver, TenantOrganizationResolver } from './resolvers/organization/organization-resolver.js';
import { RecordUsageResolver } from './resolvers/organization/record-usage.js';
import { UpdateOrganizationResolver } from './resolvers/organization/update-organization.js';
import { ProvisioningResolver } from './resolvers/provisioning/provisioning-resolver.js';
import { validateArgument } from './resolvers/rules.js';
import { SessionResolver } from './resolvers/session/session-resolver.js';
import { CreateTenantResolver } from './resolvers/tenant/create-tenant.js';
import { TenantAdminsResolver } from './resolvers/tenant/tenant-admins.js';
import { TenantResolver } from './resolvers/tenant/tenant-resolver.js';
import { UpdateTenantResolver } from './resolvers/tenant/update-tenant.js';
import { guarded } from './shield.js';

/**
 * The one port of the product: every adapter runs operations of this schema.
 * @throws where a root field has no row in the policy table
 */
export const buildGatewaySchema = (): GraphQLSchema =>
  guarded(
    buildSchemaSync({
      resolvers: [
        CreateOrganizationResolver,
        OrganizationCreditsResolver,
        OrganizationResolver,
        RecordUsageResolver,
        TenantOrganizationResolver,
        UpdateOrganizationResolver,
        CreateTenantResolver,
        ProvisioningResolver,
        SessionResolver,
        TenantAdminsResolver,
        TenantResolver,
        UpdateTenantResolver,
      ],
      validate: true,
      validateFn: validateArgument,
    }),
  );

/** The schema as text, in an order that does not depend on the order of imports. */
export const printGatewaySchema = (schema: GraphQLSchema): string =>
  `${printSchema(lexicographicSortSchema(schema))}\n`;
