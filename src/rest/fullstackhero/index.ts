import type { Dialect } from '../endpoint.js';
import { activationEndpoints } from './activation.js';
import { render } from './envelope.js';
import { graceHeader } from './grace.js';
import { migrationEndpoints } from './migrations.js';
import { provisioningEndpoints } from './provisioning.js';
import { statusEndpoints } from './status.js';
import { subscriptionEndpoints } from './subscription.js';
import { tenantEndpoints } from './tenants.js';
import { themeEndpoints } from './theme.js';
import { tokenEndpoints } from './tokens.js';

/** The multitenancy API of the fullstackhero starter kit, and how its clients get a token. */
export const fullstackhero: Dialect = {
  name: 'fullstackhero',
  owns: ['/api/v1/identity'],
  endpoints: [
    ...tenantEndpoints,
    ...statusEndpoints,
    ...provisioningEndpoints,
    ...activationEndpoints,
    ...subscriptionEndpoints,
    ...themeEndpoints,
    ...migrationEndpoints,
    ...tokenEndpoints,
  ],
  perMinute: { caller: 200, address: 300 },
  ignoresCase: true,
  mediaType: 'json-only',
  render,
  headers: ({ graceDaysLeft }) => graceHeader(graceDaysLeft),
};
