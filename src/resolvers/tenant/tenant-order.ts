import { sql } from 'kysely';
import { Field, InputType } from 'type-graphql';
import { SortDirectionEnum, TenantOrderFieldEnum } from '../enums.js';
import type { OrderKey } from '../keyset.js';

type TenantOrderField = keyof typeof TenantOrderFieldEnum;

@InputType()
export class TenantOrder {
  @Field(() => TenantOrderFieldEnum)
  field!: TenantOrderField;

  @Field(() => SortDirectionEnum, { nullable: true, description: 'ASC unless given.' })
  direction?: keyof typeof SortDirectionEnum | null;
}

/**
 * Texts are compared by their characters, not by the server's locale, so that both databases and every installation
 * agree; names without regard to the case of A to Z. Nothing here is ever null: an absent text sorts first, an absent end last.
 */
const expressions: Readonly<Record<TenantOrderField | 'ID', Omit<OrderKey, 'alias' | 'descending'>>> = {
  ID: { expression: sql`t.id collate "C"`, type: 'text' },
  SLUG: { expression: sql`t.slug collate "C"`, type: 'text' },
  NAME: { expression: sql`lower(t.display_name collate "C")`, type: 'text' },
  CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  ADMIN_EMAIL: { expression: sql`coalesce(t.admin_email, '') collate "C"`, type: 'text' },
  ACTIVE: { expression: sql`(t.status = 'ACTIVE')`, type: 'boolean' },
  VALID_UNTIL: { expression: sql`coalesce(t.valid_until, 'infinity')`, type: 'timestamptz' },
  ISSUER: { expression: sql`coalesce(t.issuer, '') collate "C"`, type: 'text' },
};

/** The whole order of a list: what was asked for, then whatever makes it total. */
export const orderKeys = (orders: readonly TenantOrder[]): readonly OrderKey[] => {
  const keys = orders.map(({ field, direction }) => ({ field, descending: direction === 'DESC' }));
  const unique = keys.findIndex(({ field }) => field === 'SLUG');
  const total: { field: TenantOrderField | 'ID'; descending: boolean }[] =
    unique >= 0 ? keys.slice(0, unique + 1) : [...keys, { field: 'ID', descending: false }];
  return total.map(({ field, descending }, index) => ({ ...expressions[field], alias: `order${index}`, descending }));
};
