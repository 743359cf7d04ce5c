import { isSuperadmin, tenantOf } from '../auth/viewer.js';
import type { Context } from '../context.js';
import { slugPattern } from '../entities/slug.js';
import { rootSlug } from '../entities/tenant.js';
import { visibleTenants } from '../visibility.js';

/** Whether somebody who runs the platform, and has not logged in to another tenant, may look at a tenant as if in it. */
const mayActElsewhere = ({ viewer }: Context): boolean =>
  isSuperadmin(viewer) && (viewer.tenant === null || viewer.tenant.slug === rootSlug);

/**
 * The id of the tenant that an operation is about where it names none: the one a superadmin asks to act in, else the
 * viewer's own, or null. What anybody else asks for is ignored, and so is a tenant that there is not.
 */
export const currentTenantId = async (context: Context): Promise<string | null> => {
  const { viewer, origin, db } = context;
  if (origin.tenant !== undefined && slugPattern.test(origin.tenant) && mayActElsewhere(context)) {
    const target = await db
      .selectFrom('tenant as t')
      .where(visibleTenants(viewer))
      .where('t.slug', '=', origin.tenant)
      .select('t.id')
      .executeTakeFirst();
    if (target) return target.id;
  }
  return tenantOf(viewer)?.id ?? null;
};
