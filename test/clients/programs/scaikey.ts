import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './scaikey.api.js';

const { GATEWAY = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env;
const client = createClient<paths>({ baseUrl: `${GATEWAY}/scaikey` });

const token = await client.POST('/oauth/token', {
  body: { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET },
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});
assert.equal(token.data?.token_type, 'Bearer');
const { access_token } = token.data;
client.use({
  onRequest: ({ request }) => {
    request.headers.set('Authorization', `Bearer ${access_token}`);
  },
});

const partner = await client.POST('/api/v1/admin/partners/', { body: { name: 'Generated', max_tenants: 1 } });
assert.equal(partner.data?.status, 'ACTIVE');
const partner_id = partner.data.id;
const made = await client.POST('/api/v1/admin/tenants/', {
  body: {
    name: 'Generated',
    partner_id,
    settings: { mfa_required: true, mfa_methods: ['totp'], theme_of_ours: 'dark' },
  },
});
assert.deepEqual(made.data?.settings.mfa_methods, ['totp']);
assert.equal(made.data.settings['theme_of_ours'], 'dark');

const params = { path: { tenant_id: made.data.id } };
const changed = await client.PATCH('/api/v1/admin/tenants/{tenant_id}', {
  params,
  body: { name: 'Renamed', contact_email: 'it@generated.example', settings: { session_timeout: null } },
});
assert.equal(changed.data?.contact_email, 'it@generated.example');

const list = await client.GET('/api/v1/admin/tenants/', {
  params: { query: { page: 1, per_page: 10, search: 'renamed', partner_id } },
});
assert.deepEqual([list.data?.total, list.data?.items[0]?.name], [1, 'Renamed']);

/** FastAPI says a fault as a text, or as a list where values are refused. */
const textOf = (error: components['schemas']['HTTPError'] | components['schemas']['HTTPValidationError']): string =>
  typeof error.detail === 'string' ? error.detail : (error.detail ?? []).map(({ msg }) => msg).join(', ');

const full = await client.POST('/api/v1/admin/tenants/', { body: { name: 'Another', partner_id } });
assert.equal(full.error && textOf(full.error), 'Partner tenant limit reached');
const refused = await client.POST('/api/v1/admin/tenants/', { body: { name: '' } });
assert.equal(refused.error && textOf(refused.error), 'String should have at least 1 character');

const gone = await client.DELETE('/api/v1/admin/tenants/{tenant_id}', { params });
assert.equal(gone.response.ok, true);
const { response } = await client.GET('/api/v1/admin/tenants/{tenant_id}', { params });
assert.equal(response.status, 404);

/** What must not compile. */
export const wrong = (): unknown[] => [
  // @ts-expect-error A tenant needs a name.
  client.POST('/api/v1/admin/tenants/', { body: { slug: 'acme' } }),
  // @ts-expect-error There is no such second factor.
  client.POST('/api/v1/admin/tenants/', { body: { name: 'Acme', settings: { mfa_methods: ['pigeon'] } } }),
  // @ts-expect-error Tenants are changed by PATCH.
  client.PUT('/api/v1/admin/tenants/{tenant_id}', { params, body: { name: 'Acme' } }),
  // @ts-expect-error A page is a number.
  client.GET('/api/v1/admin/tenants/', { params: { query: { page: 'first' } } }),
  // @ts-expect-error A grant has a type.
  client.POST('/oauth/token', { body: { client_id: CLIENT_ID } }),
  // @ts-expect-error The address may be null.
  made.data?.contact_email.length,
];
