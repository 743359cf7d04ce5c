import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { badRequest, expectProblem, path, validationError } from '../../support/fullstackhero.js';
import { ProvisioningProbe } from '../../support/provisioning.js';

let gateway: TestApp;
let probe: ProvisioningProbe;
beforeAll(async () => {
  gateway = await startTestApp();
  probe = new ProvisioningProbe(gateway);
});
afterAll(() => gateway.stop());

const at = `${path}/migrations`;

interface Line {
  readonly tenantId: string;
  readonly error: string | null;
}

const list = async (query = ''): Promise<Line[]> => {
  const answer = await gateway.superadmin.get(at + query);
  expect(answer.status).toBe(200);
  return answer.json as Line[];
};

test('root is there, with nothing pending', async () => {
  const [root] = (await list()).filter(({ tenantId }) => tenantId === 'root');
  expect(JSON.stringify(root)).toBe(
    JSON.stringify({
      tenantId: 'root',
      name: 'Root Tenant',
      isActive: true,
      validUpto: '9999-12-31T23:59:59Z',
      hasPendingMigrations: false,
      provider: 'postgresql',
      lastAppliedMigration: null,
      pendingMigrations: [],
      error: null,
    }),
  );
});

test('a tenant that has been provisioned is there with what it has got, one that waits with what it lacks', async () => {
  const { id } = await probe.make();
  const waiting = await gateway.build.tenant();
  const lines = await list();
  const of = (slug: string) => lines.find(({ tenantId }) => tenantId === slug);
  expect(of(id)).toMatchObject({
    isActive: true,
    hasPendingMigrations: false,
    lastAppliedMigration: '0002-settings',
    pendingMigrations: [],
    error: null,
  });
  expect(of(waiting.slug)).toMatchObject({
    hasPendingMigrations: true,
    lastAppliedMigration: null,
    pendingMigrations: ['0001-roles-and-permissions', '0002-settings'],
    error: null,
  });
});

test('the failure of one tenant is told of that one, and its secrets are not', async () => {
  const connectionString = 'postgres://app:pl4nted@127.0.0.1:1/app';
  const { id } = await probe.make({ connectionString });
  const answer = await gateway.superadmin.get(at);
  expect(answer.text).not.toContain('pl4nted');
  const lines = answer.json as Line[];
  expect(lines.filter(({ error }) => error !== null).map(({ tenantId }) => tenantId)).toEqual([id]);
});

test('it comes as a whole, or in pages where somebody asks for them', async () => {
  const all = await list();
  const answer = await gateway.superadmin.get(`${at}?pageNumber=2&PageSize=2`);
  expect(answer.json).toEqual(all.slice(2, 4));
  expect(answer.headers.get('X-Total-Count')).toBe(String(all.length));
  expect(await list('?pageNumber=100')).toEqual([]);
  const errors = { PageSize: ['Page size must be between 1 and 1000.'] };
  expectProblem(await gateway.superadmin.get(`${at}?pageSize=1001`), validationError, { instance: at, errors });
  const problem = badRequest('Failed to bind parameter "PageNumber".');
  expectProblem(await gateway.superadmin.get(`${at}?pageNumber=x`), problem, { instance: at });
});
