import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import type { Viewer } from '../../auth/viewer.js';
import type { Asking, Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import { AppError } from '../../errors.js';
import type { Selection } from '../../selection.js';
import { visibleAdmins } from '../../visibility.js';
import { adminColumns, type AdminType } from '../admin-type.js';
import type { PageSource } from '../connection.js';
import type { OrderKey } from '../keyset.js';
import { pageOf } from '../page.js';
import { containing } from '../tenant/tenant-reads.js';
import type { AdminFilter, AdminsArgs } from './admin-inputs.js';

type Visible = SelectQueryBuilder<Database & { a: Database['admin'] }, 'a', object>;

/** The same words whether it never existed or is hidden from the viewer. */
export const adminUnknown = (): AppError => new AppError('NOT_FOUND', 'Admin not found', { reason: 'ADMIN_UNKNOWN' });

const maxNumber = 2_147_483_647;

/** An integer key, where the text is one; nothing has the number 0. */
export const numberOf = (key: string): number | undefined => {
  if (!/^\d+$/.test(key)) return undefined;
  return Number(key) <= maxNumber ? Number(key) : 0;
};

const visible = (db: Kysely<Database>, viewer: Viewer): Visible =>
  db.selectFrom('admin as a').where(visibleAdmins(viewer));

type AdminKey = { readonly publicId: string } | { readonly number: number };

/** One argument takes a public id or a number. */
export const adminKey = (key: string): AdminKey => {
  const number = numberOf(key);
  return number === undefined ? { publicId: key } : { number };
};

/** A reseller that the viewer may see. */
export const visibleAdmin = (db: Kysely<Database>, viewer: Viewer, key: AdminKey): Visible =>
  'number' in key
    ? visible(db, viewer).where('a.id', '=', key.number)
    : visible(db, viewer).where('a.public_id', '=', key.publicId);

/** @throws NOT_FOUND where there is none that the viewer may see */
export const findAdmin = async ({ db, viewer }: Asking, key: string, selection: Selection): Promise<AdminType> => {
  const row = await visibleAdmin(db, viewer, adminKey(key)).select(adminColumns(selection, viewer)).executeTakeFirst();
  if (!row) throw adminUnknown();
  return row as unknown as AdminType;
};

const filtered = (query: Visible, { statusIn, platform, partnerGroupId, search }: AdminFilter): Visible => {
  let narrowed = query;
  if (statusIn) narrowed = narrowed.where(sql<boolean>`a.status = any(${sql.val([...statusIn])}::text[])`);
  if (platform != null) narrowed = narrowed.where('a.platform', '=', platform);
  if (partnerGroupId != null) narrowed = narrowed.where('a.partner_group_id', '=', partnerGroupId);
  if (search) {
    const pattern = containing(search);
    narrowed = narrowed.where((eb) =>
      eb.or([
        eb('a.name', 'ilike', pattern),
        eb('a.slug', 'ilike', pattern),
        eb('a.company_name', 'ilike', pattern),
        eb('a.contact_email', 'ilike', pattern),
        eb('a.public_id', '=', search),
      ]),
    );
  }
  return narrowed;
};

const newestFirst: readonly OrderKey[] = [{ alias: 'order0', expression: sql`a.id`, type: 'bigint', descending: true }];

/** One page of the resellers that the viewer may see, newest first. */
export const findAdmins = ({ db, viewer }: Context, args: AdminsArgs, selection: Selection): PageSource<AdminType> =>
  pageOf<AdminType>(
    {
      query: filtered(visible(db, viewer), args.filter ?? {}),
      keys: newestFirst,
      columns: adminColumns(selection, viewer),
    },
    args,
  );
