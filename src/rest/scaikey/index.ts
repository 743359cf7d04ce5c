import type { Dialect } from '../endpoint.js';
import { render } from './envelope.js';
import { partnerEndpoints } from './partners.js';
import { tenantEndpoints } from './tenants.js';

/** ScaiKey's Tenants and Partners APIs, a FastAPI application: nothing is redirected, both slash forms are the same path. */
export const scaikey: Dialect = {
  name: 'scaikey',
  owns: ['/api/v1/admin'],
  endpoints: [...tenantEndpoints, ...partnerEndpoints],
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  render,
};
