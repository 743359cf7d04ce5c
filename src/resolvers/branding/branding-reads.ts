import type { Kysely } from 'kysely';
import type { Viewer } from '../../auth/viewer.js';
import type { Context } from '../../context.js';
import { defaultBranding, knownBranding, type Branding } from '../../entities/branding.js';
import type { Database } from '../../entities/index.js';
import { visibleAdmins } from '../../visibility.js';
import { addressedOrganization } from '../current-organization.js';

/** What the addressed organization shows: its tenant's keys over its reseller's over the platform's. */
export const currentBranding = async (context: Context): Promise<Branding> => {
  const row = await addressedOrganization(context)
    ?.select(['a.branding as reseller', 't.branding as tenant'])
    .executeTakeFirst();
  if (!row) return defaultBranding;
  return {
    ...defaultBranding,
    ...knownBranding(row.reseller as Record<string, unknown>),
    ...knownBranding(row.tenant),
  };
};

/** What resellers have decided, by their public ids, for those that the viewer may see. */
export const brandingsByAdmin = async (
  db: Kysely<Database>,
  publicIds: readonly string[],
  viewer: Viewer,
): Promise<ReadonlyMap<string, Branding>> => {
  const rows = await db
    .selectFrom('admin as a')
    .where('a.public_id', 'in', [...publicIds])
    .where(visibleAdmins(viewer))
    .select(['a.public_id', 'a.branding'])
    .execute();
  return new Map(rows.map((row) => [row.public_id, row.branding]));
};
