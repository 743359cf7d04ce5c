import type { Dialect } from '../endpoint.js';
import { quotaHeaders, render } from './envelope.js';
import { namespaceEndpoints } from './namespaces.js';
import { tenantAdminEndpoints } from './tenant-admins.js';
import { tenantEndpoints } from './tenants.js';

/** The tenants API of the exd server. */
export const exd: Dialect = {
  name: 'exd',
  owns: [],
  endpoints: [...tenantEndpoints, ...tenantAdminEndpoints, ...namespaceEndpoints],
  perMinute: { caller: 600, address: 60 },
  mediaType: 'json-only',
  render,
  headers: quotaHeaders,
};
