import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { User } from '../../entities/user.js';
import { AppError } from '../../errors.js';
import { selectionOf } from '../../selection.js';
import { write, type Write } from '../../write.js';
import { AdminType } from '../admin-type.js';
import { CreateAdminInput, UpdateAdminInput } from './admin-inputs.js';
import { findAdmin, numberOf } from './admin-reads.js';
import { adminForWrite, assertGroup, auditable, auditAdmin, changing, insertAdmin } from './admin-writes.js';

const either = { description: 'By public id or by number.' };

/** @throws NOT_FOUND */
const userOf = async ({ em }: Write, key: string): Promise<User> => {
  const number = numberOf(key);
  const user = await em.findOne(User, number === undefined ? { publicId: key } : { id: number });
  if (!user) throw new AppError('NOT_FOUND', 'User not found', { reason: 'USER_UNKNOWN' });
  return user;
};

@Resolver()
export class ChangeAdminResolver {
  /** @throws INVALID, NOT_FOUND (group) */
  @Mutation(() => AdminType, { description: 'Makes a reseller, with a slug from its name and nothing in its pool.' })
  async createAdmin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', () => CreateAdminInput) input: CreateAdminInput,
  ): Promise<AdminType> {
    const id = await write(context, async (tx) => {
      await assertGroup(tx, input.partnerGroupId);
      const admin = await insertAdmin(tx, input);
      auditAdmin(tx, 'created', admin, { after: auditable(admin) });
      return admin.publicId;
    });
    return findAdmin(context, id, selectionOf(info));
  }

  /** @throws NOT_FOUND (reseller, group), INVALID */
  @Mutation(() => AdminType)
  async updateAdmin(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('admin', () => ID, either) key: string,
    @Arg('input', () => UpdateAdminInput) input: UpdateAdminInput,
  ): Promise<AdminType> {
    await write(context, async (tx) => {
      const admin = await adminForWrite(tx, context, 'updateAdmin', key);
      await assertGroup(tx, input.partnerGroupId);
      const changes = changing(admin, () => {
        admin.change(input);
      });
      auditAdmin(tx, 'updated', admin, changes);
    });
    return findAdmin(context, key, selectionOf(info));
  }

  /** @throws NOT_FOUND (reseller, user), CONFLICT (the platform's own account) */
  @Mutation(() => AdminType, { description: 'By owning it the user is a reseller, from the next request on.' })
  async assignAdminOwner(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('admin', () => ID, either) key: string,
    @Arg('user', () => ID, either) userKey: string,
  ): Promise<AdminType> {
    await write(context, async (tx) => {
      const admin = await adminForWrite(tx, context, 'assignAdminOwner', key);
      const user = await userOf(tx, userKey);
      const changes = changing(admin, () => {
        admin.assignOwner(user.id);
      });
      auditAdmin(tx, 'owner_assigned', admin, changes);
    });
    return findAdmin(context, key, selectionOf(info));
  }
}
