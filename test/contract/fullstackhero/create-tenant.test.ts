import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { rawRequest, type Answer } from '../../support/clients.js';
import {
  asRoot,
  badRequest,
  expectProblem,
  newTenant,
  notFound,
  path,
  provisioned,
  validationError,
} from '../../support/fullstackhero.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const create = (body: unknown): Promise<Answer> => gateway.superadmin.post(path, body, asRoot);
const createRaw = (raw: string): Promise<Answer> =>
  gateway.superadmin.request('POST', path, { raw, headers: { tenant: 'root', 'Content-Type': 'application/json' } });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const tenantOf = (slug: string) =>
  kyselyOf(gateway.app.services.orm.em)
    .selectFrom('tenant')
    .where('slug', '=', slug)
    .selectAll()
    .executeTakeFirstOrThrow();

const countTenants = async (): Promise<number> =>
  (await kyselyOf(gateway.app.services.orm.em).selectFrom('tenant').select('id').execute()).length;

describe('the documented example', () => {
  test('creates a tenant whose provisioning completes, all four steps in order with their times', async () => {
    const answer = await createRaw(
      '{\n  "id": "new-tenant",\n  "name": "New Tenant",\n  "connectionString": null,\n  "adminEmail": "admin@newtenant.com",\n  "issuer": "https://newtenant.example.com"\n}',
    );
    expect(answer.status).toBe(201);
    const { provisioningCorrelationId, status } = answer.json;
    expect(provisioningCorrelationId).toMatch(uuid);
    expect(['Pending', 'InProgress', 'Completed']).toContain(status);
    expect(answer.text).toBe(JSON.stringify({ id: 'new-tenant', provisioningCorrelationId, status }));
    expect(answer.headers.get('Location')).toBe('/api/v1/tenants/new-tenant/status');
    expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');

    const { json } = await provisioned(gateway.superadmin, 'new-tenant');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
    expect(json).toEqual({
      tenantId: 'new-tenant',
      status: 'Completed',
      correlationId: provisioningCorrelationId,
      currentStep: null,
      error: null,
      createdUtc: time,
      startedUtc: time,
      completedUtc: time,
      steps: ['Database', 'Migrations', 'Seeding', 'CacheWarm'].map((step) => ({
        step,
        status: 'Completed',
        startedUtc: time,
        completedUtc: time,
        error: null,
      })),
    });
    expect(Object.keys(json)).toEqual(
      'tenantId status correlationId currentStep error createdUtc startedUtc completedUtc steps'.split(' '),
    );
    const times = (json.steps as { startedUtc: string; completedUtc: string }[]).flatMap((step) => [
      Date.parse(step.startedUtc),
      Date.parse(step.completedUtc),
    ]);
    expect([Date.parse(json.startedUtc), ...times, Date.parse(json.completedUtc)]).toEqual(
      [Date.parse(json.startedUtc), ...times, Date.parse(json.completedUtc)].sort((a, b) => a - b),
    );
  });

  test('the tenant is active at once, for a month, and in the list', async () => {
    const tenant = await tenantOf('new-tenant');
    expect(tenant).toMatchObject({
      display_name: 'New Tenant',
      status: 'ACTIVE',
      admin_email: 'admin@newtenant.com',
      issuer: 'https://newtenant.example.com',
      masked_connection_string: null,
    });
    const days = (new Date(tenant.valid_until ?? '').getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(27.9);
    expect(days).toBeLessThan(31.1);
  });
});

describe('fields', () => {
  test('names are matched without regard to case', async () => {
    const answer = await createRaw('{"ID":"cased","Name":"Cased","AdminEmail":"a@cased.example","ISSUER":"i"}');
    expect(answer.status).toBe(201);
    expect(await tenantOf('cased')).toMatchObject({ display_name: 'Cased', issuer: 'i' });
  });

  test('empty and null optional members are absent', async () => {
    const body = newTenant({ connectionString: ' ', issuer: '', adminPassword: null, planKey: null, extra: 1 });
    expect((await create(body)).status).toBe(201);
    expect(await tenantOf(body['id'] as string)).toMatchObject({ issuer: null, sealed_connection_string: null });
  });

  test.each([
    ['id', null, { Id: ["'Id' must not be empty."] }],
    ['id', undefined, { Id: ["'Id' must not be empty."] }],
    ['id', '', { Id: ["'Id' must not be empty."] }],
    ['id', 'Upper', { Id: ["'Id' is not in the correct format."] }],
    ['id', 'a/b', { Id: ["'Id' is not in the correct format."] }],
    ['id', '-a', { Id: ["'Id' is not in the correct format."] }],
    ['id', 'a b', { Id: ["'Id' is not in the correct format."] }],
    ['id', 'a\n', { Id: ["'Id' is not in the correct format."] }],
    ['id', 'x'.repeat(64), { Id: ["The length of 'Id' must be 63 characters or fewer."] }],
    ['id', 'a\u0000', { Id: ["'Id' must not contain NUL or unpaired surrogates."] }],
    ...['theme', 'migrations', 'me', 'admin', 'api'].map((id) => ['id', id, { Id: ["'Id' is reserved."] }]),
    ['name', null, { Name: ["'Name' must not be empty."] }],
    ['name', '', { Name: ["'Name' must not be empty."] }],
    ['name', 'n'.repeat(256), { Name: ["The length of 'Name' must be 255 characters or fewer."] }],
    ['name', 'n\u0000', { Name: ["'Name' must not contain NUL or unpaired surrogates."] }],
    ['name', 'n\ud800', { Name: ["'Name' must not contain NUL or unpaired surrogates."] }],
    ['adminEmail', undefined, { AdminEmail: ["'Admin Email' must not be empty."] }],
    ['adminEmail', 'nobody', { AdminEmail: ["'Admin Email' is not a valid email address."] }],
    ['adminEmail', `${'a'.repeat(250)}@b.example`, { AdminEmail: [expect.any(String)] }],
    ['connectionString', 'hello', { ConnectionString: ['Connection string invalid.'] }],
    ['connectionString', 'Database=x;', { ConnectionString: ['Connection string invalid.'] }],
    ['connectionString', 'postgres://', { ConnectionString: ['Connection string invalid.'] }],
    ['connectionString', `Server=a;${'x'.repeat(5000)}`, { ConnectionString: [expect.any(String)] }],
    ['connectionString', 'Server=a\u0000;', { ConnectionString: [expect.any(String)] }],
    ['issuer', 'i'.repeat(2049), { Issuer: ["The length of 'Issuer' must be 2048 characters or fewer."] }],
    ['issuer', 'i\udfff', { Issuer: ["'Issuer' must not contain NUL or unpaired surrogates."] }],
    ['adminPassword', '', { AdminPassword: ['Admin password must be at least 8 characters.'] }],
    ['adminPassword', 'sevenxx', { AdminPassword: ['Admin password must be at least 8 characters.'] }],
    [
      'adminPassword',
      'p'.repeat(129),
      { AdminPassword: ["The length of 'Admin Password' must be 128 characters or fewer."] },
    ],
    [
      'adminPassword',
      'p4ssword\u0000',
      { AdminPassword: ["'Admin Password' must not contain NUL or unpaired surrogates."] },
    ],
    ['planKey', 'Pro', { PlanKey: ['Plan key must be a lowercase slug (a-z, 0-9, hyphen).'] }],
    ['planKey', '', { PlanKey: ['Plan key must be a lowercase slug (a-z, 0-9, hyphen).'] }],
    ['planKey', 'x', { PlanKey: ['Plan key must be a lowercase slug (a-z, 0-9, hyphen).'] }],
    ['planKey', 'p'.repeat(65), { PlanKey: [expect.any(String)] }],
  ] as [string, unknown, Record<string, string[]>][])('%s: %j is a validation error', async (name, value, errors) => {
    const before = await countTenants();
    const answer = await create(newTenant({ [name]: value }));
    expect(answer.json.errors).toEqual(errors);
    expectProblem(answer, validationError, { errors: answer.json.errors });
    expect(await countTenants()).toBe(before);
  });

  test.each(
    ['id', 'name', 'adminEmail', 'connectionString', 'issuer', 'adminPassword', 'planKey'].flatMap((name) =>
      ['5', 'true', '{"$ne": null}', '["a"]', '9007199254740993', '1e400'].map((json) => [name, json] as const),
    ),
  )('%s: %s does not bind', async (name, json) => {
    const before = await countTenants();
    const raw = JSON.stringify(newTenant({ [name]: '@' })).replace('"@"', json);
    const answer = await createRaw(raw);
    expectProblem(answer, badRequest(`The JSON value could not be converted. Path: $.${name}.`));
    expect(await countTenants()).toBe(before);
  });

  test('every faulty member is named at once', async () => {
    const errors = {
      Id: ["'Id' must not be empty."],
      Name: ["'Name' must not be empty."],
      AdminEmail: ["'Admin Email' must not be empty."],
    };
    expectProblem(await create({}), validationError, { errors });
  });

  test('a well-formed plan is one that there is not', async () => {
    const before = await countTenants();
    expectProblem(await create(newTenant({ planKey: 'pro-plan' })), notFound('Plan pro-plan not found.'));
    expect(await countTenants()).toBe(before);
  });
});

describe('the body as a whole', () => {
  test.each(['', '{', '{"id":}', '[1,]', '\u0000'])('%j is not JSON', async (raw) => {
    const detail = raw === '' ? 'The request body must be a JSON object.' : 'The request body is not valid JSON.';
    expectProblem(await createRaw(raw), badRequest(detail));
  });

  test.each(['[]', '"text"', '5', 'null', 'true'])('%s is not an object', async (raw) => {
    expectProblem(await createRaw(raw), badRequest('The request body must be a JSON object.'));
  });

  test('anything but JSON is an unsupported media type', async () => {
    const headers = { tenant: 'root', 'Content-Type': 'text/plain' };
    const answer = await gateway.superadmin.request('POST', path, { raw: '{"id":"x"}', headers });
    expectProblem(answer, {
      title: 'Unsupported Media Type',
      status: 415,
      detail: 'The body must be application/json.',
    });
  });

  test('a body that is too long is refused', async () => {
    const answer = await create(newTenant({ name: 'n'.repeat(300_000) }));
    expectProblem(answer, { title: 'Payload Too Large', status: 413, detail: 'The body is too large.' });
  });

  test('so is one that comes without a length', async () => {
    const answer = await rawRequest(gateway.url, {
      method: 'POST',
      path,
      headers: { ...gateway.superadmin.authorization, tenant: 'root', 'Content-Type': 'application/json' },
      chunks: ['{"id":"', Buffer.alloc(300_000, 'a'), '"}'],
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text).title).toBe('Payload Too Large');
  });
});

describe('what is taken', () => {
  test('an id is a validation error of Id', async () => {
    const body = newTenant({ id: 'taken-id' });
    expect((await create(body)).status).toBe(201);
    const errors = { Id: ['Tenant taken-id already exists.'] };
    expectProblem(await create(body), validationError, { errors });
    expectProblem(await create(newTenant({ id: 'taken-id' })), validationError, { errors });
    expectProblem(await create(newTenant({ id: 'root' })), validationError, {
      errors: { Id: ['Tenant root already exists.'] },
    });
  });

  test('a name is a validation error of Name, whatever its case', async () => {
    expect((await create(newTenant({ name: 'Taken Name' }))).status).toBe(201);
    const errors = { Name: ['Tenant taken name already exists.'] };
    expectProblem(await create(newTenant({ name: 'taken name' })), validationError, { errors });
  });

  test('of ten creates of one id at once one is made', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => create(newTenant({ id: 'at-once', name: `At once ${at}` }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(400)]);
    for (const answer of answers.filter(({ status }) => status === 400)) {
      expectProblem(answer, validationError, { errors: { Id: ['Tenant at-once already exists.'] } });
    }
  });

  test('of ten creates of one name at once one is made', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(newTenant({ name: 'Same name' }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(400)]);
    for (const answer of answers.filter(({ status }) => status === 400)) {
      expectProblem(answer, validationError, { errors: { Name: ['Tenant Same name already exists.'] } });
    }
  });
});
