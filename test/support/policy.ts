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

/** What is the business of superadmins alone; nothing that these name exists. */
const superadminsAlone = Object.fromEntries(
  [
    ...['users', 'registrationRequests', 'partnerGroups'].map((name) => `{ ${name} { totalCount } }`),
    '{ registrationRequest(id: 999999) { id } }',
    '{ oauthClients { totalCount } }',
    'mutation { createOAuthClient(input: { name: "Made", scopes: [] }) { secret } }',
    'mutation { deleteOAuthClient(id: "app_0000000000000000") }',
    'mutation { approveRegistration(id: 999999) { id } }',
    'mutation { rejectRegistration(id: 999999, reason: "x") { id } }',
    'mutation { provisionRegistration(id: 999999) { id } }',
    'mutation { createPartnerGroup(input: { name: "Made" }) { id } }',
    'mutation { updatePartnerGroup(id: 999999, input: {}) { id } }',
    'mutation { deletePartnerGroup(id: 999999) }',
    'mutation { createAdmin(input: { name: "Made" }) { id } }',
    'mutation { updateAdmin(admin: 999999, input: {}) { id } }',
    'mutation { grantAdminCredits(admin: 999999, amount: 1) { id } }',
    'mutation { suspendAdmin(admin: 999999, reason: "x") { id } }',
    'mutation { reactivateAdmin(admin: 999999) { id } }',
    'mutation { deleteAdmin(admin: 999999) }',
    'mutation { assignAdminOwner(admin: 999999, user: 999999) { id } }',
  ].map((document) => [/\{ (\w+)/.exec(document)?.[1] ?? '', { document, allowed: ['superadmin'] as const }]),
);

/** Root fields whose rule asks the viewer alone. `anyone` may call the first three. */
export const byViewer: Readonly<Record<string, { readonly document: string; readonly allowed: readonly Role[] }>> = {
  viewer: { document: '{ viewer { role } }', allowed: roles },
  can: { document: '{ can(action: "createTenant") { allowed } }', allowed: roles },
  explainAccess: {
    document: '{ explainAccess(user: "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV", action: "tenants") { rule } }',
    allowed: ['superadmin'],
  },
  tenants: { document: '{ tenants { totalCount } }', allowed: roles.filter((role) => role !== 'anonymous') },
  currentTenant: { document: '{ currentTenant { id } }', allowed: loggedIn },
  provisioning: { document: '{ provisioning(tenant: "root") { status } }', allowed: ['superadmin'] },
  retryProvisioning: {
    document: 'mutation { retryProvisioning(tenant: "tnt_0000000000000000") { status } }',
    allowed: ['superadmin'],
  },
  tenantMigrations: { document: '{ tenantMigrations { totalCount } }', allowed: ['superadmin'] },
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
  apiTokens: { document: '{ apiTokens { totalCount } }', allowed: ofTenantsOrMore },
  revokeApiToken: {
    document: 'mutation { revokeApiToken(id: "tok_0000000000000000") }',
    allowed: ofTenantsOrMore,
  },
  ...superadminsAlone,
  registerOrganization: {
    document: 'mutation { registerOrganization(input: { email: "x", password: "x", companyName: "x" }) { id } }',
    allowed: roles,
  },
  admin: { document: '{ admin(id: 999999) { id } }', allowed: roles.filter((role) => role !== 'anonymous') },
  admins: { document: '{ admins { totalCount } }', allowed: ['superadmin', 'reseller', 'foreign reseller'] },
  login: { document: 'mutation { login(email: "nobody@example.com", password: "x") { accessToken } }', allowed: roles },
  logout: { document: 'mutation { logout }', allowed: loggedIn },
  endSessions: { document: 'mutation { endSessions(user: "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV") }', allowed: loggedIn },
  changePassword: {
    document: 'mutation { changePassword(current: "x", new: "a new password") { id } }',
    allowed: loggedIn,
  },
  issueClientToken: {
    document: 'mutation { issueClientToken(client: { id: "x", secret: "x" }) { accessToken } }',
    allowed: roles,
  },
  refreshToken: { document: 'mutation { refreshToken(token: "x") { accessToken } }', allowed: roles },
};
