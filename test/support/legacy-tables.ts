import type { DialectName, Method } from '../../src/rest/endpoint.js';

/** An endpoint as the legacy documentation has it, in so far as it says so itself or the design of this gateway for it. */
export interface Row {
  readonly query?: readonly string[];
  /** Headers that belong to this endpoint, beside its credentials. */
  readonly headers?: readonly string[];
  /** Members of the body; those that must be there have a `!`. */
  readonly body?: readonly string[];
  /** Statuses besides those that any endpoint may have. */
  readonly statuses: readonly number[];
}

type Table = Readonly<Record<`${Method} /${string}`, Row>>;

const paging = ['page', 'per_page', 'search', 'status'];

/** Seed 000, and the partners of the same site. */
const scaikey: Table = {
  'GET /api/v1/admin/tenants/': { query: [...paging, 'partner_id'], statuses: [200, 422] },
  'POST /api/v1/admin/tenants/': {
    body: ['name!', 'slug', 'partner_id', 'contact_email', 'status', 'settings', 'branding'],
    statuses: [201, 404, 409, 422],
  },
  'DELETE /api/v1/admin/tenants/{tenant_id}': { statuses: [204, 404, 409, 422] },
  'GET /api/v1/admin/tenants/{tenant_id}': { statuses: [200, 404, 422] },
  'PATCH /api/v1/admin/tenants/{tenant_id}': {
    body: ['name', 'slug', 'partner_id', 'contact_email', 'status', 'settings', 'branding'],
    statuses: [200, 404, 409, 422],
  },
  'GET /api/v1/admin/partners/': { query: paging, statuses: [200, 422] },
  'POST /api/v1/admin/partners/': {
    body: [
      ...['name!', 'slug', 'status', 'contact_email'],
      ...['max_tenants', 'max_users_per_tenant', 'max_applications_per_tenant'],
    ],
    statuses: [201, 409, 422],
  },
  'DELETE /api/v1/admin/partners/{partner_id}': { statuses: [204, 404, 409, 422] },
  'GET /api/v1/admin/partners/{partner_id}': { statuses: [200, 404, 422] },
  'PATCH /api/v1/admin/partners/{partner_id}': {
    body: [
      ...['name', 'slug', 'status', 'contact_email'],
      ...['max_tenants', 'max_users_per_tenant', 'max_applications_per_tenant'],
    ],
    statuses: [200, 404, 409, 422],
  },
  'POST /api/v1/platform/oauth/token': {
    body: ['grant_type!', 'scope', 'refresh_token', 'client_id', 'client_secret'],
    statuses: [200],
  },
  'POST /oauth/token': {
    body: ['grant_type!', 'scope', 'refresh_token', 'client_id', 'client_secret'],
    statuses: [200],
  },
};

const bare = ['limit', 'offset'];
const admin = ['contact_email', 'company_name', 'phone', 'partner_group_id'];
const limits = ['storage_limit_gb', 'max_users', 'bandwidth_limit_gb'];
const one = [200, 404, 422];

