import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import {
  asRoot,
  badRequest,
  conflict,
  deactivated,
  expectProblem,
  newTenant,
  notFound,
  path,
  provisioned,
  validationError,
} from '../../support/fullstackhero.js';
import { ProvisioningProbe } from '../../support/provisioning.js';

let gateway: TestApp;
let probe: ProvisioningProbe;
beforeAll(async () => {
  gateway = await startTestApp();
  probe = new ProvisioningProbe(gateway);
});
afterAll(() => gateway.stop());

const at = (id: string): string => `${path}/${id}/activation`;
const change = (id: string, isActive: unknown, more: object = {}) =>
  gateway.superadmin.post(at(id), { tenantId: id, isActive, ...more });
const isActive = async (id: string): Promise<boolean> =>
  (await gateway.superadmin.get(`${path}/${id}/status`)).json.isActive as boolean;

describe('activation', () => {
  test('a tenant is deactivated and, once it is provisioned, activated again', async () => {
    const body = newTenant();
    const id = body['id'] as string;
    await gateway.superadmin.post(path, body, asRoot);
    await provisioned(gateway.superadmin, id);
    for (const [wish, word] of [
      [false, 'deactivated'],
      [true, 'activated'],
    ] as const) {
      const answer = await change(id, wish);
      const { validUpto } = answer.json;
      const shown = { tenantId: id, isActive: wish, validUpto, message: `tenant ${id} is now ${word}` };
      expect([answer.status, answer.text]).toEqual([200, JSON.stringify(shown)]);
      expect(await isActive(id)).toBe(wish);
      const again = await change(id, wish);
      expectProblem(again, conflict(`tenant ${id} is already ${word}`), { instance: at(id) });
    }
  });

  test('deactivation shuts its people out with their next request, and activation lets them in again', async () => {
    const tenant = await gateway.build.tenant();
    const member = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
    const mine = `${path}/me/status`;
    expect((await member.get(mine)).status).toBe(200);
    await change(tenant.slug, false);
    expectProblem(await member.get(mine), deactivated, { instance: mine });
    await change(tenant.slug, true);
    expect((await member.get(mine)).status).toBe(200);
  });

  test.each([
    ['Failed', { status: 'FAILED' }],
    ['InProgress', { status: 'RUNNING', leaseUntil: new Date(Date.now() + 600_000) }],
  ] as const)('a tenant whose newest attempt is %s stays inactive', async (word, fields) => {
    const tenant = await gateway.build.tenant({ status: 'SUSPENDED' });
    await probe.leave(tenant, { status: 'COMPLETED' });
    await probe.leave(tenant, fields);
    const answer = await change(tenant.slug, true);
    const detail = `Tenant ${tenant.slug} is not provisioned. Status: ${word}.`;
    expectProblem(answer, conflict(detail), { instance: at(tenant.slug) });
    expect(await isActive(tenant.slug)).toBe(false);
  });

  test('a tenant that nobody ever provisioned may be activated', async () => {
    const { slug } = await gateway.build.tenant({ status: 'SUSPENDED' });
    expect((await change(slug, true)).json.isActive).toBe(true);
  });

  test('root is active for ever', async () => {
    await gateway.build.tenant();
    expectProblem(await change('root', false), conflict('The root tenant cannot be deactivated.'), {
      instance: at('root'),
    });
    expectProblem(await change('root', true), conflict('tenant root is already activated'), { instance: at('root') });
  });

  test('of all tenants one stays active', async () => {
    const alone = await startTestApp();
    const answer = await alone.superadmin.post(at('root'), { tenantId: 'root', isActive: false });
    expectProblem(answer, conflict('At least one active tenant is required.'), { instance: at('root') });
    await alone.stop();
  });

  test('an unknown tenant is not found', async () => {
    for (const id of ['nobody', 'No%20Body']) {
      const name = decodeURIComponent(id);
      const answer = await gateway.superadmin.post(at(id), { tenantId: name, isActive: true });
      expectProblem(answer, notFound(`AppTenantInfo ${name} Not Found.`), { instance: at(id) });
    }
  });

  test('names of members are matched without regard to case', async () => {
    const { slug } = await gateway.build.tenant();
    const answer = await gateway.superadmin.post(`${at(slug)}/`, { TENANTID: slug, IsActive: false });
    expect(answer.status).toBe(200);
  });

  test.each([[{}], [{ tenantId: null }], [{ tenantId: '' }], [{ tenantId: 'other' }], [{ tenantId: 'ACME' }]])(
    'a body about another tenant is refused without a word: %j',
    async (body) => {
      for (const more of [{}, { isActive: false }]) {
        const answer = await gateway.superadmin.post(at('acme'), { ...body, ...more });
        expect([answer.status, answer.text, answer.headers.get('Content-Type')]).toEqual([400, '', null]);
        expect(answer.headers.get('X-Api-Dialect')).toBe('fullstackhero');
      }
    },
  );

  test.each([undefined, null])('whether it shall be active must be said: %j', async (wish) => {
    const { slug } = await gateway.build.tenant();
    const errors = { IsActive: ["'Is Active' must not be empty."] };
    expectProblem(await change(slug, wish), validationError, { instance: at(slug), errors });
    expect(await isActive(slug)).toBe(true);
  });

  test.each(['true', 1, {}, []])('%j is no boolean', async (wish) => {
    const problem = badRequest('The JSON value could not be converted. Path: $.isActive.');
    expectProblem(await change('acme', wish), problem, { instance: at('acme') });
  });

  test.each([undefined, [], 'text', 5])('%j is no body', async (body) => {
    const problem = badRequest('The request body must be a JSON object.');
    expectProblem(await gateway.superadmin.post(at('acme'), body), problem, { instance: at('acme') });
  });

  test('is on record with what changed, and so is who was refused', async () => {
    const tenant = await gateway.build.tenant();
    const member = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
    await member.post(at(tenant.slug), { tenantId: tenant.slug, isActive: false });
    await change(tenant.slug, false);
    await change(tenant.slug, true);
    const rows = await probe.query(
      'select action, target_id, changes, api from audit_log where tenant_id = $1 order by id',
      tenant.id,
    );
    const row = { target_id: tenant.id, api: 'fullstackhero' };
    const [active, suspended] = [{ status: 'ACTIVE' }, { status: 'SUSPENDED' }];
    expect(rows).toEqual([
      { action: 'access.denied', changes: {}, ...row, target_id: 'activateTenant or suspendTenant' },
      { action: 'tenant.suspended', changes: { before: active, after: suspended }, ...row },
      { action: 'tenant.activated', changes: { before: suspended, after: active }, ...row },
    ]);
  });
});
