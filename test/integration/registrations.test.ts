import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { hashPassword } from '../../src/auth/passwords.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Answer } from '../support/clients.js';
import { booksOf } from '../support/ledger.js';
import { refusalOf } from '../support/organizations.js';
import { settled } from '../support/lustercms.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const db = () => kyselyOf(gateway.app.services.orm.em);
const password = 'pl4nted-password';

let count = 0;
const form = (fields: Record<string, unknown> = {}) => {
  count += 1;
  return { email: `asker-${count}@example.com`, password, companyName: `Asker ${count}`, ...fields };
};

const register = (input: Record<string, unknown>): Promise<Answer> =>
  anybody(gateway.url).graphql(
    'mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id status } }',
    { input },
  );
const submit = async (fields: Record<string, unknown> = {}): Promise<number> => {
  const { json } = await register(form(fields));
  if (json.errors) throw new Error(JSON.stringify(json.errors));
  return json.data.registerOrganization.id as number;
};

const made = `id status user { id email role } admin { id number name slug } organization { id slug creditLimit
  storageLimitGb maxUsers bandwidthLimitGb tenant { id provisioning { status } } }`;
const approve = (id: number, input?: Record<string, unknown>): Promise<Answer> =>
  gateway.superadmin.graphql(
    'mutation($id: Int!, $input: ApproveRegistrationInput) { approveRegistration(id: $id, input: $input) { id status } }',
    { id, ...(input ? { input } : {}) },
  );
const provision = (id: number): Promise<Answer> =>
  gateway.superadmin.graphql(`mutation($id: Int!) { provisionRegistration(id: $id) { ${made} } }`, { id });
const request = async (id: number, selection = 'status') =>
  (await gateway.superadmin.graphql(`query($id: Int!) { registrationRequest(id: $id) { ${selection} } }`, { id })).json
    .data.registrationRequest;

const auditOf = (id: number) =>
  db()
    .selectFrom('audit_log')
    .where('target_type', '=', 'registration_request')
    .where('target_id', '=', String(id))
    .orderBy('id')
    .select(['action', 'actor_role as role', 'changes'])
    .execute();

const settings = async (change: string): Promise<void> => {
  await sql.raw(`update platform_settings set ${change}`).execute(db());
};

const subjectsTo = (address: string): string[] =>
  gateway.events.flatMap((event) => (event.type === 'mail' && event.to === address ? [event.subject] : []));

