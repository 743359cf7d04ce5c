import type { Dialect } from '../endpoint.js';
import { fastapi } from '../fastapi.js';
import { organizationChanges } from './organization-changes.js';
import { organizationEndpoints } from './organizations.js';
import { sessionEndpoints } from './sessions.js';

/** The multi-tenant API of LusterCMS. */
export const lustercms: Dialect = {
  name: 'lustercms',
  owns: ['/api/auth', '/api/tenants'],
  endpoints: [...sessionEndpoints, ...organizationEndpoints, ...organizationChanges],
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  render: fastapi({
    CREDENTIALS_INVALID: [401, 'Could not validate credentials'],
    TENANT_DEACTIVATED: [403, 'Organization is suspended'],
    TENANT_EXPIRED: [403, 'Organization subscription has expired'],
    ORGANIZATION_UNKNOWN: [404, 'Organization not found'],
    DOMAIN_TAKEN: [409, 'Custom domain already taken'],
    POOL_INSUFFICIENT: [400, 'Insufficient admin credits'],
    LIMIT_BELOW_USE: [400, 'Credit limit is below the credits already used'],
    ROOT_TENANT: [409, 'The platform organization cannot be suspended'],
    WRONG_STATE: [409, ({ status }, message) => (status === undefined ? message : `Organization is already ${status}`)],
  }),
};
