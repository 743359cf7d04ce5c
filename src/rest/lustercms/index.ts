import type { Dialect } from '../endpoint.js';
import { fastapi } from '../fastapi.js';
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
    ADMIN_UNKNOWN: [404, 'Admin not found'],
    NOTIFICATION_UNKNOWN: [404, 'Notification not found'],
  }),
};
