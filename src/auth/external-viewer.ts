import type { Kysely } from 'kysely';
import type { ClaimedRole } from '../config/trusted-issuers.js';
import type { Database } from '../entities/index.js';
import type { TenantRole } from '../entities/tenant-membership.js';
import type { Introduction } from './trusted-issuers.js';
import { credentialsInvalid, loadAccount, viewerOf, type Account, type Viewer } from './viewer.js';

const strength: readonly TenantRole[] = ['VIEWER', 'EDITOR', 'TENANT_ADMIN'];

/** What is held already is not lost to a claim. */
const stronger = (held: TenantRole, claimed: ClaimedRole | null): TenantRole =>
  strength.findLast((role) => role === held || role === claimed) ?? held;

/** Somebody's account with the claimed role in the tenants that name the issuer: those are for it to say. */
const promoted = (account: Account, { issuer: { issuer }, role }: Introduction): Account => ({
  ...account,
  platform_role: role === 'SUPERADMIN' ? role : account.platform_role,
  memberships: account.memberships.map((each) =>
    each.issuer === issuer ? { ...each, role: stronger(each.role, role) } : each,
  ),
});

/** What is left of an account where nothing but those tenants counts. */
const confined = (account: Account, { issuer: { issuer } }: Introduction): Account => {
  const memberships = account.memberships.filter((each) => each.issuer === issuer);
  if (memberships.length === 0) throw credentialsInvalid();
  return { ...account, platform_role: null, admins: [], memberships };
};

/**
 * The viewer behind an introduction: the user of that e-mail, as things stand now. A tenant's own issuer could introduce
 * anybody, so what it introduces is a member of its tenants and no user otherwise: what is theirs alone, such as the inbox
 * and the sessions, stays theirs.
 * @throws UNAUTHENTICATED for somebody who is not known, suspended, in none of the issuer's tenants, or logged in too long ago
 * @throws FORBIDDEN where every tenant that they depend on is suspended or expired
 */
export const loadExternalViewer = async (db: Kysely<Database>, introduction: Introduction): Promise<Viewer> => {
  const { issuer, email, age } = introduction;
  const account = await loadAccount(db, { email });
  if (!account) throw credentialsInvalid();
  const raised = promoted(account, introduction);
  if (issuer.scope === 'platform') return viewerOf(raised, { age });
  const viewer = viewerOf(confined(raised, introduction), { age });
  return { ...viewer, credential: 'EXTERNAL', subject: `${issuer.issuer}#${account.public_id}`, userId: null };
};
