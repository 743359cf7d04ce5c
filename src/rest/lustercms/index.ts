import { endpointsOf, type Chapter, type Dialect } from '../endpoint.js';
import { fastapi } from '../fastapi.js';
import { adminAccountEndpoints } from './admin-account.js';
import { adminEndpoints } from './admins.js';
import { description } from './description.js';
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

const chapters: readonly Chapter[] = [
  { name: 'Sessions', description: 'How clients get a token.', endpoints: sessionEndpoints },
  { name: 'Registration', description: 'How a company becomes an organization.', endpoints: registrationEndpoints },
  { name: 'Partner groups', description: 'Tiers of resellers.', endpoints: partnerGroupEndpoints },
  {
    name: 'Admins',
    description: 'Resellers and their accounts.',
    endpoints: [...adminEndpoints, ...adminAccountEndpoints],
  },
  {
    name: 'Organizations',
    description: 'What resellers manage.',
    endpoints: [...organizationEndpoints, ...organizationChanges],
  },
  { name: 'Branding', description: 'How white-label surfaces look.', endpoints: brandingEndpoints },
  { name: 'Plugins', description: 'What organizations can have.', endpoints: pluginEndpoints },
  { name: 'Audit logs', description: 'Who did what.', endpoints: auditEndpoints },
  { name: 'Notifications', description: 'What people are told.', endpoints: notificationEndpoints },
  { name: 'Settings', description: 'What the platform does unless told otherwise.', endpoints: settingsEndpoints },
];

/** The multi-tenant API of LusterCMS. */
export const lustercms: Dialect = {
  name: 'lustercms',
  description,
  owns: ['/api/auth', '/api/tenants'],
  chapters,
  endpoints: endpointsOf(chapters),
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  ...fastapi(faces),
};
