import { sql, type Kysely } from 'kysely';
import type { Viewer } from '../../auth/viewer.js';
import type { Asking, Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import { AppError } from '../../errors.js';
import type { Selection } from '../../selection.js';
import { visibleNamespaces, visibleTenants } from '../../visibility.js';
import type { CursorArgs, Page, PageSource } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageStatement, toPage } from '../page.js';
import { tenantKey, tenantUnknown } from '../tenant/tenant-reads.js';
import { allNamespaceColumns, namespaceColumns, type NamespaceType } from './namespace-type.js';

/** The tenant is there; the namespace is not. */
export const namespaceUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Namespace not found.', { reason: 'NAMESPACE_UNKNOWN' });

/**
 * One namespace of a tenant.
 * @throws NOT_FOUND where the viewer sees no such tenant, or it has no such namespace
 */
export const findNamespace = async (
  { db, viewer }: Asking,
  idOrSlug: string,
  slug: string,
  selection: Selection,
  mustHaveLoginMode: boolean | null = false,
): Promise<NamespaceType> => {
  const key = tenantKey(idOrSlug);
  const row = await db
    .selectFrom('tenant as t')
    .leftJoin('namespace as n', (join) => join.onRef('n.tenant_id', '=', 't.id').on('n.slug', '=', slug))
    .where(visibleTenants(viewer))
    .where('id' in key ? 't.id' : 't.slug', '=', 'id' in key ? key.id : key.slug)
    .$if(mustHaveLoginMode === true, (query) => query.where('t.login_mode', 'is not', null))
    .select('n.id as found')
    .select(namespaceColumns(selection, viewer))
    .executeTakeFirst();
  if (!row) throw tenantUnknown();
  if (row.found === null) throw namespaceUnknown();
  return row as unknown as NamespaceType;
};

const bySlug: readonly OrderKey[] = [
  { alias: 'order0', expression: sql`n.slug collate "C"`, type: 'text', descending: false },
];

type Pages = ReadonlyMap<string, Page<NamespaceType>>;
type Batch = (db: Kysely<Database>, tenantIds: readonly string[], viewer: Viewer) => Promise<Pages>;

/** The same page of the namespaces of several tenants, in one statement. */
const pageOfEach =
  (args: CursorArgs): Batch =>
  async (db, tenantIds, viewer) => {
    const columns = allNamespaceColumns(viewer);
    const rows = await db
      .selectFrom('tenant as t')
      .innerJoinLateral(
        (eb) => {
          const query = eb.selectFrom('namespace as n').whereRef('n.tenant_id', '=', 't.id');
          return pageStatement({ query, keys: bySlug, columns }, args).as('n');
        },
        (join) => join.onTrue(),
      )
      .where(visibleNamespaces(viewer))
      .where('t.id', 'in', [...tenantIds])
      .select('t.id as within')
      .selectAll('n')
      .orderBy(sql.ref('n.order0'))
      .execute();
    const byTenant = Map.groupBy(rows, ({ within }) => within);
    return new Map(tenantIds.map((id) => [id, toPage(byTenant.get(id) ?? [], bySlug, args)]));
  };

const batches = new WeakMap<Context, Map<string, Batch>>();

/** One batch for each page that an operation asks for: the rows of a list all ask for the same. */
const batchFor = (context: Context, args: CursorArgs): Batch => {
  const known = batches.get(context) ?? new Map<string, Batch>();
  batches.set(context, known);
  const key = JSON.stringify([args.first, args.after]);
  const batch = known.get(key) ?? pageOfEach(args);
  known.set(key, batch);
  return batch;
};

const counts = async (
  db: Kysely<Database>,
  tenantIds: readonly string[],
  viewer: Viewer,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .selectFrom('tenant as t')
    .innerJoin('namespace as n', 'n.tenant_id', 't.id')
    .where(visibleNamespaces(viewer))
    .where('t.id', 'in', [...tenantIds])
    .groupBy('t.id')
    .select(['t.id', sql<number>`count(*)::int`.as('total')])
    .execute();
  return new Map(rows.map(({ id, total }) => [id, total]));
};

/** The namespaces of one of the tenants that are being shown, by slug. */
export const namespacesOf = (context: Context, tenantId: string, args: CursorArgs): PageSource<NamespaceType> => ({
  page: async () => (await context.load(batchFor(context, args), tenantId)) ?? toPage([], bySlug, args),
  total: async () => (await context.load(counts, tenantId)) ?? 0,
});
