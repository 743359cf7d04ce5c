import { isSuperadmin, type Role, type Viewer } from './auth/viewer.js';
import { AppError } from './errors.js';

/*
 * The policy table. A root field without a row does not start; a row says who may call it at all (`who`) and, where it
 * acts on one thing, what that is (`target`) and who of those that can see it may act on it (`on`). What the viewer cannot
 * see is answered with NOT_FOUND before `on` is asked. `npm run emit` writes docs/authorization.md from it.
 */

/** Kinds of things that a field may name one of; each has one predicate in `visibility.ts`. */
export const targetKinds = [
  'admin',
  'api token',
  'client',
  'notification',
  'organization',
  'partner group',
  'registration',
  'tenant',
  'user',
] as const;
export type TargetKind = (typeof targetKinds)[number];

/** The thing a field acts on, as far as a decision needs it. */
export interface Target {
  readonly tenantId?: string;
  readonly adminId?: number;
}

export interface Permission {
  readonly who: Who;
  readonly target?: TargetKind;
  readonly on?: On;
}

/** A rule about the viewer alone; its name is its face in documents and in shield. */
export interface Who {
  readonly name: string;
  readonly allows: (viewer: Viewer) => boolean;
}

/** A rule about the viewer and the thing that they act on and can see. */
export interface On {
  readonly name: string;
  readonly allows: (viewer: Viewer, target: Target) => boolean;
}

const anyone: Who = { name: 'anyone', allows: () => true };
const authenticated: Who = { name: 'authenticated', allows: ({ role }) => role !== 'ANONYMOUS' && role !== 'NONE' };
const superadmin: Who = { name: 'superadmin', allows: isSuperadmin };
const oneOf = (...roles: Role[]): Who => ({
  name: roles.map((role) => role.toLowerCase()).join(' or '),
  allows: ({ role }) => roles.includes(role),
});
const adminOrAbove = oneOf('ADMIN', 'SUPERADMIN');
const tenantAdminOrAbove = oneOf('TENANT_ADMIN', 'ADMIN', 'SUPERADMIN');

const administersTenant: On = {
  name: 'administers the tenant',
  allows: (viewer, { tenantId }) =>
    isSuperadmin(viewer) || viewer.tenants.some(({ id, role }) => id === tenantId && role === 'TENANT_ADMIN'),
};

const ownsReseller: On = {
  name: 'owns the reseller',
  allows: (viewer, { adminId }) => isSuperadmin(viewer) || (adminId !== undefined && viewer.adminIds.includes(adminId)),
};

