import type { Dialect } from '../endpoint.js';
import { fastapi } from '../fastapi.js';
import { sessionEndpoints } from './sessions.js';

/** The multi-tenant API of LusterCMS. */
export const lustercms: Dialect = {
  name: 'lustercms',
  owns: ['/api/auth', '/api/tenants'],
  endpoints: sessionEndpoints,
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  render: fastapi({
    CREDENTIALS_INVALID: [401, 'Could not validate credentials'],
    TENANT_DEACTIVATED: [403, 'Organization is suspended'],
    TENANT_EXPIRED: [403, 'Organization subscription has expired'],
  }),
};
