import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../../src/orm.js';
import { fullstackhero } from '../../../src/rest/fullstackhero/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, signInAs, type Answer } from '../../support/clients.js';
import {
  badRequest,
  expectProblem,
  forbidden,
  newTenant,
  path,
  provisioned,
  validationError,
} from '../../support/fullstackhero.js';
import { Processes } from '../../support/processes.js';

let gateway: TestApp;
const processes = new Processes();
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => Promise.all([gateway.stop(), processes.dispose()]));

let made = 0;
const newKey = (): string => `key-${(made += 1)}`;

const post = (person: Person, key: string, body: unknown, at = path): Promise<Answer> =>
  person.post(at, body, { headers: { tenant: 'root', 'Idempotency-Key': key } });
const create = (key: string, body: unknown): Promise<Answer> => post(gateway.superadmin, key, body);
const replayed = (answer: Answer): string | null => answer.headers.get('Idempotency-Replayed');
const bytes = ({ status, text }: Answer) => ({ status, text });

const db = () => kyselyOf(gateway.app.services.orm.em);
const traces = async (slug: unknown) => ({
  tenants: (await db().selectFrom('tenant').where('slug', '=', String(slug)).select('id').execute()).length,
  audited: (
    await db()
      .selectFrom('audit_log as a')
      .innerJoin('tenant as t', 't.id', 'a.target_id')
      .where('t.slug', '=', String(slug))
      .where('a.action', '=', 'tenant.created')
      .select('a.id')
      .execute()
  ).length,
});
const once = { tenants: 1, audited: 1 };

describe('a request that is sent again with its key', () => {
  test('has one effect and gets the same bytes, also once things stand otherwise', async () => {
    const [key, body] = [newKey(), newTenant()];
    const first = await create(key, body);
    expect(first.status).toBe(201);
    expect(replayed(first)).toBeNull();
    await provisioned(gateway.superadmin, String(body['id']));
    const again = await create(key, body);
    expect(bytes(again)).toEqual(bytes(first));
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    expect(replayed(again)).toBe('true');
    expect(await traces(body['id'])).toEqual(once);
  });

  test('ten at once have one effect and ten equal answers', async () => {
    const [key, body] = [newKey(), newTenant()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(key, body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ json }) => json.provisioningCorrelationId as string)).size).toBe(1);
    expect(answers.filter((answer) => replayed(answer) === null)).toHaveLength(1);
    expect(await traces(body['id'])).toEqual(once);
  });

  test('is answered from how things stand where the first answer was lost with its process', async () => {
    const [key, body] = [newKey(), newTenant()];
    const first = await create(key, body);
    await db().updateTable('idempotency_record').set({ answer: null }).execute();
    const again = await create(key, body);
    expect(again.status).toBe(201);
    expect(again.json.provisioningCorrelationId).toBe(first.json.provisioningCorrelationId);
    expect(replayed(again)).toBe('true');
    expect(await traces(body['id'])).toEqual(once);
    expect(bytes(await create(key, body))).toEqual(bytes(again));
  });

  test('is refused to whoever may not do it any more', async () => {
    const person = await gateway.build.user({ superadmin: true });
    const session = await signInAs(gateway.app, person.email ?? '');
    const [key, body] = [newKey(), newTenant()];
    expect((await post(session, key, body)).status).toBe(201);
    await db().updateTable('user').where('public_id', '=', person.publicId).set({ platform_role: null }).execute();
    expectProblem(await post(session, key, body), forbidden());
  });
});

describe('every endpoint that is posted to with credentials', () => {
  const tenant = async (): Promise<string> =>
    (await gateway.build.tenant({ validUntil: new Date(Date.now() + 9e8) })).slug;
  const body = (id: string): Record<string, unknown> => ({
    tenantId: id,
    tenant: id,
    isActive: false,
    validUpto: '2031-01-01T00:00:00Z',
    extendedExpiryDate: '2032-01-01T00:00:00Z',
  });
  const posts = fullstackhero.endpoints
    .filter((each) => each.method === 'POST' && each.public === undefined && each.path.includes('{'))
    .map((each) => each.path);

  test('there are some', () => {
    expect(posts).toHaveLength(5);
  });

  test.each(posts)('POST %s is carried out once', async (at) => {
    const id = await tenant();
    const url = at.replace(/\{\w+\}/, id);
    const rows = async () =>
      (await db().selectFrom('audit_log').where('api', '=', 'fullstackhero').select('id').execute()).length;
    const before = await rows();
    const key = newKey();
    const first = await post(gateway.superadmin, key, body(id), url);
    expect(first.status).toBe(200);
    const again = await post(gateway.superadmin, key, body(id), url);
    expect({ ...bytes(again), replayed: replayed(again) }).toEqual({ ...bytes(first), replayed: 'true' });
    expect(await rows()).toBe(before + 1);
  });
});

