import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './exd.api.js';

const { GATEWAY = '', TOKEN = '' } = process.env;
const client = createClient<paths>({ baseUrl: `${GATEWAY}/exd`, headers: { Authorization: `Bearer ${TOKEN}` } });

/** Every page of a list, by the cursor that the one before ends with. */
const allTenants = async (): Promise<components['schemas']['TenantWithRoles'][]> => {
  const tenants: components['schemas']['TenantWithRoles'][] = [];
  let after: string | undefined;
  do {
    const { data } = await client.GET('/api/v1/tenants', {
      params: { query: { limit: 1, ...(after === undefined ? {} : { after }) } },
    });
    assert.ok(data);
    tenants.push(...data.tenants);
    after = data.next_cursor ?? undefined;
  } while (after !== undefined);
  return tenants;
};

const made = await client.POST('/api/v1/tenants', {
  body: { slug: 'generated-sso', login_mode: 'sso', sso_provider: 'okta', initial_admin_user_ids: [] },
});
assert.equal(made.response.status, 201);
assert.equal(made.data?.tenant.sso_provider, 'okta');
await client.POST('/api/v1/tenants', {
  body: { slug: 'generated-mail', login_mode: 'email_domain', email_domain: 'generated.example' },
});
assert.deepEqual(
  (await allTenants()).map(({ slug }) => slug),
  ['generated-mail', 'generated-sso'],
);

const path = { tenant: 'generated-sso' };
const admin = await client.PUT('/api/v1/tenants/{tenant}/admins/{user_id}', {
  params: { path: { ...path, user_id: 'usr_01HF6J8ZQ2V4K7M9N3P5R8T0WX' } },
});
assert.equal(admin.data?.role, 'tenant_admin');

const namespace = await client.POST('/api/v1/tenants/{tenant}/namespaces', {
  params: { path },
  body: { slug: 'web', description: null },
});
assert.equal(namespace.data?.namespace.display_name, 'web');
const shown = await client.GET('/api/v1/tenants/{tenant}', { params: { path } });
assert.equal(shown.data?.tenant.namespace_count, 1);

const token = await client.POST('/api/v1/tokens', {
  body: { type: 'read', name: 'Build', tenant: 'generated-sso', namespace: 'web' },
});
assert.match(token.data?.secret ?? '', /^exd_read_/);
const token_id = token.data?.token.id ?? '';
assert.equal(
  (await client.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id } } })).response.status,
  204,
);

const taken = await client.POST('/api/v1/tenants', {
  body: { slug: 'generated-sso', login_mode: 'sso', sso_provider: 'okta' },
});
assert.equal(taken.error?.error.code, 'conflict');
const refused = await client.GET('/api/v1/tenants', { params: { query: { limit: 201 } } });
assert.equal(refused.error?.error.details.parameter, 'limit');

/** What must not compile. */
export const wrong = (): unknown[] => [
  // @ts-expect-error There is no such path.
  client.GET('/api/v1/tenant', {}),
  // @ts-expect-error A list cannot be deleted.
  client.DELETE('/api/v1/tenants', {}),
  // @ts-expect-error The path needs its parameter.
  client.GET('/api/v1/tenants/{tenant}', { params: { path: {} } }),
  // @ts-expect-error A tenant needs a way to log in.
  client.POST('/api/v1/tenants', { body: { slug: 'acme' } }),
  // @ts-expect-error There is no such way to log in.
  client.POST('/api/v1/tenants', { body: { slug: 'acme', login_mode: 'password' } }),
  // @ts-expect-error A limit is a number.
  client.GET('/api/v1/tenants', { params: { query: { limit: 'many' } } }),
  // @ts-expect-error The provider may be null.
  made.data?.tenant.sso_provider.length,
  // @ts-expect-error There is no such code.
  taken.error?.error.code === 'exists',
];
