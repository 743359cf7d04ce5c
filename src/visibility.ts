import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { isSuperadmin, type Viewer } from './auth/viewer.js';
import type { Database } from './entities/index.js';

/*
 * Who sees which rows: everything down, nothing up. One predicate per entity, the only one there is:
 * a read adds it to its statement, a write finds the row it changes through it. What it hides does not exist.
 */

type With<Alias extends string, Table extends keyof Database> = Database & Record<Alias, Database[Table]>;

const none = (eb: Pick<ExpressionBuilder<Database, never>, 'lit'>): Expression<SqlBool> => eb.lit(false);

/** Tenants as `t`: all for superadmins, a reseller's own, a member's own. Deleted ones for nobody. */
export const visibleTenants =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'t', 'tenant'>, 't'>): Expression<SqlBool> => {
    const live = eb('t.deleted_at', 'is', null);
    if (isSuperadmin(viewer)) return live;
    const tenantIds = viewer.tenants.map(({ id }) => id);
    const own = [
      ...(viewer.adminIds.length > 0 ? [eb('t.admin_id', 'in', [...viewer.adminIds])] : []),
      ...(tenantIds.length > 0 ? [eb('t.id', 'in', tenantIds)] : []),
    ];
    return own.length === 0 ? none(eb) : eb.and([live, eb.or(own)]);
  };

/** Resellers as `a`: all for superadmins, their own for owners, nothing upwards. Deleted ones for nobody. */
export const visibleAdmins =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'a', 'admin'>, 'a'>): Expression<SqlBool> => {
    const live = eb('a.deleted_at', 'is', null);
    if (isSuperadmin(viewer)) return live;
    return viewer.adminIds.length === 0 ? none(eb) : eb.and([live, eb('a.id', 'in', [...viewer.adminIds])]);
  };

/** The tenants that a viewer is an admin of. */
const administered = ({ tenants }: Viewer): Viewer['tenants'] => tenants.filter(({ role }) => role === 'TENANT_ADMIN');

/**
 * Organizations as `o` beside their tenants `t`: all for superadmins, a reseller's own, a tenant admin's own. Other members
 * see the tenant and not its account.
 */
export const visibleOrganizations =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'o', 'organization'> & With<'t', 'tenant'>, 'o' | 't'>): Expression<SqlBool> =>
    visibleTenants({ ...viewer, tenants: administered(viewer) })(eb);

/** Namespaces through their tenants, as `n` beside `t`: whoever sees the tenant sees what is in it. */
export const visibleNamespaces =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'n', 'namespace'> & With<'t', 'tenant'>, 'n' | 't'>): Expression<SqlBool> =>
    visibleTenants(viewer)(eb);

/**
 * Audit rows as `l`: all for superadmins; for a reseller's owner what concerns their account or its tenants; for a tenant
 * admin what concerns their tenants; nothing for anybody else.
 */
export const visibleAuditLogs =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'l', 'audit_log'>, 'l'>): Expression<SqlBool> => {
    if (isSuperadmin(viewer)) return eb.lit(true);
    const tenantIds = administered(viewer).map(({ id }) => id);
    const adminIds = [...viewer.adminIds];
    const own = [
      ...(adminIds.length > 0
        ? [
            eb('l.admin_id', 'in', adminIds),
            eb('l.tenant_id', 'in', (below) =>
              below.selectFrom('tenant').where('tenant.admin_id', 'in', adminIds).select('tenant.id'),
            ),
          ]
        : []),
      ...(tenantIds.length > 0 ? [eb('l.tenant_id', 'in', tenantIds)] : []),
    ];
    return own.length === 0 ? none(eb) : eb.or(own);
  };

/** Notifications as `n`: one's own, whatever one's role. */
export const visibleNotifications =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'n', 'notification'>, 'n'>): Expression<SqlBool> =>
    viewer.userId === null ? none(eb) : eb('n.user_id', '=', viewer.userId);

/** Requests for an organization as `r`: superadmins alone decide about them. */
export const visibleRegistrations =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'r', 'registration_request'>, 'r'>): Expression<SqlBool> =>
    eb.lit(isSuperadmin(viewer));

/** Tiers of resellers as `g`: all for superadmins, for an owner the one that their account is in. */
export const visiblePartnerGroups =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'g', 'partner_group'>, 'g'>): Expression<SqlBool> => {
    if (isSuperadmin(viewer)) return eb.lit(true);
    const adminIds = [...viewer.adminIds];
    if (adminIds.length === 0) return none(eb);
    return eb('g.id', 'in', (below) =>
      below.selectFrom('admin').where('admin.id', 'in', adminIds).select('admin.partner_group_id'),
    );
  };

/** Users as `u`: all for superadmins, oneself for everybody. */
export const visibleUsers =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'u', 'user'>, 'u'>): Expression<SqlBool> => {
    if (isSuperadmin(viewer)) return eb.lit(true);
    return viewer.userId === null ? none(eb) : eb('u.id', '=', viewer.userId);
  };

/**
 * Service tokens as `k`, without revoked ones: all for superadmins, for a tenant admin those of their tenants. A reseller's
 * owner sees none, because a token is somebody's way in.
 */
export const visibleApiTokens =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'k', 'api_token'>, 'k'>): Expression<SqlBool> => {
    const live = eb('k.revoked_at', 'is', null);
    if (isSuperadmin(viewer)) return live;
    const tenantIds = viewer.tenants.filter(({ role }) => role === 'TENANT_ADMIN').map(({ id }) => id);
    return tenantIds.length === 0 ? none(eb) : eb.and([live, eb('k.tenant_id', 'in', tenantIds)]);
  };

/** OAuth clients as `c`: superadmins alone deal with them. */
export const visibleOAuthClients =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<With<'c', 'oauth_client'>, 'c'>): Expression<SqlBool> =>
    eb.lit(isSuperadmin(viewer));
