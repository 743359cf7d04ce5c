import { endpointsOf, type Chapter, type Dialect } from '../endpoint.js';
import { activationEndpoints } from './activation.js';
import { description } from './description.js';
import { envelope } from './envelope.js';
import { graceHeader } from './grace.js';
import { migrationEndpoints } from './migrations.js';
import { jsonName, propertyName } from './names.js';
import { provisioningEndpoints } from './provisioning.js';
import { statusEndpoints } from './status.js';
import { subscriptionEndpoints } from './subscription.js';
import { tenantEndpoints } from './tenants.js';
import { themeEndpoints } from './theme.js';
import { tokenEndpoints } from './tokens.js';

const chapters: readonly Chapter[] = [
  { name: 'Tenants', description: 'Listing and creating them.', endpoints: tenantEndpoints },
  { name: 'Status', description: 'How a tenant stands.', endpoints: statusEndpoints },
  { name: 'Provisioning', description: 'How its store is made ready.', endpoints: provisioningEndpoints },
  { name: 'Activation', description: 'Who is let in.', endpoints: activationEndpoints },
  { name: 'Subscription', description: 'Until when it is served.', endpoints: subscriptionEndpoints },
  { name: 'Theme', description: 'How its pages look.', endpoints: themeEndpoints },
  { name: 'Migrations', description: 'What the stores have got.', endpoints: migrationEndpoints },
  { name: 'Tokens', description: 'How clients get a token.', endpoints: tokenEndpoints },
];

/** The multitenancy API of the fullstackhero starter kit, and how its clients get a token. */
export const fullstackhero: Dialect = {
  name: 'fullstackhero',
  description,
  owns: ['/api/v1/identity'],
  chapters,
  endpoints: endpointsOf(chapters),
  perMinute: { caller: 200, address: 300 },
  ignoresCase: true,
  memberName: (name) => jsonName(propertyName(name)),
  mediaType: 'json-only',
  takesKeys: true,
  ...envelope,
  sends: ['X-Subscription-Grace'],
  headers: ({ graceDaysLeft }) => graceHeader(graceDaysLeft),
};
