import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rowCounts } from '../../support/rows.js';
import { collection, essence, neverGiven, outcome, refused, tenantPath } from '../../support/scaikey.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const notFound = refused(404, 'Tenant not found');

describe('deleting a tenant', () => {
  test('is 204 without a body, and the second time 404', async () => {
    const { id } = await gateway.build.tenant();
    const answer = await gateway.superadmin.request('DELETE', tenantPath(id));
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
    expect(answer.headers.get('content-type')).toBeNull();
    const before = await rowCounts(gateway);
    expect(outcome(await gateway.superadmin.request('DELETE', tenantPath(id)))).toEqual(notFound);
    expect(await rowCounts(gateway)).toEqual(before);
  });

  test('hides it from every verb and list', async () => {
    const { id, slug } = await gateway.build.tenant();
    await gateway.superadmin.request('DELETE', tenantPath(id));
    expect(outcome(await gateway.superadmin.get(tenantPath(id)))).toEqual(notFound);
    expect(outcome(await gateway.superadmin.request('PATCH', tenantPath(id), { body: { status: 'ACTIVE' } }))).toEqual(
      notFound,
    );
    for (const query of [`search=${slug}`, `search=${id}`, `search=${slug}&status=DELETED`]) {
      expect((await gateway.superadmin.get(`${collection}?${query}`)).json.total).toBe(0);
    }
  });

  test('keeps the row, frees the slug, and the new tenant has an id of its own', async () => {
    const slug = 'phoenix';
    const { json: first } = await gateway.superadmin.post(collection, { name: 'Phoenix', slug });
    await gateway.superadmin.request('DELETE', tenantPath(first.id));
    const second = await gateway.superadmin.post(collection, { name: 'Phoenix', slug });
    expect(second).toMatchObject({ status: 201, json: { slug } });
    expect(second.json.id).not.toBe(first.id);
    const { rows } = await sql<{ status: string; deleted: boolean }>`
      select status, deleted_at is not null as deleted from tenant where slug = ${slug} order by created_at`.execute(
      kyselyOf(gateway.app.services.orm.em),
    );
    expect(rows).toEqual([
      { status: 'DELETED', deleted: true },
      { status: 'ACTIVE', deleted: false },
    ]);
  });

  test('at the same time answers 204 once', async () => {
    const { id } = await gateway.build.tenant();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => gateway.superadmin.request('DELETE', tenantPath(id))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
  });
});

describe('a path that leads to no tenant', () => {
  test('is the same 404 whatever it is: never given out, deleted, a slug, no id at all', async () => {
    const tenant = await gateway.build.tenant();
    const deleted = await gateway.build.tenant();
    await gateway.superadmin.request('DELETE', tenantPath(deleted.id));
    const paths = [deleted.id, tenant.slug, 'nonsense', 'tnt_', `${tenant.id}x`, tenant.id.toUpperCase(), '1'];
    const odd = ['%00', 'a%00', "'%20or%201=1", '%7B%22$ne%22:null%7D', '%F0%9F%98%80', 'x'.repeat(4000)];
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: { name: 'Renamed' } } : {};
      const expected = await gateway.superadmin.request(method, tenantPath(neverGiven), body);
      expect(outcome(expected)).toEqual(notFound);
      for (const path of [...paths, ...odd]) {
        expect(essence(await gateway.superadmin.request(method, tenantPath(path), body))).toEqual(essence(expected));
      }
    }
    expect((await gateway.superadmin.get(tenantPath(tenant.id))).json.name).toBe(tenant.displayName);
  });
});