describe('a known address', () => {
  test.each(['an open request', 'an approved request', 'a user'])(
    'of %s is answered like a new one, leaves no request and gets a mail',
    async (kind) => {
      const known = form();
      if (kind === 'a user') await gateway.build.user({ email: known.email });
      else {
        const { json } = await register(known);
        if (kind === 'an approved request') await approve(json.data.registerOrganization.id as number);
      }
      const before = await rowCounts(gateway);
      const ahead = await register(form());
      const again = await register({ ...form(), email: known.email.toUpperCase() });
      const behind = await register(form());
      const ids = [ahead, again, behind].map(({ json }) => json.data.registerOrganization.id as number);
      expect(ids).toEqual([ids[0], ids[0]! + 1, ids[0]! + 2]);
      expect(again.text).toBe(ahead.text.replace(String(ids[0]), String(ids[1])));
      const after = await rowCounts(gateway);
      expect(after['registration_request']! - before['registration_request']!).toBe(2);
      expect(subjectsTo(known.email)).toContain('Your address is already registered');
      expect((await auditOf(ids[1]!)).map(({ action }) => action)).toEqual(['registration.repeated']);
    },
  );

  test('may ask for its own slug again, at every stage, and gets no conflict', async () => {
    const same = form({ desiredOrgSlug: 'own-slug' });
    const first = await register(same);
    const id = first.json.data.registerOrganization.id as number;
    for (const step of [() => approve(id), () => provision(id), () => Promise.resolve(first)]) {
      expect((await register(same)).json.errors).toBeUndefined();
      expect((await step()).json.errors).toBeUndefined();
    }
    expect(refusalOf(await register(form({ desiredOrgSlug: 'own-slug' })))).toEqual({
      code: 'CONFLICT',
      reason: 'SLUG_TAKEN',
    });
  });

  test("is not told apart by a slug of somebody else's", async () => {
    await gateway.build.tenant({ slug: 'not-yours' });
    const known = form();
    await register(known);
    const answers = [
      await register({ ...form(), desiredOrgSlug: 'not-yours' }),
      await register({ ...known, desiredOrgSlug: 'not-yours' }),
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
    const id = await submit({ companyName: 'Told Ltd' });
    const told = await db()
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
    const { json } = await register(form({ adminId: admin.publicId }));
    expect(await request(json.data.registerOrganization.id as number, 'admin { number }')).toEqual({
      admin: { number: admin.id },
    });
    const suspend = 'mutation($id: ID!) { suspendAdmin(admin: $id, reason: "x") { status } }';
    await gateway.superadmin.graphql(suspend, { id: admin.publicId });
    const texts = new Set<string>();
    for (const adminId of [admin.publicId, 'prt_0000000000000000', String(admin.id), '1']) {
      const { status, text } = await register(form({ adminId }));
      texts.add(`${status} ${text}`);
    }
    expect(texts.size).toBe(1);
    expect([...texts][0]).toContain('There is no such reseller');
  });
});

describe('provisioning', () => {
  test("fills in the platform's defaults and takes the credits from the platform", async () => {
    await settings(
      'default_storage_limit_gb = 7, default_max_users = 8, default_bandwidth_limit_gb = 9, default_credit_limit = 11',
    );
    const id = await submit();
    await approve(id);
    const { json } = await provision(id);
    expect(json.data.provisionRegistration).toMatchObject({
      status: 'ACTIVE',
      organization: { creditLimit: 11, storageLimitGb: 7, maxUsers: 8, bandwidthLimitGb: 9 },
      user: { role: 'TENANT_ADMIN' },
    });
    const { organization } = json.data.provisionRegistration;
    const entries = await db()
      .selectFrom('credit_entry')
      .where('organization_id', '=', organization.id as number)
      .select(['account', 'kind', sql<number>`amount::float8`.as('amount')])
      .execute();
    expect(entries).toEqual([{ account: 'ORGANIZATION_LIMIT', kind: 'PLATFORM_LIMIT', amount: 11 }]);
    expect(await booksOf(gateway.app)).toEqual([]);
    expect(organization.tenant.provisioning).not.toBeNull();
  });

  test('keeps a user who has the address meanwhile, name and password, and only joins them', async () => {
    const asked = form();
    const { json } = await register(asked);
    const id = json.data.registerOrganization.id as number;
    await approve(id);
    const passwordHash = await hashPassword('their own password');
    const user = await gateway.build.user({ email: asked.email, passwordHash });
    const answer = await provision(id);
    expect(answer.json.data.provisionRegistration.user).toEqual({
      id: user.publicId,
      email: asked.email,
      role: 'TENANT_ADMIN',
    });
    const kept = await db().selectFrom('user').where('email', '=', asked.email).select('password_hash').execute();
    expect(kept).toEqual([{ password_hash: passwordHash }]);
  });

  test('under a reseller makes no other, and keeps to its number of tenants', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 1 });
    const [first, second] = [await submit({ adminId: admin.publicId }), await submit({ adminId: admin.publicId })];
    await approve(first);
    await approve(second);
    const answer = await provision(first);
    expect(answer.json.data.provisionRegistration.admin.number).toBe(admin.id);
    await settled(gateway);
    const before = await rowCounts(gateway);
    expect(refusalOf(await provision(second))).toEqual({ code: 'CONFLICT', reason: 'ADMIN_TENANT_LIMIT' });
    expect(await rowCounts(gateway)).toEqual({ ...before, audit_log: before['audit_log']! + 1 });
    expect(await request(second)).toEqual({ status: 'APPROVED' });
    await db().updateTable('admin').set({ max_tenants: 2 }).where('id', '=', admin.id).execute();
    expect((await provision(second)).json.data.provisionRegistration.status).toBe('ACTIVE');
    expect((await auditOf(second)).map(({ action }) => action)).toEqual([
      'registration.submitted',
      'registration.approved',
      'registration.provision_failed',
      'registration.provisioned',
    ]);
  });

  test('that fails leaves nothing but a line in the log, and may be repeated', async () => {
    const id = await submit({ desiredOrgSlug: 'grabbed' });
    await approve(id);
    const grabber = await gateway.build.tenant({ slug: 'grabbed' });
    await settled(gateway);
    const before = await rowCounts(gateway);
    for (const tries of [1, 2]) {
      expect(refusalOf(await provision(id))).toEqual({ code: 'CONFLICT', reason: 'SLUG_TAKEN' });
      expect(await rowCounts(gateway)).toEqual({ ...before, audit_log: before['audit_log']! + tries });
    }
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'registration.provision_failed',
      changes: { after: { code: 'CONFLICT', reason: 'SLUG_TAKEN' } },
    });
    await gateway.superadmin.graphql('mutation($id: ID!) { deleteTenant(tenant: $id) }', { id: grabber.id });
    const { json } = await provision(id);
    expect(json.data.provisionRegistration).toMatchObject({ status: 'ACTIVE', organization: { slug: 'grabbed' } });
  });

  test('makes a reseller of the company, with a slug that nobody has', async () => {
    const slugs = [];
    for (let n = 0; n < 2; n += 1) {
      const id = await submit({ companyName: 'Same Name', desiredOrgSlug: `same-name-${n}` });
      await approve(id);
      slugs.push((await provision(id)).json.data.provisionRegistration.admin.slug);
    }
    expect(slugs).toEqual(['same-name', 'same-name-2']);
  });

  test('of what is pending, rejected or active is a conflict and no failure', async () => {
    const id = await submit();
    expect(refusalOf(await provision(id))).toEqual({ code: 'CONFLICT', reason: 'WRONG_STATE' });
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['registration.submitted']);
  });
});

