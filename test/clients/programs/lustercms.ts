import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './lustercms.api.js';

const { GATEWAY = '', EMAIL = '', PASSWORD = '' } = process.env;
const client = createClient<paths>({ baseUrl: `${GATEWAY}/lustercms` });

const applied = await client.POST('/api/tenants/register', {
  body: { email: 'owner@generated.example', password: 'a long password', company_name: 'Generated Corp' },
});
assert.equal(applied.data?.status, 'pending_approval');

const session = await client.POST('/api/auth/login', { body: { email: EMAIL, password: PASSWORD } });
const next = await client.POST('/api/auth/refresh', { body: { refresh_token: session.data?.refresh_token ?? '' } });
client.use({
  onRequest: ({ request }) => {
    request.headers.set('Authorization', `Bearer ${next.data?.access_token ?? ''}`);
  },
});

const request_id = applied.data.id;
const approved = await client.POST('/api/tenants/requests/{request_id}/approve', {
  params: { path: { request_id } },
  body: { initial_credit_limit: 5_000 },
});
assert.equal(approved.data?.status, 'approved');
const provisioned = await client.POST('/api/tenants/requests/{request_id}/provision', {
  params: { path: { request_id } },
});
const organization: components['schemas']['Organization'] | null | undefined = provisioned.data?.organization;
assert.equal(organization?.credit_limit, 5_000);
const org_id = organization.id;

const list = await client.GET('/api/tenants/organizations', { params: { query: { search: 'generated', limit: 10 } } });
assert.deepEqual(
  list.data?.map(({ id }) => id),
  [org_id],
);

const edited = await client.PUT('/api/tenants/organizations/{org_id}/edit', {
  params: { path: { org_id } },
  body: { enabled_plugins: ['calendar'] },
});
assert.deepEqual(edited.data?.enabled_plugins, ['calendar']);
const usage = await client.GET('/api/tenants/organizations/{org_id}/usage', { params: { path: { org_id } } });
assert.equal(usage.response.status, 200);

const logs = await client.GET('/api/tenants/audit-logs', { params: { query: { limit: 5 } } });
assert.ok((logs.data?.items.length ?? 0) > 0);
const settings = await client.PUT('/api/tenants/settings', { body: { default_max_users: 25 } });
assert.equal(settings.data?.default_max_users, 25);

/** FastAPI says a fault as a text, or as a list where values are refused. */
const textOf = (error: components['schemas']['HTTPError'] | components['schemas']['HTTPValidationError']): string =>
  typeof error.detail === 'string' ? error.detail : (error.detail ?? []).map(({ loc }) => loc.join('.')).join(', ');

const unknown = await client.GET('/api/tenants/organizations/{org_id}/detail', {
  params: { path: { org_id: 4_711 } },
});
assert.equal(unknown.error && textOf(unknown.error), 'Organization not found');
const refused = await client.POST('/api/tenants/admins', { body: { name: '' } });
assert.equal(refused.error && textOf(refused.error), 'body.name');

/** What must not compile. */
export const wrong = (): unknown[] => [
  // @ts-expect-error A registration needs a company.
  client.POST('/api/tenants/register', { body: { email: EMAIL, password: PASSWORD } }),
  // @ts-expect-error Ids are numbers.
  client.GET('/api/tenants/organizations/{org_id}/detail', { params: { path: { org_id: 'org_1' } } }),
  // @ts-expect-error There is no such status.
  client.PUT('/api/tenants/organizations/{org_id}/status', { params: { path: { org_id } }, body: { status: 'gone' } }),
  // @ts-expect-error Requests are approved by POST.
  client.PUT('/api/tenants/requests/{request_id}/approve', { params: { path: { request_id } } }),
  // @ts-expect-error A list is a bare array.
  list.data?.items,
  // @ts-expect-error An organization may have no domain.
  organization.custom_domain.length,
];
