import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { Organization } from '../../entities/organization.js';
import { PlatformSettings, platformSettingsId } from '../../entities/platform-settings.js';
import { setCreditLimit } from '../../ledger.js';
import { selectionOf } from '../../selection.js';
import { raiseAlerts } from '../../usage-alerts.js';
import { writeThenRead, type Write } from '../../write.js';
import { tenantForWrite } from '../tenant/tenant-writes.js';
import { CreateOrganizationInput } from './organization-inputs.js';
import { findOrganization } from './organization-reads.js';
import { OrganizationType } from './organization-type.js';
import { auditOrganization, movementBy, organizationConflicts, pluginCatalogue } from './organization-writes.js';

const make = async (tx: Write, tenantId: string, input: CreateOrganizationInput, settings: PlatformSettings) => {
  const organization = Organization.create(tenantId, {
    storageLimitGb: input.storageLimitGb ?? settings.defaultStorageLimitGb,
    maxUsers: input.maxUsers ?? settings.defaultMaxUsers,
    bandwidthLimitGb: input.bandwidthLimitGb ?? settings.defaultBandwidthLimitGb,
  });
  organization.changeDomain(input.customDomain ?? null);
  organization.enablePlugins(input.enabledPlugins ?? [], await pluginCatalogue(tx));
  await tx.em.persist(organization).flush();
  return organization;
};

@Resolver()
export class CreateOrganizationResolver {
  /** @throws NOT_FOUND (tenant), CONFLICT (it has one, domain taken), INVALID */
  @Mutation(() => OrganizationType, {
    description: 'Gives a tenant a commercial account, with which it appears in LusterCMS.',
  })
  async createOrganization(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, { description: "The tenant's id or slug." }) key: string,
    @Arg('input', () => CreateOrganizationInput, { nullable: true }) input?: CreateOrganizationInput | null,
  ): Promise<OrganizationType> {
    const wish = input ?? {};
    return writeThenRead(
      context,
      async (tx) => {
        const tenant = await tenantForWrite(tx, context.viewer, 'createOrganization', key);
        const settings = await tx.em.findOneOrFail(PlatformSettings, platformSettingsId);
        const organization = await make(tx, tenant.id, wish, settings);
        const creditLimit = wish.creditLimit ?? settings.defaultCreditLimit;
        await setCreditLimit(tx, organization.id, creditLimit, 'PLATFORM', movementBy(context.viewer, 'Initial limit'));
        await raiseAlerts(tx, organization.id);
        const { customDomain, enabledPlugins, storageLimitGb, maxUsers, bandwidthLimitGb } = organization;
        auditOrganization(
          tx,
          'created',
          { organization, tenant },
          { after: { customDomain, enabledPlugins, creditLimit, storageLimitGb, maxUsers, bandwidthLimitGb } },
        );
        return organization.id;
      },
      (id, asking) => findOrganization(asking, id, selectionOf(info)),
    ).catch(organizationConflicts(wish.customDomain));
  }
}