describe('approving by itself', () => {
  beforeAll(() => settings('auto_approve_registrations = true'));
  afterAll(() => settings('auto_approve_registrations = false'));

  test('goes the whole way at registration', async () => {
    const asked = form();
    const { json } = await register(asked);
    expect(json.data.registerOrganization.status).toBe('ACTIVE');
    const id = json.data.registerOrganization.id as number;
    expect(await request(id, `reviewedBy { id } ${made}`)).toMatchObject({
      status: 'ACTIVE',
      reviewedBy: null,
      user: { email: asked.email },
    });
    expect((await auditOf(id)).map(({ action, role }) => [action, role])).toEqual([
      ['registration.submitted', 'ANONYMOUS'],
      ['registration.approved', 'SYSTEM'],
      ['registration.provisioned', 'SYSTEM'],
    ]);
  });

  test('answers a known address as if it had gone the whole way', async () => {
    const asked = form();
    const first = await register(asked);
    const again = await register(asked);
    expect(again.json.data.registerOrganization.status).toBe('ACTIVE');
    const ids = [first, again].map(({ json }) => json.data.registerOrganization.id as number);
    expect(again.text).toBe(first.text.replace(String(ids[0]), String(ids[1])));
  });

  test('leaves approved what cannot be provisioned', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 0 });
    const { json } = await register(form({ adminId: admin.publicId }));
    expect(json.data.registerOrganization.status).toBe('APPROVED');
    const id = json.data.registerOrganization.id as number;
    expect((await auditOf(id)).at(-1)).toMatchObject({ action: 'registration.provision_failed', role: 'SYSTEM' });
  });
});

describe('the password of a form', () => {
  test('is in no answer, no log, no mail and no audit row, and neither is its hash', async () => {
    const id = await submit();
    await approve(id);
    await provision(id);
    const { rows } = await sql<{ line: string }>`select row_to_json(a)::text as line from audit_log a`.execute(db());
    const seen = JSON.stringify([rows, gateway.events]);
    expect(seen).not.toContain(password);
    expect(seen).not.toContain('$argon2');
    const introspected = await gateway.superadmin.graphql(
      '{ __type(name: "RegistrationRequest") { fields { name } } }',
    );
    expect(introspected.text).not.toMatch(/password/i);
  });
});
