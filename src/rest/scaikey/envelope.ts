import { fastapi } from '../fastapi.js';

/** ScaiKey's words for what the domain refuses. */
export const envelope = fastapi({
  TENANT_UNKNOWN: [404, 'Tenant not found'],
  ADMIN_UNKNOWN: [404, 'Partner not found'],
  SLUG_TAKEN: [409, ({ slug }) => `Tenant with slug '${String(slug)}' already exists`],
  ADMIN_TENANT_LIMIT: [409, 'Partner tenant limit reached'],
  ADMIN_SLUG_TAKEN: [409, ({ slug }) => `Partner with slug '${String(slug)}' already exists`],
  ADMIN_HAS_TENANTS: [409, 'Partner still has tenants'],
  PLATFORM_ADMIN: [409, 'The platform partner cannot be suspended or deleted'],
  ROOT_TENANT: [409, 'The platform tenant cannot be suspended, deleted or transferred'],
  STALE: [409, 'Tenant was changed by another request'],
  SCOPE_MISSING: [403, 'Platform token requires admin:read or admin:write scope'],
  TENANT_DEACTIVATED: [403, 'Tenant is suspended'],
  TENANT_EXPIRED: [403, 'Tenant subscription has expired'],
});
