import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const create = `mutation($input: CreateTenantInput!) { createTenant(input: $input) { id slug displayName status adminId createdAt provisioning { status } } }`;

describe('tenants over GraphQL', () => {
  test('a superadmin creates a tenant and finds it again by id and by slug', async () => {
    const created = await gateway.superadmin.graphql(create, { input: { displayName: 'Acme Corp' } });
    expect(created.json.errors).toBeUndefined();
    const { id, slug } = created.json.data.createTenant;
    expect(id).toMatch(/^tnt_[0-9A-Za-z]{16}$/);
    expect(slug).toBe('acme-corp');
    const found = await gateway.superadmin.graphql(
      `query($id: ID!, $slug: String!) { byId: tenant(id: $id) { slug } bySlug: tenant(slug: $slug) { id } }`,
      { id, slug },
    );
    expect(found.json).toEqual({ data: { byId: { slug }, bySlug: { id } } });
  });

  test('the list is a connection that counts only when asked', async () => {
    const answer = await gateway.superadmin.graphql(
      `{ tenants(first: 1, orderBy: [{ field: SLUG }]) { nodes { slug viewerRoles } edges { cursor } totalCount pageInfo { hasNextPage } } }`,
    );
    expect(answer.json).toEqual({
      data: {
        tenants: {
          nodes: [{ slug: 'acme-corp', viewerRoles: ['SUPERADMIN'] }],
          edges: [{ cursor: Buffer.from('acme-corp').toString('base64url') }],
          totalCount: 2,
          pageInfo: { hasNextPage: true },
        },
      },
    });
  });

  test('nobody in particular is asked to log in', async () => {
    const answer = await anybody(gateway.url).graphql('{ tenants { totalCount } }');
    expect(answer.json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
