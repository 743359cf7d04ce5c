import type { Dialect } from '../endpoint.js';
import { fastapi } from '../fastapi.js';
import { adminAccountEndpoints } from './admin-account.js';
import { adminEndpoints } from './admins.js';
import { organizationChanges } from './organization-changes.js';
import { organizationEndpoints } from './organizations.js';
import { partnerGroupEndpoints } from './partner-groups.js';
import { registrationEndpoints } from './registrations.js';
import { auditEndpoints } from './audit-logs.js';
import { brandingEndpoints } from './branding.js';
import { notificationEndpoints } from './notifications.js';
import { pluginEndpoints } from './plugins.js';
import { sessionEndpoints } from './sessions.js';
import { settingsEndpoints } from './settings.js';

/** The multi-tenant API of LusterCMS. */
export const lustercms: Dialect = {
  name: 'lustercms',
  owns: ['/api/auth', '/api/tenants'],
  endpoints: [
    ...sessionEndpoints,
    ...registrationEndpoints,
    ...partnerGroupEndpoints,
    ...adminEndpoints,
    ...adminAccountEndpoints,
    ...organizationEndpoints,
    ...organizationChanges,
    ...brandingEndpoints,
    ...pluginEndpoints,
    ...auditEndpoints,
    ...notificationEndpoints,
    ...settingsEndpoints,
  ],
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  render: fastapi({
    CREDENTIALS_INVALID: [401, 'Could not validate credentials'],
    TENANT_DEACTIVATED: [403, 'Organization is suspended'],
    TENANT_EXPIRED: [403, 'Organization subscription has expired'],
    PATH_MISMATCH: [400, 'admin_id does not match path'],
    REQUEST_UNKNOWN: [404, 'Registration request not found'],
    GROUP_UNKNOWN: [404, 'Partner group not found'],
    ADMIN_UNKNOWN: [404, 'Admin not found'],
    USER_UNKNOWN: [404, 'User not found'],
    SLUG_TAKEN: [409, 'Organization slug already taken'],
    SLUG_RESERVED: [409, 'Organization slug is reserved'],
    PLATFORM_ADMIN: [409, (_params, message) => message],
    GROUP_NAME_TAKEN: [409, 'Partner group name already taken'],
    ADMIN_TENANT_LIMIT: [409, 'Admin has as many organizations as it may have'],
    ORGANIZATION_UNKNOWN: [404, 'Organization not found'],
    DOMAIN_TAKEN: [409, 'Custom domain already taken'],
    POOL_INSUFFICIENT: [400, 'Insufficient admin credits'],
    LIMIT_BELOW_USE: [400, 'Credit limit is below the credits already used'],
    ROOT_TENANT: [409, 'The platform organization cannot be suspended'],
    WRONG_STATE: [409, ({ status }, message) => (status === undefined ? message : `Organization is already ${status}`)],
    NOTIFICATION_UNKNOWN: [404, 'Notification not found'],
  }),
};
