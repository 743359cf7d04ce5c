import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { paths } from './fullstackhero.api.js';

const { GATEWAY = '', EMAIL = '', PASSWORD = '' } = process.env;
const client = createClient<paths>({ baseUrl: `${GATEWAY}/fullstackhero` });

const session = await client.POST('/api/v1/identity/token/issue', {
  params: { header: { tenant: 'root' } },
  body: { email: EMAIL, password: PASSWORD },
});
assert.ok(session.data);
const next = await client.POST('/api/v1/identity/token/refresh', {
  params: { header: { tenant: 'root' } },
  body: { refreshToken: session.data.refreshToken },
});
assert.ok(next.data);
const { token } = next.data;
client.use({
  onRequest: ({ request }) => {
    request.headers.set('Authorization', `Bearer ${token}`);
  },
});

const made = await client.POST('/api/v1/tenants', {
  params: { header: { 'Idempotency-Key': 'generated-client' } },
  body: { id: 'generated', name: 'Generated', adminEmail: 'admin@generated.example', connectionString: null },
});
assert.equal(made.response.status, 201);
assert.equal(made.response.headers.get('Location') !== null, true);

const tenantId = made.data?.id ?? '';
const provisioned = async (): Promise<string | undefined> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const { data } = await client.GET('/api/v1/tenants/{tenantId}/provisioning', { params: { path: { tenantId } } });
    if (data?.status === 'Completed' || data?.status === 'Failed') return data.steps.at(-1)?.status;
    await setTimeout(50);
  }
  return undefined;
};
assert.equal(await provisioned(), 'Completed');

const deactivated = await client.POST('/api/v1/tenants/{id}/activation', {
  params: { path: { id: tenantId } },
  body: { tenantId, isActive: false },
});
assert.equal(deactivated.data?.isActive, false);
const status = await client.GET('/api/v1/tenants/{id}/status', { params: { path: { id: tenantId } } });
assert.equal(status.data?.expiryState, 'Active');

const list = await client.GET('/api/v1/tenants', { params: { query: { pageNumber: 1, pageSize: 1, sort: '-name' } } });
assert.deepEqual([list.data?.pageSize, list.data?.data.length], [1, 1]);

const header = { tenant: tenantId };
const change = await client.PUT('/api/v1/tenants/theme', {
  params: { header },
  body: { lightPalette: { primary: '#112233' }, layout: { borderRadius: '8px' } },
});
assert.equal(change.response.status, 204);
const theme = await client.GET('/api/v1/tenants/theme', { params: { header } });
assert.equal(theme.data?.lightPalette.primary, '#112233');

const unknown = await client.GET('/api/v1/tenants/{id}/status', { params: { path: { id: 'nobody' } } });
assert.equal(unknown.error?.status, 404);
const refused = await client.POST('/api/v1/tenants', { body: { id: '', name: '', adminEmail: 'nowhere' } });
assert.deepEqual(Object.keys(refused.error?.errors ?? {}), ['Id', 'Name', 'AdminEmail']);

/** What must not compile. */
export const wrong = (): unknown[] => [
  // @ts-expect-error A login needs the tenant.
  client.POST('/api/v1/identity/token/issue', { body: { email: EMAIL, password: PASSWORD } }),
  // @ts-expect-error A tenant needs an administrator.
  client.POST('/api/v1/tenants', { body: { id: 'acme', name: 'Acme' } }),
  // @ts-expect-error Whether it shall be active must be said.
  client.POST('/api/v1/tenants/{id}/activation', { params: { path: { id: 'acme' } }, body: { tenantId: 'acme' } }),
  // @ts-expect-error The id stands in the path.
  client.GET('/api/v1/tenants/{id}/status', { params: { query: { id: 'acme' } } }),
  // @ts-expect-error The colour is a text.
  client.PUT('/api/v1/tenants/theme', { body: { lightPalette: { primary: 112233 } } }),
  // @ts-expect-error Provisioning knows no such status.
  made.data?.status === 'Done',
  // @ts-expect-error A problem has no code.
  unknown.error?.code,
];
