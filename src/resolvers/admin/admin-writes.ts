import { sql } from 'kysely';
import type { Context } from '../../context.js';
import { Admin, type AdminChange } from '../../entities/admin.js';
import type { Changes } from '../../entities/audit-log.js';
import { slugify } from '../../entities/slug.js';
import { AppError } from '../../errors.js';
import { notify, type Notice } from '../../notify.js';
import { held } from '../../orm/held.js';
import { assertMay, type permissions } from '../../permissions.js';
import { changesBetween, type Write } from '../../write.js';
import { groupUnknown } from '../partner-group/partner-group-resolver.js';
import { adminKey, adminUnknown, visibleAdmin } from './admin-reads.js';

/**
 * The reseller a mutation acts on, by public id or by number, locked until the transaction ends.
 * @throws NOT_FOUND where the viewer sees no such reseller; FORBIDDEN where they may not do this to it
 */
export const adminForWrite = async (
  { db, em }: Write,
  { viewer }: Context,
  mutation: keyof typeof permissions.Mutation,
  key: string,
): Promise<Admin> => {
  const known = adminKey(key);
  const admin = await held({ db, em, viewer }, Admin, {
    values: { number: 0, publicId: '', ...known },
    shape: Object.keys(known).join(),
    alias: 'a',
    query: (slot) =>
      visibleAdmin(db, viewer, 'number' in known ? { number: slot('number') } : { publicId: slot('publicId') }),
  });
  if (!admin) throw adminUnknown();
  assertMay(viewer, mutation, { adminId: admin.id });
  return admin;
};

/** @throws NOT_FOUND for a group that there is not */
export const assertGroup = async ({ db }: Write, id: number | null | undefined): Promise<void> => {
  if (id == null) return;
  const found = await db.selectFrom('partner_group').where('id', '=', id).select('id').forShare().executeTakeFirst();
  if (!found) throw groupUnknown();
};

/**
 * The slug that is wished for, or else that of the name, or the first of `slug-2`, `slug-3` … that nobody has. Nobody else
 * takes one meanwhile.
 * @throws CONFLICT where the one that is wished for is taken
 */
const claimSlug = async ({ db }: Write, name: string, wish: string | null | undefined): Promise<string> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('admin slug', 0))`.execute(db);
  const base = wish ?? (slugify(name).slice(0, 50).replace(/-+$/, '') || 'admin');
  const rows = await db
    .selectFrom('admin')
    .where(sql<boolean>`(slug = ${base} or starts_with(slug, ${`${base}-`}))`)
    .where('deleted_at', 'is', null)
    .select('slug')
    .execute();
  const taken = new Set(rows.map(({ slug }) => slug));
  if (wish != null && taken.has(wish)) {
    throw new AppError('CONFLICT', `A reseller with the slug '${wish}' exists.`, {
      reason: 'ADMIN_SLUG_TAKEN',
      params: { slug: wish },
    });
  }
  let slug = base;
  for (let count = 2; taken.has(slug); count += 1) slug = `${base}-${count}`;
  return slug;
};

/** Puts a new reseller into the database. Auditing it is the caller's. */
export const insertAdmin = async (tx: Write, fields: AdminChange & { readonly name: string }): Promise<Admin> => {
  const admin = Admin.create({ name: fields.name, slug: await claimSlug(tx, fields.name, fields.slug) });
  admin.change(fields);
  await tx.em.persist(admin).flush();
  return admin;
};

/** What the audit log may know of a reseller. */
export const auditable = (admin: Admin): Record<string, unknown> => ({
  name: admin.name,
  slug: admin.slug,
  contactEmail: admin.contactEmail,
  companyName: admin.companyName,
  phone: admin.phone,
  partnerGroup: admin.partnerGroup,
  maxTenants: admin.maxTenants,
  maxUsersPerTenant: admin.maxUsersPerTenant,
  maxApplicationsPerTenant: admin.maxApplicationsPerTenant,
  owner: admin.owner,
  status: admin.status,
  suspensionReason: admin.suspensionReason,
  deletedAt: admin.deletedAt,
});

/** Applies a change and says what it changed. */
export const changing = (admin: Admin, change: () => void): Changes => {
  const before = auditable(admin);
  change();
  return changesBetween(before, auditable(admin));
};

/** Puts a line into the inbox of whoever owns it. */
export const tellOwner = (tx: Write, { owner }: Admin, notice: Notice): void => {
  if (owner != null) notify(tx, [owner], notice);
};

/** Tells its owner why nothing is answered any more, if there is a reason. */
export const tellOwnerOfSuspension = (tx: Write, admin: Admin): void => {
  const { id, name, suspensionReason: reason } = admin;
  tellOwner(tx, admin, {
    type: 'admin.suspended',
    title: 'Account suspended',
    message: reason == null ? `${name} has been suspended` : `${name} has been suspended: ${reason}`,
    data: { admin_id: id, reason },
  });
};

/** Says to the audit log what was done to a reseller. */
export const auditAdmin = (tx: Write, verb: string, admin: Admin, changes: Changes): void => {
  tx.audit({
    action: `admin.${verb}`,
    targetType: 'admin',
    targetId: String(admin.id),
    adminId: admin.id,
    changes,
  });
};
