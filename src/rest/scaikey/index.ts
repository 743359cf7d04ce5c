import type { Dialect } from '../endpoint.js';
import { render } from './envelope.js';
import { partnerEndpoints } from './partners.js';
import { tenantEndpoints } from './tenants.js';
import { tokenEndpoints } from './token.js';

/** ScaiKey's Tenants and Partners APIs and its token endpoint, a FastAPI application: nothing is redirected, both slash forms are the same path. */
export const scaikey: Dialect = {
  name: 'scaikey',
  owns: ['/api/v1/admin', '/api/v1/platform/oauth', '/oauth'],
  endpoints: [...tenantEndpoints, ...partnerEndpoints, ...tokenEndpoints],
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  render,
};
