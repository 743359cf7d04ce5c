import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { hashPassword } from '../../src/auth/passwords.js';
import { LoginSession } from '../../src/entities/login-session.js';
import { Notification } from '../../src/entities/notification.js';
import type { Organization } from '../../src/entities/organization.js';
import { Tenant } from '../../src/entities/tenant.js';
import type { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { accountMutations } from '../support/account-mutations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, signInAs, type Answer, type Person } from '../support/clients.js';
import { credentialMutations } from '../support/credential-mutations.js';
import { numberOf } from '../support/notices.js';
import { rootFields } from '../support/operations.js';
import { change, type OrganizationMutation } from '../support/organizations.js';
import { platformAdmin } from '../support/people.js';
import { rowCounts } from '../support/rows.js';
import { createTenant, onAdmin, strangers, updateTenant } from '../support/tenant-writes.js';

let gateway: TestApp;
let tenant: Tenant;
let holder: User;
let account: Organization;
beforeAll(async () => {
  gateway = await startTestApp({ SSO_PROVIDERS: 'okta,entra' });
});
beforeEach(async () => {
  tenant = await gateway.build.tenant();
  holder = await gateway.build.user();
  await gateway.build.join(tenant, holder, 'TENANT_ADMIN');
  ({ organization: account } = await gateway.build.organization());
  await accounts.prepare();
});
afterAll(() => gateway.stop());

const db = () => kyselyOf(gateway.app.services.orm.em);
const run = (document: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
  gateway.superadmin.graphql(document, variables);
const create = (input: Record<string, unknown>): Promise<Answer> => createTenant(gateway, input);
const update = (input: Record<string, unknown>, key = tenant.id): Promise<Answer> => updateTenant(gateway, key, input);

const secrets = {
  adminPassword: 'pl4nted-admin-password',
  connectionPassword: 'pl4nted-connection-password',
  loginPassword: 'pl4nted-login-password',
  formPassword: 'pl4nted-form-password',
  newPassword: 'pl4nted-new-password',
};
const accounts = accountMutations(() => gateway, secrets.formPassword);
const connectionString = `Server=db.example.com;Database=acme;User Id=app;Password=${secrets.connectionPassword};`;

const login =
  'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { refreshToken accessToken } }';

const userWithPassword = async (): Promise<User> =>
  gateway.build.user({ passwordHash: await hashPassword(secrets.loginPassword) });
/** Somebody with a session and a password, made behind the APIs' back. */
const sessionOfSomebody = async (): Promise<Person> => {
  const user = await userWithPassword();
  const session = LoginSession.open(user.id, null, null);
  await gateway.build.change(async (em) => void em.persist(session));
  return signInAs(gateway.app, user.email!, { session: session.id });
};
const changePassword = (person: Person, current: string): Promise<Answer> =>
  person.graphql('mutation($current: String!, $new: String!) { changePassword(current: $current, new: $new) { id } }', {
    current,
    new: secrets.newPassword,
  });

interface Mutation {
  readonly action: string;
  readonly success: () => Promise<Answer>;
  readonly failure: () => Promise<Answer>;
}

const [newcomer, nobody] = strangers;

const onOrganization = (verb: string, mutation: OrganizationMutation, good: unknown, bad: unknown): Mutation => ({
  action: `organization.${verb}`,
  success: () => change(gateway.superadmin, mutation, account.id, good),
  failure: () => change(gateway.superadmin, mutation, account.id, bad),
});

const brand = 'mutation($input: BrandingInput!) { updateAdminBranding(admin: "1", input: $input) { appName } }';
const settings =
  'mutation($input: PlatformSettingsInput!) { updatePlatformSettings(input: $input) { defaultMaxUsers } }';
const markRead = 'mutation($id: Int!) { markNotificationRead(id: $id) { id } }';

const createNamespace =
  'mutation($tenant: ID!, $slug: String!) { createNamespace(tenant: $tenant, input: { slug: $slug }) { slug } }';
const deleteNamespace = 'mutation($tenant: ID!, $slug: String!) { deleteNamespace(tenant: $tenant, slug: $slug) }';

/** A line in the superadmin's inbox. */
const oneNotification = async (): Promise<number> => {
  const line = { type: 'test', title: 'One', message: 'One line', data: {}, createdAt: new Date() };
  const user = await numberOf(gateway, gateway.superadmin);
  let id = 0;
  await gateway.build.change(async (em) => {
    const notification = em.create(Notification, { ...line, user });
    await em.flush();
    ({ id } = notification);
  });
  return id;
};

const theme =
  'mutation($t: ID!, $input: ThemeInput!) { updateTheme(tenant: $t, input: $input) { layout { borderRadius } } }';
const step = (field: 'activateTenant' | 'suspendTenant', key: string): Promise<Answer> =>
  run(`mutation($t: ID!) { ${field}(tenant: $t) { status } }`, { t: key });
const adjust =
  'mutation($t: ID!, $onlyLater: Boolean) { adjustTenantValidity(tenant: $t, validUntil: "2020-01-01T00:00:00Z", onlyLater: $onlyLater) { expiryState } }';

/** How each mutation succeeds and how it fails. A mutation of the schema without a line here fails the test. */
const mutations: Readonly<Record<string, Mutation>> = {
  ...accounts.mutations,
  ...credentialMutations(() => gateway),
  createTenant: {
    action: 'tenant.created',
    success: () => create({ connectionString, adminPassword: secrets.adminPassword }),
    failure: () => create({ slug: tenant.slug, connectionString, adminPassword: secrets.adminPassword }),
  },
  updateTenant: {
    action: 'tenant.updated',
    success: () => update({ displayName: 'Changed' }),
    failure: () => update({ displayName: 'Changed', slug: 'another' }),
  },
  deleteTenant: {
    action: 'tenant.deleted',
    success: () => run('mutation($tenant: ID!) { deleteTenant(tenant: $tenant) }', { tenant: tenant.id }),
    failure: () => run('mutation { deleteTenant(tenant: "root") }'),
  },
  updateTheme: {
    action: 'theme.updated',
    success: () => run(theme, { t: tenant.id, input: { layout: { borderRadius: '8px' } } }),
    failure: () => run(theme, { t: tenant.id, input: { layout: { borderRadius: 'round' } } }),
  },
  resetTheme: {
    action: 'theme.reset',
    success: () => run('mutation($t: ID!) { resetTheme(tenant: $t) { layout { borderRadius } } }', { t: tenant.id }),
    failure: () => run('mutation { resetTheme(tenant: "never-was") { layout { borderRadius } } }'),
  },
  retryProvisioning: {
    action: 'provisioning.retried',
    success: () => run('mutation($t: ID!) { retryProvisioning(tenant: $t) { status } }', { t: tenant.id }),
    failure: () => run('mutation { retryProvisioning(tenant: "never-was") { status } }'),
  },
  suspendTenant: {
    action: 'tenant.suspended',
    success: () => step('suspendTenant', tenant.id),
    failure: () => step('suspendTenant', 'root'),
  },
  activateTenant: {
    action: 'tenant.activated',
    success: async () => {
      await gateway.build.change(async (em) => {
        (await em.findOneOrFail(Tenant, tenant.id)).changeStatus('SUSPENDED');
      });
      return step('activateTenant', tenant.id);
    },
    failure: () => step('activateTenant', tenant.id),
  },
  renewTenant: {
    action: 'tenant.renewed',
    success: () => run('mutation($t: ID!) { renewTenant(tenant: $t) { planChanged } }', { t: tenant.id }),
    failure: () => run('mutation($t: ID!) { renewTenant(tenant: $t, plan: "none") { planChanged } }', { t: tenant.id }),
  },
  adjustTenantValidity: {
    action: 'tenant.validity_adjusted',
    success: () => run(adjust, { t: tenant.id, onlyLater: false }),
    failure: () => run(adjust, { t: tenant.id, onlyLater: true }),
  },
  grantTenantAdmin: {
    action: 'tenant.admin_granted',
    success: () => run(onAdmin('grantTenantAdmin'), { tenant: tenant.id, userId: newcomer }),
    failure: () => run(onAdmin('grantTenantAdmin'), { tenant: tenant.id, userId: 'usr_short' }),
  },
  revokeTenantAdmin: {
    action: 'tenant.admin_revoked',
    success: () => run(onAdmin('revokeTenantAdmin'), { tenant: tenant.id, userId: holder.publicId }),
    failure: () => run(onAdmin('revokeTenantAdmin'), { tenant: tenant.id, userId: nobody }),
  },
  createNamespace: {
    action: 'namespace.created',
    success: () => run(createNamespace, { tenant: tenant.id, slug: 'flags' }),
    failure: () => run(createNamespace, { tenant: tenant.id, slug: 'Flags' }),
  },
  deleteNamespace: {
    action: 'namespace.deleted',
    success: async () => {
      const { slug } = await gateway.build.namespace(tenant);
      return run(deleteNamespace, { tenant: tenant.id, slug });
    },
    failure: () => run(deleteNamespace, { tenant: tenant.id, slug: 'none' }),
  },
  login: {
    action: 'session.opened',
    success: async () => {
      const user = await userWithPassword();
      return run(login, { email: user.email, password: secrets.loginPassword });
    },
    failure: () => run(login, { email: platformAdmin.email, password: secrets.loginPassword }),
  },
  refreshToken: {
    action: 'session.refreshed',
    success: () => run('mutation($token: String!) { refreshToken(token: $token) { accessToken } }', { token: spare }),
    failure: () => run('mutation { refreshToken(token: "unknown") { accessToken } }'),
  },
  logout: {
    action: 'session.ended',
    success: async () => (await sessionOfSomebody()).graphql('mutation { logout }'),
    failure: () => run('mutation { logout }'),
  },
  endSessions: {
    action: 'user.sessions_ended',
    success: async () => (await sessionOfSomebody()).graphql('mutation { endSessions }'),
    failure: () => run('mutation($user: ID) { endSessions(user: $user) }', { user: nobody }),
  },
  changePassword: {
    action: 'user.password_changed',
    success: async () => changePassword(await sessionOfSomebody(), secrets.loginPassword),
    failure: () => changePassword(gateway.superadmin, 'wrong'),
  },
  createOrganization: {
    action: 'organization.created',
    success: () => run('mutation($t: ID!) { createOrganization(tenant: $t) { id } }', { t: tenant.id }),
    failure: () =>
      run('mutation($t: ID!) { createOrganization(tenant: $t, input: { enabledPlugins: ["none"] }) { id } }', {
        t: tenant.id,
      }),
  },
  updateOrganization: onOrganization('updated', 'updateOrganization', { name: 'New' }, { enabledPlugins: ['none'] }),
  updateOrganizationLimits: onOrganization('limits_updated', 'updateOrganizationLimits', {}, { maxUsers: 0 }),
  setOrganizationStatus: onOrganization('status_changed', 'setOrganizationStatus', 'SUSPENDED', 'ACTIVE'),
  setOrganizationCreditLimit: onOrganization(
    'credit_limit_set',
    'setOrganizationCreditLimit',
    { creditLimit: 5 },
    { creditLimit: -1 },
  ),
  addOrganizationCredits: onOrganization('credits_added', 'addOrganizationCredits', { amount: 5 }, { amount: 0 }),
  updateAdminBranding: {
    action: 'branding.updated',
    success: () => run(brand, { input: { appName: 'Branded' } }),
    failure: () => run(brand, { input: { logoUrl: 'javascript:alert(1)' } }),
  },
  updatePlatformSettings: {
    action: 'settings.updated',
    success: () => run(settings, { input: { defaultMaxUsers: 11 } }),
    failure: () => run(settings, { input: { defaultMaxUsers: 0 } }),
  },
  markNotificationRead: {
    action: 'notification.read',
    success: async () => run(markRead, { id: await oneNotification() }),
    failure: () => run(markRead, { id: 2_147_483_647 }),
  },
  markAllNotificationsRead: {
    action: 'notification.all_read',
    success: () => run('mutation { markAllNotificationsRead }'),
    failure: () => anybody(gateway.url).graphql('mutation { markAllNotificationsRead }'),
  },
  recordUsage: onOrganization(
    'usage_recorded',
    'recordUsage',
    { storageBytes: 5 },
    { storageBytes: 5, bandwidthBytes: 5, idempotencyKey: 'x', creditsUsed: 1 },
  ),
};
let spare = '';

/** Without what the gateway does by itself, which comes whenever the worker gets to it. */
const auditRows = () => db().selectFrom('audit_log').where('api', '<>', 'system').selectAll().orderBy('id').execute();

/** Every row of the log as text, whichever column something might hide in. */
const auditText = async (): Promise<string> => {
  const { rows } = await sql<{ line: string }>`select row_to_json(a)::text as line from audit_log a`.execute(db());
  return rows.map(({ line }) => line).join('\n');
};

describe('the audit log', () => {
  test('every mutation of the schema is covered', () => {
    expect(
      rootFields(buildGatewaySchema(), 'mutation')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(mutations).sort());
  });

  beforeAll(async () => {
    const { email, password } = platformAdmin;
    spare = (await run(login, { email, password })).json.data.login.refreshToken;
  });

  test.each(Object.entries(mutations))('gets exactly one row when %s succeeds', async (_name, { action, success }) => {
    const before = (await auditRows()).length;
    const answer = await success();
    expect(answer.json.errors).toBeUndefined();
    const added = (await auditRows()).slice(before);
    expect(added.map((row) => [row.action, row.api, row.request_id])).toEqual([
      [action, 'graphql', answer.headers.get('x-request-id')],
    ]);
  });

  test.each(Object.entries(mutations))(
    'gets none when %s fails, and nothing else is stored',
    async (_name, { failure }) => {
      const before = await rowCounts(gateway);
      expect((await failure()).json.errors).toHaveLength(1);
      expect(await rowCounts(gateway)).toEqual(before);
    },
  );

  test('says who did what to what, and what changed', async () => {
    await update({ displayName: 'After', contactEmail: 'a@example.com' });
    const row = (await auditRows()).at(-1)!;
    const { userId } = gateway.superadmin;
    const actor = await db()
      .selectFrom('user')
      .where('public_id', '=', userId!)
      .select(['id', 'email'])
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      action: 'tenant.updated',
      target_type: 'tenant',
      target_id: tenant.id,
      tenant_id: tenant.id,
      admin_id: tenant.admin,
      actor_id: actor.id,
      actor_email: actor.email,
      actor_role: 'SUPERADMIN',
      ip: expect.stringMatching(/127\.0\.0\.1/),
      changes: {
        before: { displayName: tenant.slug, contactEmail: null },
        after: { displayName: 'After', contactEmail: 'a@example.com' },
      },
    });
  });

  test('holds no secret, and neither does any answer', async () => {
    const answers = [
      await mutations['createTenant']!.success(),
      await mutations['createTenant']!.failure(),
      await accounts.mutations['registerOrganization']!.success(),
      await mutations['changePassword']!.success(),
      await mutations['changePassword']!.failure(),
      await mutations['login']!.success(),
    ];
    const refreshed = answers.at(-1)!.json.data.login;
    const text = `${await auditText()}\n${answers
      .slice(0, -1)
      .map((answer) => answer.text)
      .join('\n')}`;
    for (const secret of [...Object.values(secrets), refreshed.refreshToken, refreshed.accessToken])
      expect(text).not.toContain(secret);
    expect(text).toContain('Password=***');
    expect(answers[0]!.json.data.createTenant.connectionString).toBe(
      'Server=db.example.com;Database=acme;User Id=app;Password=***;',
    );
    const stored = await db()
      .selectFrom('tenant')
      .where('sealed_connection_string', 'is not', null)
      .selectAll()
      .execute();
    expect(JSON.stringify(stored)).not.toContain(secrets.connectionPassword);
    for (const { sealed_connection_string: sealed } of stored) expect(text).not.toContain(sealed);
    const { id, sealed_connection_string: sealed } = stored[0]!;
    const { vault } = gateway.app.services;
    expect(vault.open(sealed!, 'tenant.sealed_connection_string', id)).toBe(connectionString);
    expect(JSON.stringify(gateway.events)).not.toContain('pl4nted');
  });

  test.each([
    "update audit_log set action = 'x'",
    'delete from audit_log',
    'delete from audit_log where false',
    'truncate audit_log',
    'truncate audit_log cascade',
  ])('refuses %s', async (statement) => {
    const before = await auditText();
    await expect(sql.raw(statement).execute(db())).rejects.toThrow('audit_log is append-only');
    expect(await auditText()).toBe(before);
  });
});