export const permissions = {
  Query: {
    viewer: { who: anyone },
    can: { who: anyone },
    explainAccess: { who: superadmin, target: 'user' },
    users: { who: superadmin },
    registrationRequest: { who: superadmin, target: 'registration' },
    registrationRequests: { who: superadmin },
    partnerGroups: { who: superadmin },
    admin: { who: authenticated, target: 'admin' },
    admins: { who: adminOrAbove },
    apiTokens: { who: tenantAdminOrAbove },
    oauthClients: { who: superadmin },
    tenant: { who: authenticated, target: 'tenant' },
    tenants: { who: authenticated },
    currentTenant: { who: authenticated },
    namespace: { who: authenticated, target: 'tenant' },
    provisioning: { who: superadmin, target: 'tenant' },
    tenantMigrations: { who: superadmin },
    currentBranding: { who: anyone },
    availablePlugins: { who: authenticated },
    myPlugins: { who: authenticated },
    platformSettings: { who: superadmin },
    auditLogs: { who: tenantAdminOrAbove },
    auditLogStats: { who: tenantAdminOrAbove },
    notifications: { who: authenticated },
    unreadNotificationCount: { who: authenticated },
    organization: { who: authenticated, target: 'organization' },
    organizations: { who: authenticated },
  },
  Mutation: {
    login: { who: anyone },
    refreshToken: { who: anyone },
    logout: { who: authenticated },
    endSessions: { who: authenticated, target: 'user' },
    changePassword: { who: authenticated },
    registerOrganization: { who: anyone },
    approveRegistration: { who: superadmin, target: 'registration' },
    rejectRegistration: { who: superadmin, target: 'registration' },
    provisionRegistration: { who: superadmin, target: 'registration' },
    createPartnerGroup: { who: superadmin },
    updatePartnerGroup: { who: superadmin, target: 'partner group' },
    deletePartnerGroup: { who: superadmin, target: 'partner group' },
    createAdmin: { who: superadmin },
    updateAdmin: { who: superadmin, target: 'admin' },
    grantAdminCredits: { who: superadmin, target: 'admin' },
    suspendAdmin: { who: superadmin, target: 'admin' },
    reactivateAdmin: { who: superadmin, target: 'admin' },
    assignAdminOwner: { who: superadmin, target: 'admin' },
    issueClientToken: { who: anyone },
    createOAuthClient: { who: superadmin },
    deleteOAuthClient: { who: superadmin, target: 'client' },
    createApiToken: { who: authenticated, target: 'tenant', on: administersTenant },
    revokeApiToken: { who: tenantAdminOrAbove, target: 'api token' },
    deleteAdmin: { who: superadmin, target: 'admin' },
    createTenant: { who: superadmin },
    updateTenant: { who: authenticated, target: 'tenant', on: superadmin },
    deleteTenant: { who: authenticated, target: 'tenant', on: superadmin },
    activateTenant: { who: authenticated, target: 'tenant', on: superadmin },
    suspendTenant: { who: authenticated, target: 'tenant', on: superadmin },
    renewTenant: { who: authenticated, target: 'tenant', on: superadmin },
    adjustTenantValidity: { who: authenticated, target: 'tenant', on: superadmin },
    updateTheme: { who: authenticated, target: 'tenant', on: administersTenant },
    resetTheme: { who: authenticated, target: 'tenant', on: administersTenant },
    retryProvisioning: { who: superadmin, target: 'tenant' },
    grantTenantAdmin: { who: authenticated, target: 'tenant', on: administersTenant },
    revokeTenantAdmin: { who: authenticated, target: 'tenant', on: administersTenant },
    createNamespace: { who: authenticated, target: 'tenant', on: administersTenant },
    deleteNamespace: { who: authenticated, target: 'tenant', on: administersTenant },
    updateAdminBranding: { who: adminOrAbove, target: 'admin', on: ownsReseller },
    updatePlatformSettings: { who: superadmin },
    markNotificationRead: { who: authenticated, target: 'notification' },
    markAllNotificationsRead: { who: authenticated },
    createOrganization: { who: superadmin, target: 'tenant' },
    updateOrganization: { who: authenticated, target: 'organization', on: ownsReseller },
    updateOrganizationLimits: { who: authenticated, target: 'organization', on: ownsReseller },
    setOrganizationStatus: { who: authenticated, target: 'organization', on: ownsReseller },
    setOrganizationCreditLimit: { who: authenticated, target: 'organization', on: ownsReseller },
    addOrganizationCredits: { who: authenticated, target: 'organization', on: ownsReseller },
    recordUsage: { who: superadmin, target: 'organization' },
  },
  Subscription: {
    notificationReceived: { who: authenticated },
    provisioningUpdated: { who: superadmin, target: 'tenant' },
  },
} satisfies Record<string, Record<string, Permission>>;

export type RootType = keyof typeof permissions;

/** Whether the viewer may call a field at all. With a credential that only reads nobody changes anything. */
export const mayCall = (type: RootType, { allows }: Who, viewer: Viewer): boolean =>
  allows(viewer) && !(type === 'Mutation' && viewer.readsOnly);

/** @throws FORBIDDEN where a viewer may not do this to what they see; what they cannot see was NOT_FOUND before */
export const assertMay = (viewer: Viewer, mutation: keyof typeof permissions.Mutation, target: Target): void => {
  const { on, target: kind }: Permission = permissions.Mutation[mutation];
  if (on && !on.allows(viewer, target))
    throw new AppError('FORBIDDEN', `You may not do this to this ${kind ?? 'thing'}.`);
};

/** Legacy APIs that open their doors less wide than the schema does. Endpoint records name these. */
export const restAccess: Readonly<Record<string, Who>> = {
  'scaikey.admin': tenantAdminOrAbove,
  'scaikey.super_admin': superadmin,
  'lustercms.superadmin': superadmin,
  'lustercms.admin': adminOrAbove,
  'lustercms.client_admin': tenantAdminOrAbove,
  'Permissions.Tenants.View': superadmin,
  'Permissions.Tenants.Create': superadmin,
  'Permissions.Tenants.Update': superadmin,
  'Permissions.Tenants.UpgradeSubscription': superadmin,
  'Permissions.Tenants.UpdateTheme': tenantAdminOrAbove,
};
