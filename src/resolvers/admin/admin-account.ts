import { Arg, Args, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import type { Admin } from '../../entities/admin.js';
import { PartnerGroup } from '../../entities/partner-group.js';
import { grantToPool } from '../../ledger.js';
import { selectionOf } from '../../selection.js';
import { writeThenRead, type Write } from '../../write.js';
import { AdminType } from '../admin-type.js';
import { movementBy } from '../organization/organization-writes.js';
import { GrantAdminCreditsArgs, SuspendAdminArgs } from './admin-inputs.js';
import { findAdmin } from './admin-reads.js';
import { adminForWrite, auditAdmin, changing, tellOwnerOfSuspension, tellOwner } from './admin-writes.js';

/** The discount of its tier, which is shown and changes no amount. */
const discountOf = async ({ em }: Write, { partnerGroup }: Admin): Promise<number> =>
  partnerGroup == null ? 0 : (await em.findOneOrFail(PartnerGroup, partnerGroup)).creditDiscountPercent;

@Resolver()
export class AdminAccountResolver {
  /** @throws NOT_FOUND, INVALID, CONFLICT (the platform's own account) */
  @Mutation(() => AdminType, { description: "Adds to a reseller's pool and tells its owner." })
  async grantAdminCredits(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => GrantAdminCreditsArgs) { admin: key, amount, reason }: GrantAdminCreditsArgs,
  ): Promise<AdminType> {
    return writeThenRead(
      context,
      async (tx) => {
        const admin = await adminForWrite(tx, context, 'grantAdminCredits', key);
        admin.assertHasPool();
        await grantToPool(tx, admin.id, amount, movementBy(context.viewer, reason));
        admin.updatedAt = new Date();
        tellOwner(tx, admin, {
          type: 'admin.credits_granted',
          title: 'Credits granted',
          message: `${admin.name} has been granted ${amount} credits`,
          data: { admin_id: admin.id, amount, credit_discount_percent: await discountOf(tx, admin) },
        });
        const { creditBalance } = admin;
        auditAdmin(tx, 'credits_granted', admin, {
          before: { creditBalance },
          after: { creditBalance: creditBalance + amount, amount, reason: reason ?? null },
        });
      },
      (_, asking) => findAdmin(asking, key, selectionOf(info)),
    );
  }

  /** @throws NOT_FOUND, INVALID, CONFLICT (suspended already, the platform's own account) */
  @Mutation(() => AdminType, { description: 'Its owner is shut out with the very next request.' })
  async suspendAdmin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => SuspendAdminArgs) { admin: key, reason }: SuspendAdminArgs,
  ): Promise<AdminType> {
    return writeThenRead(
      context,
      async (tx) => {
        const admin = await adminForWrite(tx, context, 'suspendAdmin', key);
        const changes = changing(admin, () => {
          admin.suspend(reason);
        });
        tellOwnerOfSuspension(tx, admin);
        auditAdmin(tx, 'suspended', admin, changes);
      },
      (_, asking) => findAdmin(asking, key, selectionOf(info)),
    );
  }

  /** @throws NOT_FOUND, CONFLICT (active already) */
  @Mutation(() => AdminType)
  async reactivateAdmin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('admin', () => ID, { description: 'By public id or by number.' }) key: string,
  ): Promise<AdminType> {
    return writeThenRead(
      context,
      async (tx) => {
        const admin = await adminForWrite(tx, context, 'reactivateAdmin', key);
        const changes = changing(admin, () => {
          admin.reactivate();
        });
        auditAdmin(tx, 'reactivated', admin, changes);
      },
      (_, asking) => findAdmin(asking, key, selectionOf(info)),
    );
  }
}
