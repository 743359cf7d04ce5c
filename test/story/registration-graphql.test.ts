import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, Person, type Answer } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

/** Runs an operation that must succeed. */
const run = async (person: Person, query: string, variables: Record<string, unknown> = {}): Promise<Answer['json']> => {
  const { json } = await person.graphql(query, variables);
  expect(json.errors).toBeUndefined();
  return json.data;
};

test('the same story over GraphQL: register, approve, provision, log in, work, be suspended', async () => {
  const { superadmin, url } = gateway;
  const credentials = { email: 'user@example.com', password: 'securepassword' };

  const { registerOrganization } = await run(
    anybody(url),
    'mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id status } }',
    { input: { ...credentials, companyName: 'Acme Corp', contactName: 'John Doe', desiredOrgSlug: 'acme-corp' } },
  );
  expect(registerOrganization.status).toBe('PENDING_APPROVAL');
  const { id } = registerOrganization;

  const { approveRegistration } = await run(
    superadmin,
    'mutation($id: Int!, $input: ApproveRegistrationInput) { approveRegistration(id: $id, input: $input) { status } }',
    { id, input: { initialCreditLimit: 5000 } },
  );
  expect(approveRegistration.status).toBe('APPROVED');
  const { provisionRegistration } = await run(
    superadmin,
    'mutation($id: Int!) { provisionRegistration(id: $id) { status organization { id slug creditLimit } admin { id } } }',
    { id },
  );
  expect(provisionRegistration).toMatchObject({
    status: 'ACTIVE',
    organization: { slug: 'acme-corp', creditLimit: 5000 },
  });
  const organization = provisionRegistration.organization.id;

  const { login } = await run(
    anybody(url),
    'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken user { role } } }',
    credentials,
  );
  expect(login.user.role).toBe('TENANT_ADMIN');
  const owner = new Person(url, login.accessToken, undefined);

  await run(
    superadmin,
    'mutation($id: Int!, $input: UpdateOrganizationInput!) { updateOrganization(organization: $id, input: $input) { id } }',
    { id: organization, input: { enabledPlugins: ['calendar'] } },
  );
  expect(await run(owner, '{ myPlugins { key } unreadNotificationCount }')).toEqual({
    myPlugins: [{ key: 'calendar' }],
    unreadNotificationCount: 1,
  });

  await run(
    superadmin,
    'mutation($admin: ID!, $branding: BrandingInput!) { updateAdminBranding(admin: $admin, input: $branding) { appName } }',
    { admin: provisionRegistration.admin.id, branding: { appName: 'My App' } },
  );
  expect((await run(owner, '{ currentBranding { appName } }')).currentBranding.appName).toBe('My App');

  await run(
    superadmin,
    'mutation($id: Int!, $input: UsageInput!) { recordUsage(organization: $id, input: $input) { id } }',
    { id: organization, input: { creditsUsed: 100 } },
  );
  const { organization: seen } = await run(
    owner,
    'query($id: Int!) { organization(id: $id) { usage { credits { used available } } } }',
    { id: organization },
  );
  expect(seen.usage.credits).toEqual({ used: 100, available: 4900 });

  await run(
    superadmin,
    'mutation($id: Int!) { setOrganizationStatus(organization: $id, status: SUSPENDED) { status } }',
    {
      id: organization,
    },
  );
  const refused = await owner.graphql('{ viewer { role } }');
  expect([refused.status, refused.json.errors[0].extensions]).toMatchObject([
    403,
    { code: 'FORBIDDEN', reason: 'TENANT_DEACTIVATED' },
  ]);
});
