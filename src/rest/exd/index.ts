import { endpointsOf, type Chapter, type Dialect } from '../endpoint.js';
import { description } from './description.js';
import { envelope, quotaHeaders } from './envelope.js';
import { namespaceEndpoints } from './namespaces.js';
import { tenantAdminEndpoints } from './tenant-admins.js';
import { tenantEndpoints } from './tenants.js';
import { tokenEndpoints } from './tokens.js';

const chapters: readonly Chapter[] = [
  { name: 'Tenants', description: 'The life of tenants.', endpoints: tenantEndpoints },
  { name: 'Tenant admins', description: 'Who administers a tenant.', endpoints: tenantAdminEndpoints },
  { name: 'Namespaces', description: 'What flags of a tenant belong to.', endpoints: namespaceEndpoints },
  { name: 'Tokens', description: 'Service tokens.', endpoints: tokenEndpoints },
];

/** The tenants and tokens API of the exd server. */
export const exd: Dialect = {
  name: 'exd',
  description,
  owns: ['/api/v1/tokens'],
  chapters,
  endpoints: endpointsOf(chapters),
  perMinute: { caller: 600, address: 60 },
  mediaType: 'json-only',
  ...envelope,
  sends: ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'],
  headers: quotaHeaders,
};
