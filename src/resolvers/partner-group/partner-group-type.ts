import { type AliasedRawBuilder, type Kysely } from 'kysely';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { z } from 'zod';
import type { Viewer } from '../../auth/viewer.js';
import type { Database } from '../../entities/index.js';
import type { Selection } from '../../selection.js';
import { text } from '../../violations.js';
import { visiblePartnerGroups } from '../../visibility.js';
import { connectionOf } from '../connection.js';
import { everyColumn, plain, project, type Column } from '../projection.js';
import { Rules } from '../rules.js';
import { DateTime } from '../scalars.js';

@ObjectType('PartnerGroup', { simpleResolvers: true, description: 'A tier of resellers.' })
export class PartnerGroupType {
  @Field(() => Int)
  id!: number;

  @Field(() => String, { description: 'No two groups have one in common.' })
  name!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => Int, { description: 'Shown with a grant; it changes no amount of credits.' })
  creditDiscountPercent!: number;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime)
  updatedAt!: string;
}

export const PartnerGroupConnection = connectionOf(PartnerGroupType, 'PartnerGroup');

const shared = {
  description: text(0, 1000).nullish(),
  creditDiscountPercent: z.int().min(0).max(100).optional(),
};

@InputType()
@Rules(z.object({ ...shared, name: text(1, 255) }))
export class CreatePartnerGroupInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => Int, { nullable: true, description: '0 to 100; 0 unless given.' })
  creditDiscountPercent?: number;
}

@InputType({ description: 'What is left out stays as it is.' })
@Rules(z.object({ ...shared, name: text(1, 255).optional() }))
export class UpdatePartnerGroupInput {
  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => Int, { nullable: true, description: '0 to 100.' })
  creditDiscountPercent?: number;
}

/** Where each field comes from, as an expression over `partner_group as g`. */
const columns: Readonly<Record<string, Column>> = {
  id: plain('g.id'),
  name: plain('g.name'),
  description: plain('g.description'),
  creditDiscountPercent: plain('g.credit_discount_percent'),
  createdAt: plain('g.created_at'),
  updatedAt: plain('g.updated_at'),
};

const projection = { columns, always: ['id'] };

/** The select list for what an operation asks of a group. */
export const partnerGroupColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project(projection, selection, viewer);

/** Groups by id, those that the viewer may see. */
export const partnerGroupsByKey = async (
  db: Kysely<Database>,
  keys: readonly number[],
  viewer: Viewer,
): Promise<ReadonlyMap<number, PartnerGroupType>> => {
  const rows = await db
    .selectFrom('partner_group as g')
    .where(visiblePartnerGroups(viewer))
    .where('g.id', 'in', [...keys])
    .select(everyColumn(projection, viewer))
    .execute();
  return new Map((rows as unknown as PartnerGroupType[]).map((row) => [row.id, row]));
};