describe('a key', () => {
  test('of another request is 422, and nothing is done', async () => {
    const [key, body, other] = [newKey(), newTenant(), newTenant()];
    expect((await create(key, body)).status).toBe(201);
    expectProblem(await create(key, other), {
      title: 'Unprocessable Entity',
      status: 422,
      detail: 'Another request had this Idempotency-Key.',
    });
    expect(await traces(other['id'])).toEqual({ tenants: 0, audited: 0 });
  });

  test("is its caller's own", async () => {
    const person = await gateway.build.user({ superadmin: true });
    const session = await signInAs(gateway.app, person.email ?? '');
    const [key, mine, theirs] = [newKey(), newTenant(), newTenant()];
    expect((await create(key, mine)).status).toBe(201);
    const answer = await post(session, key, theirs);
    expect({ status: answer.status, replayed: replayed(answer) }).toEqual({ status: 201, replayed: null });
  });

  test('of a request that was refused may be used again', async () => {
    const [key, body] = [newKey(), newTenant()];
    expectProblem(await create(key, { ...body, name: '' }), validationError, {
      errors: { Name: ["'Name' must not be empty."] },
    });
    const taken = newTenant({ name: 'Root Tenant', id: 'root' });
    expect((await create(key, taken)).status).toBe(400);
    expect((await create(key, body)).status).toBe(201);
  });

  test('is forgotten after a day', async () => {
    const [key, body, next] = [newKey(), newTenant(), newTenant()];
    expect((await create(key, body)).status).toBe(201);
    const yesterday = new Date(Date.now() - 24 * 3_600_000 - 1_000);
    await db().updateTable('idempotency_record').set({ created_at: yesterday }).execute();
    const answer = await create(key, next);
    expect({ status: answer.status, replayed: replayed(answer) }).toEqual({ status: 201, replayed: null });
    expect(await traces(next['id'])).toEqual(once);
  });

  test('has at most 128 characters; an empty one is none', async () => {
    expect((await create('k'.repeat(128), newTenant())).status).toBe(201);
    expectProblem(
      await create('k'.repeat(129), newTenant()),
      badRequest('An Idempotency-Key has at most 128 characters.'),
    );
    for (const body of [newTenant(), newTenant()]) expect((await create('', body)).status).toBe(201);
  });

  test('and what was asked with it cannot be read off the table', async () => {
    const [key, body] = [newKey(), newTenant({ adminPassword: 'planted-password-1' })];
    expect((await create(key, body)).status).toBe(201);
    const kept = JSON.stringify(await db().selectFrom('idempotency_record').selectAll().execute());
    expect(kept).not.toContain(key);
    expect(kept).not.toContain('planted-password-1');
  });
});

test('forty requests under way at kill -9 have one effect each when all of them are sent again', async () => {
  const DATA_DIR = processes.directory();
  const first = processes.start({ DATA_DIR });
  const url = await first.url();
  const password = await first.printedPassword();
  const logIn = async (at: string): Promise<Person> => {
    const document =
      'mutation($password: String!) { login(email: "admin@tenantry.local", password: $password) { accessToken } }';
    const { json } = await anybody(at).graphql(document, { password });
    return new Person(at, json.data.login.accessToken as string, undefined);
  };
  const person = await logIn(url);
  const bodies = Array.from({ length: 40 }, (_, at) => newTenant({ id: `killed-${at}`, name: `Killed ${at}` }));
  const answered = new Map<number, Answer>();
  const sending = bodies.map((body, at) =>
    post(person, `killed-${at}`, body).then(
      (answer) => answered.set(at, answer),
      () => undefined,
    ),
  );
  while (answered.size < 5) await wait(5);
  first.kill('SIGKILL');
  await Promise.all(sending);
  await first.ended;

  const second = processes.start({ DATA_DIR });
  const again = await logIn(await second.url());
  for (const [at, body] of bodies.entries()) {
    const answer = await post(again, `killed-${at}`, body);
    expect(answer.status).toBe(201);
    const before = answered.get(at);
    if (before) expect(bytes(answer)).toEqual(bytes(before));
  }
  const { json } = await again.get(`${path}?pageSize=100`);
  expect(json.totalCount).toBe(41);
}, 90_000);
