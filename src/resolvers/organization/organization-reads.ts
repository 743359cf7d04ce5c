import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { isSuperadmin, type Viewer } from '../../auth/viewer.js';
import type { Asking, Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import { AppError } from '../../errors.js';
import type { Selection } from '../../selection.js';
import { text } from '../../violations.js';
import { visibleOrganizations } from '../../visibility.js';
import { PageArgs, type PageSource } from '../connection.js';
import { OrganizationStatusEnum } from '../enums.js';
import type { OrderKey } from '../keyset.js';
import { count, pageOf } from '../page.js';
import { runPrepared } from '../../orm/prepared.js';
import { Rules } from '../rules.js';
import { tallied } from '../tally.js';
import { containing } from '../tenant/tenant-reads.js';
import { organizationColumns, type OrganizationType } from './organization-type.js';

@InputType()
@Rules(z.object({ search: text(0, 255).nullish(), adminId: text(0, 64).nullish() }))
export class OrganizationFilter {
  @Field(() => OrganizationStatusEnum, { nullable: true })
  status?: keyof typeof OrganizationStatusEnum | null;

  @Field(() => ID, { nullable: true, description: 'The reseller, by public id or by number.' })
  adminId?: string | null;

  @Field(() => String, { nullable: true, description: 'Case-insensitive part of the name, slug or domain.' })
  search?: string | null;
}

@ArgsType()
export class OrganizationsArgs extends PageArgs {
  @Field(() => OrganizationFilter, { nullable: true })
  filter?: OrganizationFilter | null;
}

type Joined = Database & { o: Database['organization']; t: Database['tenant'] };
type Visible = SelectQueryBuilder<Joined, 'o' | 't', object>;

/** The organizations that a viewer may see, as `o`, each beside its tenant `t`. */
export const visibleOnes = (db: Kysely<Database>, viewer: Viewer): Visible =>
  db
    .selectFrom('tenant as t')
    .innerJoin('organization as o', 'o.tenant_id', 't.id')
    .where(visibleOrganizations(viewer));

const filtered = (query: Visible, { status, adminId, search }: OrganizationFilter): Visible => {
  let narrowed = query;
  if (status != null) narrowed = narrowed.where('t.status', '=', status);
  if (adminId != null) {
    narrowed = narrowed.where(
      sql<boolean>`t.admin_id = (select a.id from admin a where a.public_id = ${adminId} or a.id::text = ${adminId})`,
    );
  }
  if (search) {
    const pattern = containing(search);
    narrowed = narrowed.where((eb) =>
      eb.or([
        eb('t.display_name', 'ilike', pattern),
        eb('t.slug', 'ilike', pattern),
        eb('o.custom_domain', 'ilike', pattern),
      ]),
    );
  }
  return narrowed;
};

/** All there are, for somebody who sees them all: few tenants are gone, so that the others need not be looked at. */
const everyOne = (db: Kysely<Database>) =>
  db
    .selectFrom('organization as o')
    .where('o.tenant_id', 'not in', (gone) =>
      gone.selectFrom('tenant').where('tenant.deleted_at', 'is not', null).select('tenant.id'),
    );

const newestFirst: readonly OrderKey[] = [{ alias: 'order0', expression: sql`o.id`, type: 'bigint', descending: true }];

/** One page of the organizations that the viewer may see, newest first. */
export const findOrganizations = (
  { db, viewer }: Context,
  args: OrganizationsArgs,
  selection: Selection,
): PageSource<OrganizationType> => {
  const filter = args.filter ?? {};
  const query = filtered(visibleOnes(db, viewer), filter);
  const columns = organizationColumns(selection, viewer);
  const isAll = isSuperadmin(viewer) && filter.status == null && filter.adminId == null && !filter.search;
  const passing = isAll ? everyOne(db) : undefined;
  return pageOf<OrganizationType>({ query, keys: newestFirst, columns, id: 'o.id', passing }, args, async () => {
    if (filter.adminId != null || filter.search) return count(query);
    const statusIn = filter.status == null ? null : [filter.status];
    const administered = viewer.tenants.filter(({ role }) => role === 'TENANT_ADMIN');
    const known = await tallied(db, { ...viewer, tenants: administered }, { list: 'organization', statusIn });
    return known ?? count(query);
  });
};

/** One organization. @throws NOT_FOUND where there is none that the viewer may see */
export const findOrganization = async (
  { db, viewer }: Asking,
  id: number,
  selection: Selection,
): Promise<OrganizationType> => {
  const row = await visibleOnes(db, viewer)
    .where('o.id', '=', id)
    .select(organizationColumns(selection, viewer))
    .executeTakeFirst();
  if (!row) throw organizationUnknown();
  return row as unknown as OrganizationType;
};

/** The organizations of some tenants, those that the viewer may see. */
export const organizationsByTenant = async (
  db: Kysely<Database>,
  tenantIds: readonly string[],
  viewer: Viewer,
  selection: Selection,
): Promise<ReadonlyMap<string, OrganizationType>> => {
  const rows = await runPrepared<OrganizationType & { key: string }, { tenantIds: readonly string[] }>(
    { db, viewer },
    selection,
    'by tenant',
    { tenantIds },
    (slot) =>
      visibleOnes(db, viewer)
        .where(sql<boolean>`t.id = any(${sql.val(slot('tenantIds'))}::text[])`)
        .select([...organizationColumns(selection, viewer), sql.ref('t.id').as('key')]),
  );
  return new Map(rows.map((row) => [row.key, row]));
};

/** The same words whether it never existed, its tenant is deleted, or it is hidden from the viewer. */
export const organizationUnknown = (): AppError =>
  new AppError('NOT_FOUND', 'Organization not found', { reason: 'ORGANIZATION_UNKNOWN' });
