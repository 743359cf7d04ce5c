import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';
import { refusalOf } from '../support/organizations.js';
import { form, password, Registrations } from '../support/registrations.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
let registrations: Registrations;
beforeAll(async () => {
  gateway = await startTestApp();
  registrations = new Registrations(gateway);
});
afterAll(() => gateway.stop());

const subjectsTo = (address: string): string[] =>
  gateway.events.flatMap((event) => (event.type === 'mail' && event.to === address ? [event.subject] : []));

describe('a known address', () => {
  test.each(['an open request', 'an approved request', 'a user'])(
    'of %s is answered like a new one, leaves no request and gets a mail',
    async (kind) => {
      const known = form();
      if (kind === 'a user') await gateway.build.user({ email: known.email });
      else {
        const { json } = await registrations.register(known);
        if (kind === 'an approved request') await registrations.approve(json.data.registerOrganization.id as number);
      }
      const before = await rowCounts(gateway);
      const ahead = await registrations.register(form());
      const again = await registrations.register({ ...form(), email: known.email.toUpperCase() });
      const behind = await registrations.register(form());
      const ids = [ahead, again, behind].map(({ json }) => json.data.registerOrganization.id as number);
      expect(ids).toEqual([ids[0], ids[0]! + 1, ids[0]! + 2]);
      expect(again.text).toBe(ahead.text.replace(String(ids[0]), String(ids[1])));
      const after = await rowCounts(gateway);
      expect(after['registration_request']! - before['registration_request']!).toBe(2);
      expect(subjectsTo(known.email)).toContain('Your address is already registered');
      expect((await registrations.auditOf(ids[1]!)).map(({ action }) => action)).toEqual(['registration.repeated']);
    },
  );

  test('may ask for its own slug again, at every stage, and gets no conflict', async () => {
    const same = form({ desiredOrgSlug: 'own-slug' });
    const first = await registrations.register(same);
    const id = first.json.data.registerOrganization.id as number;
    for (const step of [
      () => registrations.approve(id),
      () => registrations.provision(id),
      () => Promise.resolve(first),
    ]) {
      expect((await registrations.register(same)).json.errors).toBeUndefined();
      expect((await step()).json.errors).toBeUndefined();
    }
    expect(refusalOf(await registrations.register(form({ desiredOrgSlug: 'own-slug' })))).toEqual({
      code: 'CONFLICT',
      reason: 'SLUG_TAKEN',
    });
  });

  test('is not told apart by the slug that it asked for: to others it is taken either way', async () => {
    const known = form();
    await registrations.register(known);
    const asked = [{ ...known, desiredOrgSlug: 'asked-by-known' }, form({ desiredOrgSlug: 'asked-by-new' })];
    for (const input of asked) expect((await registrations.register(input)).json.errors).toBeUndefined();
    for (const { desiredOrgSlug } of asked as { desiredOrgSlug: string }[]) {
      expect(refusalOf(await registrations.register(form({ desiredOrgSlug })))).toEqual({
        code: 'CONFLICT',
        reason: 'SLUG_TAKEN',
      });
    }
    for (const input of asked) expect((await registrations.register(input)).json.errors).toBeUndefined();
    const id = await registrations.submit();
    const approve =
      'mutation($id: Int!) { approveRegistration(id: $id, input: { orgSlug: "asked-by-known" }) { status } }';
    expect((await gateway.superadmin.graphql(approve, { id })).json.data.approveRegistration.status).toBe('APPROVED');
  });

  test('holds a slug until the hold ends; what has ended is not kept', async () => {
    const known = form();
    await registrations.register(known);
    await registrations.register({ ...known, desiredOrgSlug: 'held-once' });
    const held = () =>
      registrations.db.selectFrom('slug_hold').where('slug', '=', 'held-once').select('slug').execute();
    await sql`update slug_hold set until = now() where slug = 'held-once'`.execute(registrations.db);
    await registrations.register({ ...known, desiredOrgSlug: 'held-next' });
    expect(await held()).toEqual([]);
    expect((await registrations.register(form({ desiredOrgSlug: 'held-once' }))).json.errors).toBeUndefined();
  });

  test("is not told apart by a slug of somebody else's", async () => {
    await gateway.build.tenant({ slug: 'not-yours' });
    const known = form();
    await registrations.register(known);
    const answers = [
      await registrations.register({ ...form(), desiredOrgSlug: 'not-yours' }),
      await registrations.register({ ...known, desiredOrgSlug: 'not-yours' }),
    ];
    expect(answers[0]!.text).toContain('"SLUG_TAKEN"');
    expect(answers[1]!.text).toBe(answers[0]!.text);
  });
});

