import type { Asking } from '../../context.js';
import type { AppError } from '../../errors.js';
import type { Target, TargetKind } from '../../permissions.js';
import {
  visibleAdmins,
  visibleApiTokens,
  visibleNotifications,
  visibleOAuthClients,
  visibleOrganizations,
  visiblePartnerGroups,
  visibleRegistrations,
  visibleTenants,
  visibleUsers,
} from '../../visibility.js';
import { adminKey, adminUnknown, numberOf, visibleAdmin } from '../admin/admin-reads.js';
import { tokenUnknown, visibleTokens } from '../api-token/api-token-reads.js';
import { notificationUnknown, ownNotification } from '../notification/notification-reads.js';
import { clientUnknown, visibleClients } from '../oauth-client/oauth-client-resolver.js';
import { organizationUnknown, visibleOnes } from '../organization/organization-reads.js';
import { groupUnknown, visibleGroup } from '../partner-group/partner-group-resolver.js';
import { requestUnknown, visibleRegistration } from '../registration/registration-reads.js';
import { tenantKey, tenantUnknown, visibleTenant } from '../tenant/tenant-reads.js';
import { userUnknown, visibleUser } from '../users.js';

/** How one thing of a kind is found by whoever may see it. */
interface Lookup {
  /** The predicate that decides. */
  readonly rule: string;
  readonly find: (asking: Asking, key: string) => Promise<Target | undefined>;
  /** What the call answers where the viewer sees no such thing. */
  readonly unknown: () => AppError;
}

/** No thing has the number 0. */
const number = (key: string): number => numberOf(key) ?? 0;

/** The same predicates and keys that the fields themselves use. */
export const lookups: Readonly<Record<TargetKind, Lookup>> = {
  admin: {
    rule: visibleAdmins.name,
    find: ({ db, viewer }, key) => visibleAdmin(db, viewer, adminKey(key)).select('a.id as adminId').executeTakeFirst(),
    unknown: adminUnknown,
  },
  'api token': {
    rule: visibleApiTokens.name,
    find: async (asking, key) =>
      (await visibleTokens(asking).where('k.id', '=', key).select('k.id').executeTakeFirst()) && {},
    unknown: tokenUnknown,
  },
  client: {
    rule: visibleOAuthClients.name,
    find: async (asking, key) =>
      (await visibleClients(asking).where('c.id', '=', key).select('c.id').executeTakeFirst()) && {},
    unknown: clientUnknown,
  },
  notification: {
    rule: visibleNotifications.name,
    find: async (asking, key) => (await ownNotification(asking, number(key)).select('n.id').executeTakeFirst()) && {},
    unknown: notificationUnknown,
  },
  organization: {
    rule: visibleOrganizations.name,
    find: ({ db, viewer }, key) =>
      visibleOnes(db, viewer)
        .where('o.id', '=', number(key))
        .select(['t.id as tenantId', 't.admin_id as adminId'])
        .executeTakeFirst(),
    unknown: organizationUnknown,
  },
  'partner group': {
    rule: visiblePartnerGroups.name,
    find: async (asking, key) => (await visibleGroup(asking, number(key)).select('g.id').executeTakeFirst()) && {},
    unknown: groupUnknown,
  },
  registration: {
    rule: visibleRegistrations.name,
    find: async ({ db, viewer }, key) =>
      (await visibleRegistration(db, viewer, number(key)).select('r.id').executeTakeFirst()) && {},
    unknown: requestUnknown,
  },
  tenant: {
    rule: visibleTenants.name,
    find: (asking, key) => visibleTenant(asking, tenantKey(key)).select('t.id as tenantId').executeTakeFirst(),
    unknown: tenantUnknown,
  },
  user: {
    rule: visibleUsers.name,
    find: async ({ db, viewer }, key) => (await visibleUser(db, viewer, key).select('u.id').executeTakeFirst()) && {},
    unknown: userUnknown,
  },
};
