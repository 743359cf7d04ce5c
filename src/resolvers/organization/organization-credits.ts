import { Arg, Ctx, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { addCredits, setCreditLimit } from '../../ledger.js';
import { selectionOf } from '../../selection.js';
import { raiseAlerts } from '../../usage-alerts.js';
import { writeThenRead } from '../../write.js';
import { OrganizationCreditLimitInput, OrganizationCreditsInput } from './organization-inputs.js';
import { findOrganization } from './organization-reads.js';
import { OrganizationType } from './organization-type.js';
import { auditOrganization, movementBy, organizationForWrite, payerOf, withCredits } from './organization-writes.js';

@Resolver()
export class OrganizationCreditsResolver {
  /** @throws NOT_FOUND, FORBIDDEN, INVALID (pool insufficient, limit below use) */
  @Mutation(() => OrganizationType, {
    description: "A reseller's raise leaves their pool, a lowering gives back at most what came from it.",
  })
  async setOrganizationCreditLimit(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('organization', () => Int) id: number,
    @Arg('input', () => OrganizationCreditLimitInput) { creditLimit, reason }: OrganizationCreditLimitInput,
  ): Promise<OrganizationType> {
    const { viewer } = context;
    return writeThenRead(
      context,
      async (tx) => {
        const account = await organizationForWrite(tx, viewer, 'setOrganizationCreditLimit', id);
        await setCreditLimit(tx, id, creditLimit, payerOf(viewer, account.tenant), movementBy(viewer, reason));
        await raiseAlerts(tx, id);
        const changes = withCredits({}, 'creditLimit', account.organization.creditLimit, creditLimit);
        auditOrganization(tx, 'credit_limit_set', account, changes);
      },
      (_, asking) => findOrganization(asking, id, selectionOf(info)),
    );
  }

  /** @throws NOT_FOUND, FORBIDDEN, INVALID (pool insufficient) */
  @Mutation(() => OrganizationType, { description: 'Adds to what it bought; a reseller pays from their pool.' })
  async addOrganizationCredits(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('organization', () => Int) id: number,
    @Arg('input', () => OrganizationCreditsInput) { amount, reason }: OrganizationCreditsInput,
  ): Promise<OrganizationType> {
    const { viewer } = context;
    return writeThenRead(
      context,
      async (tx) => {
        const account = await organizationForWrite(tx, viewer, 'addOrganizationCredits', id);
        await addCredits(tx, id, amount, payerOf(viewer, account.tenant), movementBy(viewer, reason));
        await raiseAlerts(tx, id);
        const { creditBalance } = account.organization;
        const changes = withCredits({}, 'creditBalance', creditBalance, creditBalance + amount);
        auditOrganization(tx, 'credits_added', account, changes);
      },
      (_, asking) => findOrganization(asking, id, selectionOf(info)),
    );
  }
}
