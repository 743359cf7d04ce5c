/** Everybody whom the policy tells apart. */
export const roles = [
  'superadmin',
  'reseller',
  'tenant admin',
  'editor',
  'viewer',
  'foreign reseller',
  'anonymous',
] as const;
export type Role = (typeof roles)[number];

const loggedIn = roles.filter((role) => role !== 'anonymous');
const ofTenantsOrMore = roles.filter((role) => !['editor', 'viewer', 'anonymous'].includes(role));

/** Root fields whose rule asks the viewer alone. `anyone` may call the first three. */
export const byViewer: Readonly<Record<string, { readonly document: string; readonly allowed: readonly Role[] }>> = {
  viewer: { document: '{ viewer { role } }', allowed: roles },
  tenants: { document: '{ tenants { totalCount } }', allowed: roles.filter((role) => role !== 'anonymous') },
  provisioning: { document: '{ provisioning(tenant: "root") { status } }', allowed: ['superadmin'] },
  createTenant: {
    document: 'mutation { createTenant(input: { displayName: "Made" }) { id } }',
    allowed: ['superadmin'],
  },
  organizations: {
    document: '{ organizations { totalCount } }',
    allowed: roles.filter((role) => role !== 'anonymous'),
  },
  createOrganization: {
    document: 'mutation { createOrganization(tenant: "root") { id } }',
    allowed: ['superadmin'],
  },
  recordUsage: {
    document: 'mutation { recordUsage(organization: 1, input: { storageBytes: 1 }) { id } }',
    allowed: ['superadmin'],
  },
  currentBranding: { document: '{ currentBranding { appName } }', allowed: roles },
  availablePlugins: { document: '{ availablePlugins { key } }', allowed: loggedIn },
  myPlugins: { document: '{ myPlugins { key } }', allowed: loggedIn },
  platformSettings: { document: '{ platformSettings { defaultMaxUsers } }', allowed: ['superadmin'] },
  auditLogs: { document: '{ auditLogs { totalCount } }', allowed: ofTenantsOrMore },
  auditLogStats: { document: '{ auditLogStats { total } }', allowed: ofTenantsOrMore },
  notifications: { document: '{ notifications { totalCount } }', allowed: loggedIn },
  unreadNotificationCount: { document: '{ unreadNotificationCount }', allowed: loggedIn },
  updateAdminBranding: {
    document: 'mutation { updateAdminBranding(admin: "prt_0000000000000000", input: {}) { appName } }',
    allowed: ['superadmin', 'reseller', 'foreign reseller'],
  },
  updatePlatformSettings: {
    document: 'mutation { updatePlatformSettings(input: {}) { defaultMaxUsers } }',
    allowed: ['superadmin'],
  },
  markNotificationRead: { document: 'mutation { markNotificationRead(id: 1) { id } }', allowed: loggedIn },
  markAllNotificationsRead: { document: 'mutation { markAllNotificationsRead }', allowed: loggedIn },
  login: { document: 'mutation { login(email: "nobody@example.com", password: "x") { accessToken } }', allowed: roles },
  refreshToken: { document: 'mutation { refreshToken(token: "x") { accessToken } }', allowed: roles },
};
