import { isSuperadmin, type Role, type Viewer } from './auth/viewer.js';

/*
 * The policy table. A root field without a row does not start; a row says who may call it at all (`who`) and, where it
 * acts on one thing, who of those that can see the thing may act on it (`on`). What the viewer cannot see is answered
 * with NOT_FOUND before `on` is asked.
 */

/** The thing a field acts on, as far as a decision needs it. */
export interface Target {
  readonly tenantId?: string;
  readonly adminId?: number;
}

export interface Permission {
  readonly who: Who;
  readonly on?: (viewer: Viewer, target: Target) => boolean;
}

/** A rule about the viewer alone; its name is its face in documents and in shield. */
export interface Who {
  readonly name: string;
  readonly allows: (viewer: Viewer) => boolean;
}

const anyone: Who = { name: 'anyone', allows: () => true };
const authenticated: Who = { name: 'authenticated', allows: ({ role }) => role !== 'ANONYMOUS' };
const superadmin: Who = { name: 'superadmin', allows: isSuperadmin };
const oneOf = (...roles: Role[]): Who => ({
  name: roles.map((role) => role.toLowerCase()).join(' or '),
  allows: ({ role }) => roles.includes(role),
});
const adminOrAbove = oneOf('ADMIN', 'SUPERADMIN');
const tenantAdminOrAbove = oneOf('TENANT_ADMIN', 'ADMIN', 'SUPERADMIN');

const administersTenant = (viewer: Viewer, { tenantId }: Target): boolean =>
  isSuperadmin(viewer) || viewer.tenants.some(({ id, role }) => id === tenantId && role === 'TENANT_ADMIN');

const ownsReseller = (viewer: Viewer, { adminId }: Target): boolean =>
  isSuperadmin(viewer) || (adminId !== undefined && viewer.adminIds.includes(adminId));

export const permissions = {
  Query: {
    viewer: { who: anyone },
    users: { who: superadmin },
    registrationRequest: { who: superadmin },
    registrationRequests: { who: superadmin },
    partnerGroups: { who: superadmin },
    admin: { who: authenticated },
    admins: { who: adminOrAbove },
    tenant: { who: authenticated },
    tenants: { who: authenticated },
    provisioning: { who: superadmin },
    currentBranding: { who: anyone },
    availablePlugins: { who: authenticated },
    myPlugins: { who: authenticated },
    platformSettings: { who: superadmin },
    auditLogs: { who: tenantAdminOrAbove },
    auditLogStats: { who: tenantAdminOrAbove },
    notifications: { who: authenticated },
    unreadNotificationCount: { who: authenticated },
    organization: { who: authenticated },
    organizations: { who: authenticated },
  },
  Mutation: {
    login: { who: anyone },
    refreshToken: { who: anyone },
    registerOrganization: { who: anyone },
    approveRegistration: { who: superadmin },
    rejectRegistration: { who: superadmin },
    provisionRegistration: { who: superadmin },
    createPartnerGroup: { who: superadmin },
    updatePartnerGroup: { who: superadmin },
    deletePartnerGroup: { who: superadmin },
    createAdmin: { who: superadmin },
    updateAdmin: { who: superadmin },
    grantAdminCredits: { who: superadmin },
    suspendAdmin: { who: superadmin },
    reactivateAdmin: { who: superadmin },
    assignAdminOwner: { who: superadmin },
    createTenant: { who: superadmin },
    updateTenant: { who: authenticated, on: isSuperadmin },
    deleteTenant: { who: authenticated, on: isSuperadmin },
    grantTenantAdmin: { who: authenticated, on: administersTenant },
    revokeTenantAdmin: { who: authenticated, on: administersTenant },
    updateAdminBranding: { who: adminOrAbove, on: ownsReseller },
    updatePlatformSettings: { who: superadmin },
    markNotificationRead: { who: authenticated },
    markAllNotificationsRead: { who: authenticated },
    createOrganization: { who: superadmin },
    updateOrganization: { who: authenticated, on: ownsReseller },
    updateOrganizationLimits: { who: authenticated, on: ownsReseller },
    setOrganizationStatus: { who: authenticated, on: ownsReseller },
    setOrganizationCreditLimit: { who: authenticated, on: ownsReseller },
    addOrganizationCredits: { who: authenticated, on: ownsReseller },
    recordUsage: { who: superadmin },
  },
  Subscription: {
    notificationReceived: { who: authenticated },
  },
} satisfies Record<string, Record<string, Permission>>;

/** Legacy APIs that open their doors less wide than the schema does. Endpoint records name these. */
export const restAccess: Readonly<Record<string, Who>> = {
  'scaikey.admin': tenantAdminOrAbove,
  'lustercms.superadmin': superadmin,
  'lustercms.admin': adminOrAbove,
  'lustercms.client_admin': tenantAdminOrAbove,
  'Permissions.Tenants.View': superadmin,
  'Permissions.Tenants.Create': superadmin,
};
