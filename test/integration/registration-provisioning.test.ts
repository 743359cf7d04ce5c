import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { hashPassword } from '../../src/auth/passwords.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { booksOf } from '../support/ledger.js';
import { settled } from '../support/lustercms.js';
import { refusalOf } from '../support/organizations.js';
import { form, made, Registrations } from '../support/registrations.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
let registrations: Registrations;
beforeAll(async () => {
  gateway = await startTestApp();
  registrations = new Registrations(gateway);
});
afterAll(() => gateway.stop());

describe('provisioning', () => {
  test("fills in the platform's defaults and takes the credits from the platform", async () => {
    await registrations.settings(
      'default_storage_limit_gb = 7, default_max_users = 8, default_bandwidth_limit_gb = 9, default_credit_limit = 11',
    );
    const id = await registrations.submit();
    await registrations.approve(id);
    const { json } = await registrations.provision(id);
    expect(json.data.provisionRegistration).toMatchObject({
      status: 'ACTIVE',
      organization: { creditLimit: 11, storageLimitGb: 7, maxUsers: 8, bandwidthLimitGb: 9 },
      user: { role: 'TENANT_ADMIN' },
    });
    const { organization } = json.data.provisionRegistration;
    const entries = await registrations.db
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
    const { json } = await registrations.register(asked);
    const id = json.data.registerOrganization.id as number;
    await registrations.approve(id);
    const passwordHash = await hashPassword('their own password');
    const user = await gateway.build.user({ email: asked.email, passwordHash });
    const answer = await registrations.provision(id);
    expect(answer.json.data.provisionRegistration.user).toEqual({
      id: user.publicId,
      email: asked.email,
      role: 'TENANT_ADMIN',
    });
    const kept = await registrations.db
      .selectFrom('user')
      .where('email', '=', asked.email)
      .select('password_hash')
      .execute();
    expect(kept).toEqual([{ password_hash: passwordHash }]);
  });

  test('under a reseller makes no other, and keeps to its number of tenants', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 1 });
    const [first, second] = [
      await registrations.submit({ adminId: admin.publicId }),
      await registrations.submit({ adminId: admin.publicId }),
    ];
    await registrations.approve(first);
    await registrations.approve(second);
    const answer = await registrations.provision(first);
    expect(answer.json.data.provisionRegistration.admin.number).toBe(admin.id);
    await settled(gateway);
    const before = await rowCounts(gateway);
    expect(refusalOf(await registrations.provision(second))).toEqual({
      code: 'CONFLICT',
      reason: 'ADMIN_TENANT_LIMIT',
    });
    expect(await rowCounts(gateway)).toEqual({ ...before, audit_log: before['audit_log']! + 1 });
    expect(await registrations.request(second)).toEqual({ status: 'APPROVED' });
    await registrations.db.updateTable('admin').set({ max_tenants: 2 }).where('id', '=', admin.id).execute();
    expect((await registrations.provision(second)).json.data.provisionRegistration.status).toBe('ACTIVE');
    expect((await registrations.auditOf(second)).map(({ action }) => action)).toEqual([
      'registration.submitted',
      'registration.approved',
      'registration.provision_failed',
      'registration.provisioned',
    ]);
  });

  test('that fails leaves nothing but a line in the log, and may be repeated', async () => {
    const id = await registrations.submit({ desiredOrgSlug: 'grabbed' });
    await registrations.approve(id);
    const grabber = await gateway.build.tenant({ slug: 'grabbed' });
    await settled(gateway);
    const before = await rowCounts(gateway);
    for (const tries of [1, 2]) {
      expect(refusalOf(await registrations.provision(id))).toEqual({ code: 'CONFLICT', reason: 'SLUG_TAKEN' });
      expect(await rowCounts(gateway)).toEqual({ ...before, audit_log: before['audit_log']! + tries });
    }
    expect((await registrations.auditOf(id)).at(-1)).toMatchObject({
      action: 'registration.provision_failed',
      changes: { after: { code: 'CONFLICT', reason: 'SLUG_TAKEN' } },
    });
    await gateway.superadmin.graphql('mutation($id: ID!) { deleteTenant(tenant: $id) }', { id: grabber.id });
    const { json } = await registrations.provision(id);
    expect(json.data.provisionRegistration).toMatchObject({ status: 'ACTIVE', organization: { slug: 'grabbed' } });
  });

  test('makes a reseller of the company, with a slug that nobody has', async () => {
    const slugs = [];
    for (let n = 0; n < 2; n += 1) {
      const id = await registrations.submit({ companyName: 'Same Name', desiredOrgSlug: `same-name-${n}` });
      await registrations.approve(id);
      slugs.push((await registrations.provision(id)).json.data.provisionRegistration.admin.slug);
    }
    expect(slugs).toEqual(['same-name', 'same-name-2']);
  });

  test('of what is pending, rejected or active is a conflict and no failure', async () => {
    const id = await registrations.submit();
    expect(refusalOf(await registrations.provision(id))).toEqual({ code: 'CONFLICT', reason: 'WRONG_STATE' });
    expect((await registrations.auditOf(id)).map(({ action }) => action)).toEqual(['registration.submitted']);
  });
});

describe('approving by itself', () => {
  beforeAll(() => registrations.settings('auto_approve_registrations = true'));
  afterAll(() => registrations.settings('auto_approve_registrations = false'));

  test('goes the whole way at registration', async () => {
    const asked = form();
    const { json } = await registrations.register(asked);
    expect(json.data.registerOrganization.status).toBe('ACTIVE');
    const id = json.data.registerOrganization.id as number;
    expect(await registrations.request(id, `reviewedBy { id } ${made}`)).toMatchObject({
      status: 'ACTIVE',
      reviewedBy: null,
      user: { email: asked.email },
    });
    expect((await registrations.auditOf(id)).map(({ action, role }) => [action, role])).toEqual([
      ['registration.submitted', 'ANONYMOUS'],
      ['registration.approved', 'SYSTEM'],
      ['registration.provisioned', 'SYSTEM'],
    ]);
  });

  test('answers a known address as if it had gone the whole way', async () => {
    const asked = form();
    const first = await registrations.register(asked);
    const again = await registrations.register(asked);
    expect(again.json.data.registerOrganization.status).toBe('ACTIVE');
    const ids = [first, again].map(({ json }) => json.data.registerOrganization.id as number);
    expect(again.text).toBe(first.text.replace(String(ids[0]), String(ids[1])));
  });

  test('leaves approved what cannot be provisioned', async () => {
    const { admin } = await gateway.build.reseller({ maxTenants: 0 });
    const { json } = await registrations.register(form({ adminId: admin.publicId }));
    expect(json.data.registerOrganization.status).toBe('APPROVED');
    const id = json.data.registerOrganization.id as number;
    expect((await registrations.auditOf(id)).at(-1)).toMatchObject({
      action: 'registration.provision_failed',
      role: 'SYSTEM',
    });
  });
});
