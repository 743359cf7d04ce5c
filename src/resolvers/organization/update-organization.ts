import { Arg, Ctx, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { setCreditLimit } from '../../ledger.js';
import { selectionOf } from '../../selection.js';
import { raiseAlerts } from '../../usage-alerts.js';
import { writeThenRead } from '../../write.js';
import { OrganizationStatusEnum } from '../enums.js';
import { tellOfSuspension } from '../tenant/tell-of-suspension.js';
import { OrganizationLimitsInput, UpdateOrganizationInput } from './organization-inputs.js';
import { findOrganization } from './organization-reads.js';
import { OrganizationType } from './organization-type.js';
import {
  auditOrganization,
  changing,
  movementBy,
  organizationConflicts,
  organizationForWrite,
  payerOf,
  pluginCatalogue,
  withCredits,
  type Account,
} from './organization-writes.js';

const apply = (
  { organization, tenant }: Account,
  input: UpdateOrganizationInput,
  catalogue: readonly string[],
): void => {
  if (input.name !== undefined && input.name !== tenant.displayName) {
    tenant.displayName = input.name;
    tenant.updatedAt = new Date();
  }
  if (input.customDomain !== undefined) organization.changeDomain(input.customDomain);
  if (input.enabledPlugins !== undefined) organization.enablePlugins(input.enabledPlugins, catalogue);
  organization.changeLimits(input);
};

@Resolver()
export class UpdateOrganizationResolver {
  /** @throws NOT_FOUND, FORBIDDEN, INVALID (also: pool insufficient, limit below use), CONFLICT (domain taken) */
  @Mutation(() => OrganizationType)
  async updateOrganization(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('organization', () => Int) id: number,
    @Arg('input', () => UpdateOrganizationInput) input: UpdateOrganizationInput,
  ): Promise<OrganizationType> {
    return writeThenRead(
      context,
      async (tx) => {
        const account = await organizationForWrite(tx, context.viewer, 'updateOrganization', id);
        const { organization, tenant } = account;
        const catalogue = await pluginCatalogue(tx);
        const changes = changing(account, () => {
          apply(account, input, catalogue);
        });
        await tx.em.flush();
        const creditLimit = input.creditLimit ?? organization.creditLimit;
        await setCreditLimit(tx, id, creditLimit, payerOf(context.viewer, tenant), movementBy(context.viewer, null));
        await raiseAlerts(tx, id);
        const all = withCredits(changes, 'creditLimit', organization.creditLimit, creditLimit);
        auditOrganization(tx, 'updated', account, all);
      },
      (_, asking) => findOrganization(asking, id, selectionOf(info)),
    ).catch(organizationConflicts(input.customDomain));
  }

  /** @throws NOT_FOUND, FORBIDDEN, INVALID */
  @Mutation(() => OrganizationType)
  async updateOrganizationLimits(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('organization', () => Int) id: number,
    @Arg('input', () => OrganizationLimitsInput) input: OrganizationLimitsInput,
  ): Promise<OrganizationType> {
    return writeThenRead(
      context,
      async (tx) => {
        const account = await organizationForWrite(tx, context.viewer, 'updateOrganizationLimits', id);
        const changes = changing(account, () => {
          account.organization.changeLimits(input);
        });
        await tx.em.flush();
        await raiseAlerts(tx, id);
        auditOrganization(tx, 'limits_updated', account, changes);
      },
      (_, asking) => findOrganization(asking, id, selectionOf(info)),
    );
  }

  /** Suspending shuts its people out with their very next request. @throws NOT_FOUND, FORBIDDEN, CONFLICT (has it, root) */
  @Mutation(() => OrganizationType)
  async setOrganizationStatus(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('organization', () => Int) id: number,
    @Arg('status', () => OrganizationStatusEnum) status: keyof typeof OrganizationStatusEnum,
  ): Promise<OrganizationType> {
    return writeThenRead(
      context,
      async (tx) => {
        const account = await organizationForWrite(tx, context.viewer, 'setOrganizationStatus', id);
        const changes = changing(account, () => {
          account.tenant.moveTo(status);
          account.tenant.updatedAt = new Date();
        });
        await tellOfSuspension(tx, account.tenant, changes);
        auditOrganization(tx, 'status_changed', account, changes);
      },
      (_, asking) => findOrganization(asking, id, selectionOf(info)),
    );
  }
}
