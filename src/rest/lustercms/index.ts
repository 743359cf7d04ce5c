import type { Dialect } from '../endpoint.js';
import { fastapi } from '../fastapi.js';
import { adminAccountEndpoints } from './admin-account.js';
import { adminEndpoints } from './admins.js';
import { faces } from './envelope.js';
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
  render: fastapi(faces),
};
