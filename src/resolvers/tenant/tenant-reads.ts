import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { Viewer } from '../../auth/viewer.js';
import type { Asking, Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import type { TenantStatus } from '../../entities/tenant.js';
import { selectionAt, type Selection } from '../../selection.js';
import { AppError } from '../../errors.js';
import { visibleTenants } from '../../visibility.js';
import { text } from '../../violations.js';
import { asksForCursors, PageArgs, pageSize, type PageSource } from '../connection.js';
import { TenantOrderFieldEnum, TenantStatusEnum } from '../enums.js';
import { count, pagedBy, pageStatement, windowStatement } from '../page.js';
import { runPrepared, type SlotOf } from '../../orm/prepared.js';
import { Rules } from '../rules.js';
import { tallied } from '../tally.js';
import { orderKeys, TenantOrder } from './tenant-order.js';
import { tenantColumns, type TenantType } from './tenant-type.js';

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

const visible = ({ db, viewer }: Asking): Visible => db.selectFrom('tenant as t').where(visibleTenants(viewer));

/** The pattern of `ilike` that finds the text anywhere, whatever signs it contains. */
export const containing = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;

/** What a filter takes from the request. */
interface Values {
  readonly pattern: string;
  readonly search: string;
  readonly statusIn: readonly string[];
  readonly adminId: string;
  readonly limit: number;
  readonly offset: number;
}

const filtered = (query: Visible, { search, statusIn, adminId, hasLoginMode }: TenantFilter, slot: SlotOf<Values>) => {
  let narrowed = query;
  if (search) {
    narrowed = narrowed.where((eb) =>
      eb.or([
        eb('t.display_name', 'ilike', slot('pattern')),
        eb('t.slug', 'ilike', slot('pattern')),
        eb('t.contact_email', 'ilike', slot('pattern')),
        eb('t.id', '=', slot('search')),
      ]),
    );
  }
  if (statusIn) narrowed = narrowed.where(sql<boolean>`t.status = any(${sql.val(slot('statusIn'))}::text[])`);
  if (adminId) {
    narrowed = narrowed.where(
      sql<boolean>`t.admin_id = (select a.id from admin a where a.public_id = ${slot('adminId')})`,
    );
  }
  if (hasLoginMode != null) narrowed = narrowed.where('t.login_mode', hasLoginMode ? 'is not' : 'is', null);
  return narrowed;
};

/** Where only the status narrows a list, triggers keep count of it. */
const isTallied = ({ search, adminId, hasLoginMode }: TenantFilter): boolean =>
  !search && !adminId && hasLoginMode == null;

/**
 * The tenants that the viewer may see, one page of them, with only the columns that are asked for.
 * @param connection what is asked of it
 */
export const findTenants = (context: Context, args: TenantsArgs, connection: Selection): PageSource<TenantType> => {
  const { db, viewer } = context;
  const selection = selectionAt(connection, ['nodes'], ['edges', 'node']);
  const filter = args.filter ?? {};
  const orders = args.orderBy ?? [{ field: 'CREATED_AT', direction: 'DESC' }];
  const keys = orderKeys(orders);
  const given = {
    pattern: containing(filter.search ?? ''),
    search: filter.search ?? '',
    statusIn: filter.statusIn ?? [],
    adminId: filter.adminId ?? '',
  };
  const listing = (slot: SlotOf<Values>) => ({
    query: filtered(visible(context), filter, slot),
    keys,
    columns: tenantColumns(selection, viewer),
    hasCursors: asksForCursors(connection),
    id: 't.id',
  });
  const direct = () => listing((name) => ({ ...given, limit: 0, offset: 0 })[name]);
  const shape = (offset: number) =>
    JSON.stringify([orders, !filter.search, !filter.statusIn, !filter.adminId, filter.hasLoginMode, offset > 0]);
  return pagedBy<TenantType>(
    {
      rows: (asked, offset) => {
        if (asked.after) return pageStatement(direct(), asked, offset).execute() as unknown as Promise<TenantType[]>;
        const values = { ...given, limit: pageSize(asked) + 1, offset };
        return runPrepared(context, selection, shape(offset), values, (slot) =>
          windowStatement(listing(slot), { limit: slot('limit'), offset: offset > 0 ? slot('offset') : 0 }),
        );
      },
      keys,
      total: async () => {
        const known = isTallied(filter)
          ? tallied(db, viewer, { list: 'tenant', statusIn: filter.statusIn })
          : undefined;
        return (await known) ?? count(direct().query);
      },
    },
    args,
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
export const findTenant = async (asking: Asking, key: TenantKey, selection: Selection): Promise<TenantType | null> => {
  const byId = 'id' in key;
  const value = byId ? key.id : key.slug;
  const [row] = await runPrepared<TenantType, { key: string }>(
    asking,
    selection,
    `one ${byId}`,
    { key: value },
    (slot) =>
      visibleTenant(asking, byId ? { id: slot('key') } : { slug: slot('key') }).select(
        tenantColumns(selection, asking.viewer),
      ),
  );
  return row ?? null;
};

/** A tenant that has just been written. @throws NOT_FOUND for whoever has given it out of their sight */
export const writtenTenant = async (asking: Asking, id: string, selection: Selection): Promise<TenantType> => {
  const tenant = await findTenant(asking, { id }, selection);
  if (!tenant) throw tenantUnknown();
  return tenant;
};

/** Tenants by id, those that the viewer may see. */
export const tenantsByKey = async (
  db: Kysely<Database>,
  ids: readonly string[],
  viewer: Viewer,
  selection: Selection,
): Promise<ReadonlyMap<string, TenantType>> => {
  const rows = await runPrepared<TenantType, { ids: readonly string[] }>(
    { db, viewer },
    selection,
    'by key',
    { ids },
    (slot) =>
      visible({ db, viewer })
        .where(sql<boolean>`t.id = any(${sql.val(slot('ids'))}::text[])`)
        .select(tenantColumns(selection, viewer)),
  );
  return new Map(rows.map((row) => [row.id, row]));
};

/** The same words whether it never existed, is deleted, or is hidden from the viewer. */
export const tenantUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Tenant not found.', { reason: 'TENANT_UNKNOWN' });
