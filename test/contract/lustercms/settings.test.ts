import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { outcome } from '../../support/scaikey.js';

const path = '/api/tenants/settings';

/** The seed's own body, which is also what the platform starts with. */
const seed = {
  auto_approve_registrations: false,
  default_storage_limit_gb: 10,
  default_max_users: 10,
  default_bandwidth_limit_gb: 100,
  default_credit_limit: 0,
};

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

describe('GET /api/tenants/settings', () => {
  test('200 for a superadmin', async () => {
    expect(outcome(await gateway.superadmin.get(path))).toEqual({ status: 200, json: seed });
  });
});

describe('PUT /api/tenants/settings', () => {
  afterEach(async () => {
    expect(outcome(await gateway.superadmin.request('PUT', path, { body: seed }))).toEqual({ status: 200, json: seed });
  });
  const put = async (body: unknown) => outcome(await gateway.superadmin.request('PUT', path, { body }));

  test('200 with the whole settings; what is left out stays as it is', async () => {
    expect(await put(seed)).toEqual({ status: 200, json: seed });
    const changed = { ...seed, default_max_users: 25 };
    expect(await put({ default_max_users: 25, unknown: 'ignored' })).toEqual({ status: 200, json: changed });
    expect(await put({})).toEqual({ status: 200, json: changed });
  });
});
