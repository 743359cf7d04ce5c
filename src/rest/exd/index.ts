import type { Dialect } from '../endpoint.js';
import { quotaHeaders, render } from './envelope.js';
import { namespaceEndpoints } from './namespaces.js';
import { tenantAdminEndpoints } from './tenant-admins.js';
import { tenantEndpoints } from './tenants.js';
import { tokenEndpoints } from './tokens.js';

/** The tenants and tokens API of the exd server. */
export const exd: Dialect = {
  name: 'exd',
  owns: ['/api/v1/tokens'],
  endpoints: [...tenantEndpoints, ...tenantAdminEndpoints, ...namespaceEndpoints, ...tokenEndpoints],
  perMinute: { caller: 600, address: 60 },
  mediaType: 'json-only',
  render,
  headers: quotaHeaders,
};
