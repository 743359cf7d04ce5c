import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Admin } from '../../../src/entities/admin.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Person } from '../../support/clients.js';
import { outcome } from '../../support/scaikey.js';

const path = '/api/tenants/audit-logs';

let gateway: TestApp;
let admin: Admin;
let owner: Person;
let clientAdmin: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  ({ admin, owner } = await gateway.build.reseller());
  const tenant = await gateway.build.tenant({ adminId: admin.id });
  await gateway.build.account(tenant);
  clientAdmin = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
  const { status } = await owner.request('PUT', `/api/tenants/admins/${admin.id}/branding`, {
    body: { branding: { app_name: 'Audited' } },
  });
  expect(status).toBe(200);
  await clientAdmin.post('/api/tenants/notifications/read-all');
});
afterAll(() => gateway.stop());

const branded = () => ({
  id: expect.any(Number),
  action: 'branding.updated',
  target_type: 'branding',
  target_id: String(admin.id),
  actor_id: expect.any(Number),
  actor_email: expect.stringMatching(/@example\.com$/),
  actor_role: 'admin',
  organization_id: null,
  admin_id: admin.id,
  details: { before: { appName: null }, after: { appName: 'Audited' } },
  ip_address: expect.stringMatching(/127\.0\.0\.1$/),
  created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
});

const readAll = () => ({
  ...branded(),
  action: 'notification.all_read',
  target_type: 'notification',
  target_id: 'all',
  actor_role: 'client_admin',
  organization_id: expect.any(Number),
  admin_id: null,
  details: { after: { read: 0 } },
});

describe('GET /api/tenants/audit-logs', () => {
  test('200 for a reseller with what concerns the account and its tenants, newest first', async () => {
    expect(outcome(await owner.get(path))).toEqual({
      status: 200,
      json: { items: [readAll(), branded()], total: 2, limit: 50, offset: 0 },
    });
  });

  test('200 for a client admin with what concerns the organization', async () => {
    expect((await clientAdmin.get(path)).json).toEqual({ items: [readAll()], total: 1, limit: 50, offset: 0 });
  });

  test('200 for a superadmin with everything', async () => {
    const { json } = await gateway.superadmin.get(`${path}?limit=200`);
    expect(json.items).toEqual(expect.arrayContaining([readAll(), branded()]));
    expect(json.total).toBeGreaterThan(2);
  });

  test.each([
    ['action=branding.updated', 1],
    ['target_type=notification', 1],
    ['action=branding.updated&target_type=notification', 0],
    ['action=&target_type=', 2],
    [`action=${encodeURIComponent("' or true --")}`, 0],
  ])('filters by %s', async (query, total) => {
    const { json } = await owner.get(`${path}?${query}`);
    expect([json.items.length, json.total]).toEqual([total, total]);
  });

  test('pages by limit and offset', async () => {
    const { json } = await owner.get(`${path}?limit=1&offset=1`);
    expect(json).toEqual({ items: [branded()], total: 2, limit: 1, offset: 1 });
  });
});

describe('GET /api/tenants/audit-logs/stats', () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

  test('200 with what the caller sees, each day there', async () => {
    expect(outcome(await owner.get(`${path}/stats?days=2`))).toEqual({
      status: 200,
      json: {
        days: 2,
        total: 2,
        by_action: { 'branding.updated': 1, 'notification.all_read': 1 },
        by_target_type: { branding: 1, notification: 1 },
        by_day: [
          { date: day(1), count: 0 },
          { date: day(0), count: 2 },
        ],
      },
    });
  });

  test('200 with thirty days unless told otherwise', async () => {
    const { json } = await clientAdmin.get(`${path}/stats`);
    expect([json.days, json.total, json.by_day.length]).toEqual([30, 1, 30]);
  });
});
