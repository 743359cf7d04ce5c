import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { isSuperadmin } from '../auth/viewer.js';
import type { Context } from '../context.js';
import type { Database } from '../entities/index.js';

/** A way to tell which organization an operation is about, as a condition on `o` and `t`. */
type Way = RawBuilder<boolean>;

const bySession = ({ viewer }: Context): Way | undefined =>
  viewer.tenant ? sql`t.id = ${viewer.tenant.id}` : undefined;

/** Only those above an organization may look at it as if they were in it; whatever others ask for is ignored. */
const byHeader = ({ viewer, origin }: Context): Way | undefined => {
  const id = origin.organizationId;
  if (id === undefined || !/^[1-9]\d{0,8}$/.test(id)) return undefined;
  if (isSuperadmin(viewer)) return sql`o.id = ${Number(id)}`;
  const owned = sql`t.admin_id = any(${sql.val([...viewer.adminIds])}::int[])`;
  return viewer.adminIds.length > 0 ? sql`(o.id = ${Number(id)} and ${owned})` : undefined;
};

const byMembership = ({ viewer: { tenants } }: Context): Way | undefined =>
  tenants.length > 0 ? sql`t.id = any(${sql.val(tenants.map(({ id }) => id))}::text[])` : undefined;

const byHost = ({ origin: { host } }: Context): Way | undefined =>
  host === undefined ? undefined : sql`o.custom_domain = ${host.toLowerCase().replace(/\.$/, '')}`;

type Joined = SelectQueryBuilder<
  Database & { o: Database['organization']; t: Database['tenant']; a: Database['admin'] },
  'o' | 't' | 'a',
  object
>;

const found = (context: Context, ways: readonly (Way | undefined)[]): Joined | undefined => {
  const [first, ...rest] = ways.filter((way) => way !== undefined);
  if (!first) return undefined;
  const ranks = [first, ...rest].map((way, rank) => sql`when ${way} then ${sql.lit(rank)}`);
  return context.db
    .selectFrom('organization as o')
    .innerJoin('tenant as t', 't.id', 'o.tenant_id')
    .innerJoin('admin as a', 'a.id', 't.admin_id')
    .where('t.deleted_at', 'is', null)
    .where(sql<boolean>`(${sql.join([first, ...rest], sql` or `)})`)
    .orderBy(sql`case ${sql.join(ranks, sql` `)} end`)
    .orderBy('o.id')
    .limit(1);
};

/**
 * The viewer's own organization beside its tenant and reseller, as `o`, `t` and `a`: the one their session is for, else the
 * one a superadmin or reseller names in `X-Organization-ID`, else the first they belong to. Undefined where there can be none.
 */
export const ownOrganization = (context: Context): Joined | undefined =>
  found(context, [bySession(context), byHeader(context), byMembership(context)]);

/** The same, or else the organization whose custom domain the request was addressed to. */
export const addressedOrganization = (context: Context): Joined | undefined =>
  found(context, [bySession(context), byHeader(context), byMembership(context), byHost(context)]);
