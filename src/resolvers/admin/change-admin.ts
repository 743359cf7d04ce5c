import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import type { Admin } from '../../entities/admin.js';
import { User } from '../../entities/user.js';
import { AppError } from '../../errors.js';
import { selectionOf } from '../../selection.js';
import { write, writeThenRead, type Write } from '../../write.js';
import { AdminType } from '../admin-type.js';
import { tenantsOf } from '../tenant/tenant-writes.js';
import { CreateAdminInput, UpdateAdminInput } from './admin-inputs.js';
import { findAdmin, numberOf } from './admin-reads.js';
import {
  adminForWrite,
  assertGroup,
  auditable,
  auditAdmin,
  changing,
  insertAdmin,
  tellOwnerOfSuspension,
} from './admin-writes.js';

const either = { description: 'By public id or by number.' };

/** @throws NOT_FOUND */
const userOf = async ({ em }: Write, key: string): Promise<User> => {
  const number = numberOf(key);
  const user = await em.findOne(User, number === undefined ? { publicId: key } : { id: number });
  if (!user) throw new AppError('NOT_FOUND', 'User not found', { reason: 'USER_UNKNOWN' });
  return user;
};

/** Its row is locked by now, so none can come meanwhile. @throws CONFLICT */
const assertNoTenants = async (tx: Write, { id }: Admin): Promise<void> => {
  const tenants = await tenantsOf(tx, id);
  if (tenants === 0) return;
  throw new AppError('CONFLICT', 'The reseller still has tenants.', {
    reason: 'ADMIN_HAS_TENANTS',
    params: { tenants },
  });
};

@Resolver()
export class ChangeAdminResolver {
  /** @throws INVALID, NOT_FOUND (group), CONFLICT (slug taken) */
  @Mutation(() => AdminType, { description: 'Makes a reseller, with nothing in its pool.' })
  async createAdmin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', () => CreateAdminInput) input: CreateAdminInput,
  ): Promise<AdminType> {
    return writeThenRead(
      context,
      async (tx) => {
        await assertGroup(tx, input.partnerGroupId);
        const admin = await insertAdmin(tx, input);
        auditAdmin(tx, 'created', admin, { after: auditable(admin) });
        return admin.publicId;
      },
      (id, asking) => findAdmin(asking, id, selectionOf(info)),
    );
  }

  /** @throws NOT_FOUND (reseller, group), INVALID, CONFLICT (the platform's own account cannot be suspended) */
  @Mutation(() => AdminType)
  async updateAdmin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('admin', () => ID, either) key: string,
    @Arg('input', () => UpdateAdminInput) input: UpdateAdminInput,
  ): Promise<AdminType> {
    return writeThenRead(
      context,
      async (tx) => {
        const admin = await adminForWrite(tx, context, 'updateAdmin', key);
        await assertGroup(tx, input.partnerGroupId);
        const before = admin.status;
        const changes = changing(admin, () => {
          admin.change(input);
        });
        if (before === 'ACTIVE' && admin.status === 'SUSPENDED') tellOwnerOfSuspension(tx, admin);
        auditAdmin(tx, 'updated', admin, changes);
      },
      (_, asking) => findAdmin(asking, key, selectionOf(info)),
    );
  }

  /**
   * Soft: the row stays for the ledger and the audit log, the slug becomes free.
   * @throws NOT_FOUND, CONFLICT (it still has tenants, the platform's own account)
   */
  @Mutation(() => ID, { description: 'Answers the public id of the reseller that is gone. It must have no tenants.' })
  deleteAdmin(@Ctx() context: Context, @Arg('admin', () => ID, either) key: string): Promise<string> {
    return write(context, async (tx) => {
      const admin = await adminForWrite(tx, context, 'deleteAdmin', key);
      const changes = changing(admin, () => {
        admin.delete();
      });
      await assertNoTenants(tx, admin);
      auditAdmin(tx, 'deleted', admin, changes);
      return admin.publicId;
    });
  }

  /** @throws NOT_FOUND (reseller, user), CONFLICT (the platform's own account) */
  @Mutation(() => AdminType, { description: 'By owning it the user is a reseller, from the next request on.' })
  async assignAdminOwner(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('admin', () => ID, either) key: string,
    @Arg('user', () => ID, either) userKey: string,
  ): Promise<AdminType> {
    return writeThenRead(
      context,
      async (tx) => {
        const admin = await adminForWrite(tx, context, 'assignAdminOwner', key);
        const user = await userOf(tx, userKey);
        const changes = changing(admin, () => {
          admin.assignOwner(user.id);
        });
        auditAdmin(tx, 'owner_assigned', admin, changes);
      },
      (_, asking) => findAdmin(asking, key, selectionOf(info)),
    );
  }
}