/** Seed 002, and how its clients log in. The seed names no statuses. */
const lustercms: Table = {
  'POST /api/auth/login': { body: ['email!', 'password!'], statuses: [200, 422] },
  'POST /api/auth/refresh': { body: ['refresh_token!'], statuses: [200, 422] },
  'POST /api/tenants/register': {
    body: [
      ...['email!', 'password!', 'company_name!', 'contact_name', 'phone', 'desired_org_name', 'desired_org_slug'],
      ...['utm_source', 'utm_medium', 'utm_campaign'],
    ],
    statuses: [201, 409, 422],
  },
  'GET /api/tenants/requests': { query: ['status', ...bare], statuses: [200, 422] },
  'GET /api/tenants/requests/{request_id}': { statuses: one },
  'POST /api/tenants/requests/{request_id}/approve': {
    body: ['org_name', 'org_slug', 'initial_credit_limit', 'storage_limit_gb', 'max_users'],
    statuses: [200, 404, 409, 422],
  },
  'POST /api/tenants/requests/{request_id}/reject': { body: ['reason!'], statuses: [200, 404, 409, 422] },
  'POST /api/tenants/requests/{request_id}/provision': { statuses: [200, 404, 409, 422] },
  'GET /api/tenants/partner-groups': { query: bare, statuses: [200, 422] },
  'POST /api/tenants/partner-groups': {
    body: ['name!', 'description', 'credit_discount_percent'],
    statuses: [201, 409, 422],
  },
  'PUT /api/tenants/partner-groups/{id}': {
    body: ['name', 'description', 'credit_discount_percent'],
    statuses: [200, 404, 409, 422],
  },
  'DELETE /api/tenants/partner-groups/{id}': { statuses: one },
  'GET /api/tenants/admins': { query: bare, statuses: [200, 422] },
  'POST /api/tenants/admins': { body: ['name!', ...admin], statuses: [201, 404, 422] },
  'GET /api/tenants/admins/{id}': { statuses: one },
  'PUT /api/tenants/admins/{id}': { body: ['name', ...admin], statuses: [200, 404, 409, 422] },
  'POST /api/tenants/admins/{id}/grant-credits': {
    body: ['admin_id', 'amount!', 'reason'],
    statuses: [200, 400, 404, 409, 422],
  },
  'POST /api/tenants/admins/{id}/suspend': { body: ['reason!'], statuses: [200, 404, 409, 422] },
  'POST /api/tenants/admins/{id}/reactivate': { statuses: [200, 404, 409, 422] },
  'POST /api/tenants/admins/{id}/assign-owner': { body: ['user_id!'], statuses: [200, 404, 409, 422] },
  'GET /api/tenants/organizations': { query: ['status', ...bare], statuses: [200, 422] },
  'GET /api/tenants/organizations/{org_id}/detail': { statuses: one },
  'PUT /api/tenants/organizations/{org_id}/edit': {
    body: ['name', 'custom_domain', 'enabled_plugins', 'credit_limit', ...limits],
    statuses: [200, 400, 404, 409, 422],
  },
  'PUT /api/tenants/organizations/{org_id}/status': { body: ['status!'], statuses: [200, 404, 409, 422] },
  'GET /api/tenants/organizations/{org_id}/usage': { statuses: one },
  'PUT /api/tenants/organizations/{org_id}/limits': { body: limits, statuses: [200, 404, 409, 422] },
  'PUT /api/tenants/organizations/{org_id}/credit-limit': {
    body: ['credit_limit!', 'reason'],
    statuses: [200, 400, 404, 422],
  },
  'POST /api/tenants/organizations/{org_id}/credits/add': {
    body: ['amount!', 'reason'],
    statuses: [200, 400, 404, 422],
  },
  'GET /api/tenants/organizations/{org_id}/plugins': { statuses: one },
  'GET /api/tenants/my-organization/plugins': { statuses: [200] },
  'GET /api/tenants/branding/current': { statuses: [200] },
  'GET /api/tenants/admins/{admin_id}/branding': { statuses: one },
  'PUT /api/tenants/admins/{admin_id}/branding': { body: ['branding!'], statuses: one },
  'GET /api/tenants/audit-logs': { query: ['action', 'target_type', ...bare], statuses: [200, 422] },
  'GET /api/tenants/audit-logs/stats': { query: ['days'], statuses: [200, 422] },
  'GET /api/tenants/notifications': { query: ['unread_only', ...bare], statuses: [200, 422] },
  'GET /api/tenants/notifications/unread-count': { statuses: [200] },
  'POST /api/tenants/notifications/{id}/read': { statuses: one },
  'POST /api/tenants/notifications/read-all': { statuses: [200, 422] },
  'GET /api/tenants/settings': { statuses: [200] },
  'PUT /api/tenants/settings': {
    body: [
      ...['auto_approve_registrations', 'default_storage_limit_gb', 'default_max_users'],
      ...['default_bandwidth_limit_gb', 'default_credit_limit'],
    ],
    statuses: [200, 422],
  },
  'GET /api/tenants/available-plugins': { statuses: [200] },
};

const cursor = ['limit', 'after'];