describe('the limits of an hour', () => {
  test('are 5 for one address, whatever its case, and the same in REST and GraphQL', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '1' });
    try {
      const client = anybody(limited.url);
      const ask = 'mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id } }';
      const body = { email: 'often@example.com', password, company_name: 'Often' };
      const input = { email: 'OFTEN@example.com', password, companyName: 'Often' };
      for (let taken = 0; taken < 3; taken += 1) {
        expect((await client.post('/api/tenants/register', body)).status).toBe(201);
      }
      for (let taken = 0; taken < 2; taken += 1) {
        expect((await client.graphql(ask, { input })).json.errors).toBeUndefined();
      }
      const refused = await client.graphql(ask, { input });
      expect(refused.json.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED' });
      const rest = await client.post('/api/tenants/register', body);
      expect([rest.status, rest.text]).toEqual([429, '{"detail":"Too Many Requests"}']);
      expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(3_500);
      // Seven so far from this address on the network, all of them counted; twenty are let through.
      const statuses = [];
      for (let n = 0; n < 14; n += 1) {
        const fresh = { ...body, email: `often-${n}@example.com`, company_name: `Often ${n}` };
        statuses.push((await client.post('/api/tenants/register', fresh)).status);
      }
      expect(statuses).toEqual([...Array.from({ length: 13 }, () => 201), 429]);
    } finally {
      await limited.stop();
    }
  });
});

describe('submitting', () => {
  test('tells every superadmin', async () => {
    const other = await gateway.build.user({ superadmin: true });
    const id = await registrations.submit({ companyName: 'Told Ltd' });
    const told = await registrations.db
      .selectFrom('notification as n')
      .innerJoin('user as u', 'u.id', 'n.user_id')
      .where('n.message', '=', 'Told Ltd requested an organization')
      .orderBy('u.id')
      .select(['u.email', 'n.type', 'n.title', 'n.data'])
      .execute();
    const line = { type: 'registration.submitted', title: 'New registration', data: { request_id: id } };
    expect(told).toEqual([
      { email: 'root@example.com', ...line },
      { email: other.email, ...line },
    ]);
  });

  test('under a reseller takes public ids alone, and no suspended one', async () => {
    const { admin } = await gateway.build.reseller();
    const { json } = await registrations.register(form({ adminId: admin.publicId }));
    expect(await registrations.request(json.data.registerOrganization.id as number, 'admin { number }')).toEqual({
      admin: { number: admin.id },
    });
    const suspend = 'mutation($id: ID!) { suspendAdmin(admin: $id, reason: "x") { status } }';
    await gateway.superadmin.graphql(suspend, { id: admin.publicId });
    const texts = new Set<string>();
    for (const adminId of [admin.publicId, 'prt_0000000000000000', String(admin.id), '1']) {
      const { status, text } = await registrations.register(form({ adminId }));
      texts.add(`${status} ${text}`);
    }
    expect(texts.size).toBe(1);
    expect([...texts][0]).toContain('There is no such reseller');
  });
});

describe('the password of a form', () => {
  test('is in no answer, no log, no mail and no audit row, and neither is its hash', async () => {
    const id = await registrations.submit();
    await registrations.approve(id);
    await registrations.provision(id);
    const { rows } = await sql<{ line: string }>`select row_to_json(a)::text as line from audit_log a`.execute(
      registrations.db,
    );
    const seen = JSON.stringify([rows, gateway.events]);
    expect(seen).not.toContain(password);
    expect(seen).not.toContain('$argon2');
    const introspected = await gateway.superadmin.graphql(
      '{ __type(name: "RegistrationRequest") { fields { name } } }',
    );
    expect(introspected.text).not.toMatch(/password/i);
  });
});
