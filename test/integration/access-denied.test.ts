import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Person } from '../support/clients.js';
import { overSocket } from '../support/live.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
let member: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  const tenant = await gateway.build.tenant();
  member = await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug });
});
afterAll(() => gateway.stop());

const denials = async (): Promise<unknown[]> => {
  const { json } = await gateway.superadmin.graphql(
    '{ auditLogs(filter: { action: "access.denied" }) { nodes { targetType targetId actorId tenantId api changes } } }',
  );
  return json.data.auditLogs.nodes as unknown[];
};

/** The denials that `work` leaves, newest first, and what it answered. */
const deniedBy = async <T>(work: () => Promise<T>): Promise<{ answer: T; rows: unknown[] }> => {
  const before = (await denials()).length;
  const answer = await work();
  const after = await denials();
  return { answer, rows: after.slice(0, after.length - before) };
};

const denial = (targetId: string, api = 'graphql') => ({
  targetType: 'mutation',
  targetId,
  actorId: member.userId,
  tenantId: expect.any(String),
  api,
  changes: {},
});

const create = 'createTenant(input: { displayName: "Refused" }) { id }';

test('a mutation that a viewer may never call leaves one row, behind an alias or a fragment too', async () => {
  const plain = await deniedBy(() => member.graphql(`mutation { ${create} }`));
  expect(plain.answer.json.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
  expect(plain.rows).toEqual([denial('createTenant')]);
  const aliased = await deniedBy(() => member.graphql(`mutation { tenant: ${create} }`));
  expect(aliased.rows).toEqual([denial('createTenant')]);
  const hidden = await deniedBy(() => member.graphql(`mutation { ...f } fragment f on Mutation { x: ${create} }`));
  expect(hidden.rows).toEqual([denial('createTenant')]);
});

test('so does one that the viewer may call, but not on what they see', async () => {
  const { tenant } = (await member.graphql('{ viewer { tenant { id } } }')).json.data.viewer;
  const { answer, rows } = await deniedBy(() =>
    member.graphql('mutation($t: ID!) { deleteTenant(tenant: $t) }', { t: tenant.id }),
  );
  expect(answer.json.errors[0].extensions.code).toBe('FORBIDDEN');
  expect(rows).toEqual([denial('deleteTenant')]);
});

test('each refused mutation of one request is an attempt, also where the answer shows the first alone', async () => {
  const { answer, rows } = await deniedBy(() =>
    member.graphql(
      `mutation { a: ${create} markAllNotificationsRead b: updatePlatformSettings(input: {}) { defaultMaxUsers } }`,
    ),
  );
  expect(answer.json.errors).toEqual([expect.objectContaining({ path: ['a'] })]);
  expect(rows).toEqual([denial('updatePlatformSettings'), denial('createTenant')]);
});

test.each([
  ['GET', '/exd/api/v1/tenants/none', []],
  ['DELETE', '/exd/api/v1/tenants/none', []],
  ['POST', '/exd/api/v1/tenants', ['createTenant']],
  ['POST', '/api/v1/admin/tenants/', ['createTenant']],
])('over REST alike: %s %s', async (method, path, mutations) => {
  const { rows } = await deniedBy(() => member.request(method, path, method === 'POST' ? { body: {} } : {}));
  const api = path.startsWith('/exd') ? 'exd' : 'scaikey';
  expect(rows).toEqual(mutations.map((mutation) => denial(mutation, api)));
});

test('and over a socket', async () => {
  const { rows } = await deniedBy(async () => overSocket(gateway.url, member.token, `mutation { ${create} }`).ended);
  expect(rows).toEqual([denial('createTenant')]);
});

test('the row is of a transaction of its own: it is there although the attempt changed nothing', async () => {
  const before = await rowCounts(gateway);
  await member.graphql(`mutation { ${create} }`);
  const after = await rowCounts(gateway);
  expect(after).toEqual({ ...before, audit_log: (before['audit_log'] ?? 0) + 1 });
});

test('a query that is refused, a thing that is not found and input that is not valid leave none', async () => {
  const { rows } = await deniedBy(async () => {
    await member.graphql('{ platformSettings { defaultMaxUsers } }');
    await member.graphql('mutation { markNotificationRead(id: 1) { id } }');
    await gateway.superadmin.graphql('mutation { createTenant(input: { displayName: "" }) { id } }');
  });
  expect(rows).toEqual([]);
});

test('a flood of requests without credentials leaves none, on any surface', async () => {
  const nobody = anybody(gateway.url);
  const before = await rowCounts(gateway);
  const flood = Array.from({ length: 50 }, async () => {
    const graphql = await nobody.graphql(`mutation { ${create} }`);
    expect(graphql.json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await nobody.post('/exd/api/v1/tenants', {})).status).toBe(401);
    expect((await nobody.post('/api/v1/admin/tenants/', {})).status).toBe(401);
  });
  await Promise.all(flood);
  await overSocket(gateway.url, undefined, `mutation { ${create} }`).ended;
  await setTimeout(50);
  expect(await rowCounts(gateway)).toEqual(before);
});