/** Seed 003, and the namespaces and tokens of the same site. */
const exd: Table = {
  'POST /api/v1/tenants': {
    body: ['slug!', 'display_name', 'login_mode!', 'sso_provider', 'email_domain', 'initial_admin_user_ids'],
    statuses: [201, 400, 409, 415],
  },
  'GET /api/v1/tenants': { query: cursor, statuses: [200, 400] },
  'GET /api/v1/tenants/{tenant}': { statuses: [200, 404] },
  'PUT /api/v1/tenants/{tenant}/admins/{user_id}': { statuses: [200, 404, 409] },
  'DELETE /api/v1/tenants/{tenant}/admins/{user_id}': { statuses: [204, 404, 409] },
  'POST /api/v1/tenants/{tenant}/namespaces': {
    body: ['slug!', 'display_name', 'description'],
    statuses: [201, 404, 409],
  },
  'GET /api/v1/tenants/{tenant}/namespaces': { query: cursor, statuses: [200, 404] },
  'GET /api/v1/tenants/{tenant}/namespaces/{namespace}': { statuses: [200, 404] },
  'DELETE /api/v1/tenants/{tenant}/namespaces/{namespace}': { statuses: [204, 404] },
  'POST /api/v1/tokens': {
    body: ['type!', 'name!', 'tenant', 'namespace', 'environment', 'expires_at'],
    statuses: [201, 404],
  },
  'GET /api/v1/tokens': { query: cursor, statuses: [200, 400] },
  'DELETE /api/v1/tokens/{token_id}': { statuses: [204, 404] },
};

const key = { headers: ['Idempotency-Key'] };
const keyed = [404, 409, 422];

/** Seed 004, and the rest of the same API. */
const fullstackhero: Table = {
  'GET /api/v1/tenants': { query: ['pageNumber', 'pageSize', 'sort'], statuses: [200, 400] },
  'POST /api/v1/tenants': {
    ...key,
    body: ['id!', 'name!', 'adminEmail!', 'connectionString', 'issuer', 'adminPassword', 'planKey'],
    statuses: [201, 400, ...keyed],
  },
  'GET /api/v1/tenants/me/status': { statuses: [200, 404] },
  'GET /api/v1/tenants/{id}/status': { statuses: [200, 404] },
  'GET /api/v1/tenants/{tenantId}/provisioning': { statuses: [200, 404] },
  'POST /api/v1/tenants/{tenantId}/provisioning/retry': { ...key, statuses: [200, ...keyed] },
  'POST /api/v1/tenants/{id}/activation': {
    ...key,
    body: ['tenantId!', 'isActive!'],
    statuses: [200, 400, ...keyed],
  },
  'POST /api/v1/tenants/{id}/upgrade': {
    ...key,
    body: ['tenant!', 'extendedExpiryDate!'],
    statuses: [200, 400, ...keyed],
  },
  'POST /api/v1/tenants/{id}/renew': { ...key, body: ['tenantId!', 'planKey'], statuses: [200, 400, ...keyed] },
  'POST /api/v1/tenants/{id}/adjust-validity': {
    ...key,
    body: ['tenantId!', 'validUpto!'],
    statuses: [200, 400, 404, 422],
  },
  'GET /api/v1/tenants/migrations': { query: ['pageNumber', 'pageSize'], statuses: [200] },
  'GET /api/v1/tenants/theme': { statuses: [200, 404] },
  'PUT /api/v1/tenants/theme': {
    body: ['lightPalette', 'darkPalette', 'brandAssets', 'typography', 'layout', 'isDefault'],
    statuses: [204, 400, 404],
  },
  'POST /api/v1/tenants/theme/reset': { ...key, statuses: [204, 404, 422] },
  'POST /api/v1/identity/token/issue': {
    headers: ['tenant', 'x-fsh-app'],
    body: ['email!', 'password!', 'twoFactorCode'],
    statuses: [200, 400],
  },
  'POST /api/v1/identity/token/refresh': {
    headers: ['tenant'],
    body: ['token', 'refreshToken!'],
    statuses: [200, 400],
  },
};

/** What each legacy API documents of its endpoints. */
export const legacyTables: Readonly<Record<DialectName, Table>> = { scaikey, lustercms, exd, fullstackhero };
