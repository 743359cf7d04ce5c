import { sql, type AliasedRawBuilder, type Kysely, type SelectQueryBuilder } from 'kysely';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { Viewer } from '../../auth/viewer.js';
import type { Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import type { TenantStatus } from '../../entities/tenant.js';
import type { Selection } from '../../selection.js';
import { AppError } from '../../errors.js';
import { visibleTenants } from '../../visibility.js';
import { text } from '../../violations.js';
import { PageArgs, pageSize, pageSource, type Page, type PageSource } from '../connection.js';
import { TenantOrderFieldEnum, TenantStatusEnum } from '../enums.js';
import { cursorOf, orderBy, rowsAfter, type OrderKey } from '../keyset.js';
import { Rules } from '../rules.js';
import { orderKeys, TenantOrder } from './tenant-order.js';
import { allTenantColumns, tenantColumns, type TenantType } from './tenant-type.js';

@InputType()
@Rules(z.object({ search: text(0, 255).nullish(), adminId: text(0, 64).nullish() }))
export class TenantFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Case-insensitive part of the name, slug or contact address, or the whole id.',
  })
  search?: string | null;

  @Field(() => [TenantStatusEnum], { nullable: true, description: 'Any of these; an empty list finds nothing.' })
  statusIn?: TenantStatus[] | null;

  @Field(() => ID, { nullable: true, description: 'The public id of the reseller.' })
  adminId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a way to log in has been chosen.' })
  hasLoginMode?: boolean | null;
}

const orderFields = Object.keys(TenantOrderFieldEnum).length;

// A cursor is compared once per pair of keys, so a list that repeats them must not grow without end.
@ArgsType()
@Rules(z.object({ orderBy: z.array(z.unknown()).max(orderFields).nullish() }))
export class TenantsArgs extends PageArgs {
  @Field(() => TenantFilter, { nullable: true })
  filter?: TenantFilter | null;

  @Field(() => [TenantOrder], { nullable: true, description: 'Newest first unless given.' })
  orderBy?: TenantOrder[] | null;
}

type Visible = SelectQueryBuilder<Database & { t: Database['tenant'] }, 't', object>;

type Asking = Pick<Context, 'db' | 'viewer'>;

const visible = ({ db, viewer }: Asking): Visible => db.selectFrom('tenant as t').where(visibleTenants(viewer));

/** The pattern of `ilike` that finds the text anywhere, whatever signs it contains. */
export const containing = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;

const filtered = (query: Visible, filter: TenantFilter | null | undefined): Visible => {
  let narrowed = query;
  const { search, statusIn, adminId, hasLoginMode } = filter ?? {};
  if (search) {
    const pattern = containing(search);
    narrowed = narrowed.where((eb) =>
      eb.or([
        eb('t.display_name', 'ilike', pattern),
        eb('t.slug', 'ilike', pattern),
        eb('t.contact_email', 'ilike', pattern),
        eb('t.id', '=', search),
      ]),
    );
  }
  if (statusIn) narrowed = narrowed.where(sql<boolean>`t.status = any(${sql.val([...statusIn])}::text[])`);
  if (adminId)
    narrowed = narrowed.where(sql<boolean>`t.admin_id = (select a.id from admin a where a.public_id = ${adminId})`);
  if (hasLoginMode != null) narrowed = narrowed.where('t.login_mode', hasLoginMode ? 'is not' : 'is', null);
  return narrowed;
};

const count = async (query: Visible): Promise<number> => {
  const { total } = await query.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  return total;
};

/** The first row of the page: the offset asked for, or the start of the last page where that lies beyond the end. */
const effectiveOffset = async (args: TenantsArgs, total: () => Promise<number>): Promise<number> => {
  const offset = args.offset ?? 0;
  const size = pageSize(args);
  if (!args.clampToLastPage || offset === 0 || size === 0) return offset;
  const rows = await total();
  return offset < rows ? offset : Math.max(0, Math.ceil(rows / size) - 1) * size;
};

const readPage = async (
  query: Visible,
  keys: readonly OrderKey[],
  columns: readonly AliasedRawBuilder<unknown, string>[],
  { first, after, offset }: { first: number; after: string | undefined; offset: number },
): Promise<Page<TenantType>> => {
  const cursorColumns = keys.map(({ expression, alias }) => expression.as(alias));
  const rows = await (after ? query.where(rowsAfter(keys, after)) : query)
    .select([...columns, ...cursorColumns])
    .orderBy(orderBy(keys) as never)
    .limit(first + 1)
    .offset(offset)
    .execute();
  const page = rows.slice(0, first) as unknown as (TenantType & Record<string, unknown>)[];
  return {
    rows: page,
    cursors: page.map((row) => cursorOf(keys, row)),
    offset,
    hasNextPage: rows.length > first,
    hasPreviousPage: offset > 0 || after !== undefined,
  };
};

/** The tenants that the viewer may see, one page of them, with only the columns that are asked for. */
export const findTenants = (context: Context, args: TenantsArgs, selection: Selection): PageSource<TenantType> => {
  const query = filtered(visible(context), args.filter);
  const keys = orderKeys(args.orderBy ?? [{ field: 'CREATED_AT', direction: 'DESC' }]);
  const columns = tenantColumns(selection, context.viewer);
  return pageSource(
    async (total) =>
      readPage(query, keys, columns, {
        first: pageSize(args),
        after: args.after == null || args.after === '' ? undefined : args.after,
        offset: await effectiveOffset(args, total),
      }),
    () => count(query),
  );
};

type TenantKey = { readonly id: string } | { readonly slug: string };

/** Ids begin with `tnt_`, and no slug holds an underscore, so that one argument can take either. */
export const tenantKey = (idOrSlug: string): TenantKey =>
  idOrSlug.startsWith('tnt_') ? { id: idOrSlug } : { slug: idOrSlug };

/** A tenant that the viewer may see. */
export const visibleTenant = (asking: Asking, key: TenantKey): Visible =>
  'id' in key ? visible(asking).where('t.id', '=', key.id) : visible(asking).where('t.slug', '=', key.slug);

/** One tenant by its id or its slug, or null where there is none that the viewer may see. */
export const findTenant = async (
  context: Context,
  key: TenantKey,
  selection: Selection,
): Promise<TenantType | null> => {
  const row = await visibleTenant(context, key).select(tenantColumns(selection, context.viewer)).executeTakeFirst();
  return (row as TenantType | undefined) ?? null;
};

/** Tenants by id, those that the viewer may see. */
export const tenantsByKey = async (
  db: Kysely<Database>,
  ids: readonly string[],
  viewer: Viewer,
): Promise<ReadonlyMap<string, TenantType>> => {
  const rows = await db
    .selectFrom('tenant as t')
    .where(visibleTenants(viewer))
    .where('t.id', 'in', [...ids])
    .select(allTenantColumns(viewer))
    .execute();
  return new Map((rows as unknown as TenantType[]).map((row) => [row.id, row]));
};

/** The same words whether it never existed, is deleted, or is hidden from the viewer. */
export const tenantUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Tenant not found.', { reason: 'TENANT_UNKNOWN' });
