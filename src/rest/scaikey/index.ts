import { endpointsOf, type Chapter, type Dialect } from '../endpoint.js';
import { description } from './description.js';
import { envelope } from './envelope.js';
import { partnerEndpoints } from './partners.js';
import { tenantEndpoints } from './tenants.js';
import { tokenEndpoints } from './token.js';

const chapters: readonly Chapter[] = [
  { name: 'Tenants', description: 'The five verbs for tenants.', endpoints: tenantEndpoints },
  { name: 'Partners', description: 'The same for partners; superadmins alone.', endpoints: partnerEndpoints },
  { name: 'Tokens', description: 'How clients get a token.', endpoints: tokenEndpoints },
];

/** ScaiKey's Tenants and Partners APIs and its token endpoint, a FastAPI application: nothing is redirected, both slash forms are the same path. */
export const scaikey: Dialect = {
  name: 'scaikey',
  description,
  owns: ['/api/v1/admin', '/api/v1/platform/oauth', '/oauth'],
  chapters,
  endpoints: endpointsOf(chapters),
  perMinute: { caller: 600, address: 60 },
  mediaType: 'any',
  ...envelope,
};
