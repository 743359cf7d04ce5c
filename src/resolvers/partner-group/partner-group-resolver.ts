import { sql } from 'kysely';
import { Arg, Args, Ctx, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context, type Asking } from '../../context.js';
import { violatedUnique } from '../../database-errors.js';
import type { Changes } from '../../entities/audit-log.js';
import { PartnerGroup } from '../../entities/partner-group.js';
import { AppError } from '../../errors.js';
import { held } from '../../orm/held.js';
import { selectionAt, selectionOf, type Selection } from '../../selection.js';
import { visiblePartnerGroups } from '../../visibility.js';
import { changesBetween, write, writeThenRead, type Write } from '../../write.js';
import { PageArgs } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import {
  CreatePartnerGroupInput,
  partnerGroupColumns,
  PartnerGroupConnection,
  PartnerGroupType,
  UpdatePartnerGroupInput,
} from './partner-group-type.js';

/** The same words whether it never existed, is deleted, or is hidden from the viewer. */
export const groupUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Partner group not found', { reason: 'GROUP_UNKNOWN' });

/** @throws CONFLICT where another group has the name, or what it was given */
const conflicts =
  (name: string | undefined) =>
  (error: unknown): never => {
    if (violatedUnique(error) !== 'partner_group_name_unique') throw error;
    throw new AppError('CONFLICT', 'Partner group name already taken', {
      reason: 'GROUP_NAME_TAKEN',
      params: { name: name ?? '' },
    });
  };

const visible = ({ db, viewer }: Asking) => db.selectFrom('partner_group as g').where(visiblePartnerGroups(viewer));

/** A group that the viewer may see. */
export const visibleGroup = (asking: Asking, id: number) => visible(asking).where('g.id', '=', id);

/** @throws NOT_FOUND */
const findGroup = async (asking: Asking, id: number, selection: Selection): Promise<PartnerGroupType> => {
  const row = await visibleGroup(asking, id).select(partnerGroupColumns(selection, asking.viewer)).executeTakeFirst();
  if (!row) throw groupUnknown();
  return row as unknown as PartnerGroupType;
};

/** Locked until the transaction ends. @throws NOT_FOUND */
const groupForWrite = async ({ db, em }: Write, { viewer }: Context, id: number): Promise<PartnerGroup> => {
  const group = await held({ db, em, viewer }, PartnerGroup, {
    values: { id },
    alias: 'g',
    query: (slot) => visibleGroup({ db, viewer }, slot('id')),
  });
  if (!group) throw groupUnknown();
  return group;
};

const auditable = ({ name, description, creditDiscountPercent }: PartnerGroup) => ({
  name,
  description,
  creditDiscountPercent,
});

const auditGroup = (tx: Write, verb: string, group: PartnerGroup, changes: Changes): void => {
  tx.audit({ action: `partner_group.${verb}`, targetType: 'partner_group', targetId: String(group.id), changes });
};

const newestFirst: readonly OrderKey[] = [{ alias: 'order0', expression: sql`g.id`, type: 'bigint', descending: true }];

@Resolver()
export class PartnerGroupResolver {
  @Query(() => PartnerGroupConnection, { description: 'The tiers of resellers, newest first.' })
  partnerGroups(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) args: PageArgs,
  ): InstanceType<typeof PartnerGroupConnection> {
    const selection = selectionAt(selectionOf(info), ['nodes'], ['edges', 'node']);
    const columns = partnerGroupColumns(selection, context.viewer);
    return new PartnerGroupConnection(
      pageOf<PartnerGroupType>({ query: visible(context), keys: newestFirst, columns }, args),
    );
  }

  /** @throws INVALID, CONFLICT (name taken) */
  @Mutation(() => PartnerGroupType)
  async createPartnerGroup(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', () => CreatePartnerGroupInput) input: CreatePartnerGroupInput,
  ): Promise<PartnerGroupType> {
    return writeThenRead(
      context,
      async (tx) => {
        const { name, description = null, creditDiscountPercent = 0 } = input;
        const group = PartnerGroup.create({ name, description, creditDiscountPercent });
        await tx.em.persist(group).flush();
        auditGroup(tx, 'created', group, { after: auditable(group) });
        return group.id;
      },
      (id, asking) => findGroup(asking, id, selectionOf(info)),
    ).catch(conflicts(input.name));
  }

  /** @throws NOT_FOUND, INVALID, CONFLICT (name taken) */
  @Mutation(() => PartnerGroupType)
  async updatePartnerGroup(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => Int) id: number,
    @Arg('input', () => UpdatePartnerGroupInput) input: UpdatePartnerGroupInput,
  ): Promise<PartnerGroupType> {
    return writeThenRead(
      context,
      async (tx) => {
        const group = await groupForWrite(tx, context, id);
        const before = auditable(group);
        group.change(input);
        auditGroup(tx, 'updated', group, changesBetween(before, auditable(group)));
      },
      (_, asking) => findGroup(asking, id, selectionOf(info)),
    ).catch(conflicts(input.name));
  }

  /** @throws NOT_FOUND */
  @Mutation(() => Int, { description: 'Answers the id of the group that is gone; its resellers are in none then.' })
  deletePartnerGroup(@Ctx() context: Context, @Arg('id', () => Int) id: number): Promise<number> {
    return write(context, async (tx) => {
      const group = await groupForWrite(tx, context, id);
      auditGroup(tx, 'deleted', group, { before: auditable(group) });
      tx.em.remove(group);
      return id;
    });
  }
}
