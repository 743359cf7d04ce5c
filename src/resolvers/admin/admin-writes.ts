import { sql } from 'kysely';
import type { Context } from '../../context.js';
import { Admin, type AdminChange } from '../../entities/admin.js';
import type { Changes } from '../../entities/audit-log.js';
import { slugify } from '../../entities/slug.js';
import { assertMay, type permissions } from '../../permissions.js';
import { changesBetween, type Write } from '../../write.js';
import { groupUnknown } from '../partner-group/partner-group-resolver.js';
import { adminUnknown, visibleAdmin } from './admin-reads.js';

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
  const found = await visibleAdmin(db, viewer, key).select('a.id').forUpdate().executeTakeFirst();
  if (!found) throw adminUnknown();
  assertMay(viewer, mutation, { adminId: found.id });
  return em.findOneOrFail(Admin, found.id);
};

/** @throws NOT_FOUND for a group that there is not */
export const assertGroup = async ({ db }: Write, id: number | null | undefined): Promise<void> => {
  if (id == null) return;
  const found = await db.selectFrom('partner_group').where('id', '=', id).select('id').forShare().executeTakeFirst();
  if (!found) throw groupUnknown();
};

/** The slug of a name, or the first of `slug-2`, `slug-3` … that nobody has. Nobody else makes one meanwhile. */
const freeSlug = async ({ db }: Write, name: string): Promise<string> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('admin slug', 0))`.execute(db);
  const base = slugify(name).slice(0, 50).replace(/-+$/, '') || 'admin';
  const rows = await db
    .selectFrom('admin')
    .where(sql<boolean>`slug = ${base} or starts_with(slug, ${`${base}-`})`)
    .select('slug')
    .execute();
  const taken = new Set(rows.map(({ slug }) => slug));
  let slug = base;
  for (let count = 2; taken.has(slug); count += 1) slug = `${base}-${count}`;
  return slug;
};

/** Puts a new reseller into the database. Auditing it is the caller's. */
export const insertAdmin = async (tx: Write, fields: AdminChange & { readonly name: string }): Promise<Admin> => {
  const { contactEmail, companyName, phone, partnerGroupId, maxTenants } = fields;
  const admin = Admin.create({ name: fields.name, slug: await freeSlug(tx, fields.name) });
  admin.change({ contactEmail, companyName, phone, partnerGroupId, maxTenants });
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
  owner: admin.owner,
  status: admin.status,
  suspensionReason: admin.suspensionReason,
});

/** Applies a change and says what it changed. */
export const changing = (admin: Admin, change: () => void): Changes => {
  const before = auditable(admin);
  change();
  return changesBetween(before, auditable(admin));
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
