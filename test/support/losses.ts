import { hashPassword } from '../../src/auth/passwords.js';
import type { Tenant } from '../../src/entities/tenant.js';
import type { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import type { TestApp } from './app.js';
import { signInAs, type Person } from './clients.js';
import { newSession, refresh } from './sessions.js';

/** Somebody with access, and what takes it from them. */
export interface Loss {
  readonly person: Person;
  readonly refreshToken?: string;
  readonly take: () => Promise<unknown>;
}

type Arrange = (gateway: TestApp) => Promise<Loss>;

/** How whoever has lost everything is answered. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly error: { readonly message: string; readonly extensions: { readonly code: string; readonly reason: string } };
}

const refused = (status: 401 | 403, message: string, reason: string): Refusal => ({
  status,
  error: { message, extensions: { code: status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN', reason } },
});

const over = refused(401, 'The token is invalid or has expired.', 'CREDENTIALS_INVALID');
const deactivated = refused(403, 'This tenant has been deactivated.', 'TENANT_DEACTIVATED');
const expired = refused(403, "This tenant's subscription has expired.", 'TENANT_EXPIRED');

const password = 'a password of nobody';
let hash: Promise<string> | undefined;

/** A mutation by the superadmin. @throws where it is refused */
const act = async ({ superadmin }: TestApp, field: string): Promise<void> => {
  const { json, text } = await superadmin.graphql(`mutation { ${field} }`);
  if (json.errors) throw new Error(text);
};

const userOf = async ({ build }: TestApp): Promise<User> =>
  build.user({ passwordHash: await (hash ??= hashPassword(password)) });

const session = async (gateway: TestApp, { email }: User, tenant?: Tenant) => {
  const { person, tokens } = await newSession(gateway.url, { email, password, tenant: tenant?.slug });
  return { person, refreshToken: tokens.refreshToken };
};

/** A tenant with a second admin, who goes on, and a user who is admin of nothing else. */
const inTenant = async (gateway: TestApp): Promise<{ tenant: Tenant; user: User }> => {
  const { tenant } = await gateway.build.organization();
  const user = await userOf(gateway);
  await gateway.build.join(tenant, user, 'TENANT_ADMIN');
  return { tenant, user };
};

const statement = (gateway: TestApp, ...texts: readonly string[]) =>
  gateway.build.change(async (em) => {
    for (const text of texts) await em.getConnection().execute(text, [], 'run', em.getTransactionContext());
  });

/** What ends a session, whatever its user may still do with another. */
const ofSessions: Readonly<Record<string, (gateway: TestApp, user: User, loss: Omit<Loss, 'take'>) => Loss['take']>> = {
  'the user is suspended': (gateway, { id }) => {
    return () => statement(gateway, `update "user" set status = 'SUSPENDED' where id = ${id}`);
  },
  'all sessions of the user are ended': (gateway, { publicId }) => {
    return () => act(gateway, `endSessions(user: "${publicId}")`);
  },
  'they log out': (_gateway, _user, { person }) => {
    return () => person.graphql('mutation { logout }');
  },
  'they change their password elsewhere': (gateway, user) => {
    return async () => {
      const { person } = await session(gateway, user);
      await person.graphql(`mutation { changePassword(current: "${password}", new: "another password") { id } }`);
    };
  },
  'a refresh token of theirs is used twice': (gateway, _user, { refreshToken }) => {
    return async () => {
      for (let times = 0; times < 2; times += 1) await refresh(gateway.url, refreshToken ?? '');
    };
  },
};

/** What happens to a tenant, and how its people and its service tokens are answered from then on. */
const ofTenants: Readonly<Record<string, { readonly field: (tenant: Tenant) => string; readonly refusal: Refusal }>> = {
  'the tenant is suspended': { field: ({ id }) => `suspendTenant(tenant: "${id}") { id }`, refusal: deactivated },
  'the tenant is given another status': {
    field: ({ id }) => `updateTenant(tenant: "${id}", input: { status: SUSPENDED }) { id }`,
    refusal: deactivated,
  },
  'the tenant is past its grace': {
    field: ({ id }) => {
      const validUntil = new Date(Date.now() - 8 * 86_400_000).toISOString();
      return `adjustTenantValidity(tenant: "${id}", validUntil: "${validUntil}") { id }`;
    },
    refusal: expired,
  },
  'the tenant is deleted': { field: ({ id }) => `deleteTenant(tenant: "${id}")`, refusal: over },
};

/** What may be left of somebody who belonged to a tenant only, where they did not log in to it. */
const leavesNothing = 'the tenant is deleted';

const tenantLosses = Object.entries(ofTenants).flatMap(([name, { field, refusal }]) => {
  const bearers: Readonly<Record<string, Arrange>> = {
    'who logged in to it': async (gateway) => {
      const { tenant, user } = await inTenant(gateway);
      return { ...(await session(gateway, user, tenant)), take: () => act(gateway, field(tenant)) };
    },
    'who logged in': async (gateway) => {
      const { tenant, user } = await inTenant(gateway);
      return { ...(await session(gateway, user)), take: () => act(gateway, field(tenant)) };
    },
    'its service token': async (gateway) => {
      const { tenant } = await inTenant(gateway);
      const person = await gateway.build.apiToken('TENANT', tenant);
      return { person, take: () => act(gateway, field(tenant)) };
    },
  };
  return Object.entries(bearers)
    .filter(([bearer]) => name !== leavesNothing || bearer !== 'who logged in')
    .map(([bearer, arrange]) => ({
      ...{ name: `${name}: ${bearer}`, refusal, arrange },
      isSession: bearer !== 'its service token',
    }));
});

const sessionLosses = Object.entries(ofSessions).map(([name, take]) => ({
  ...{ name, refusal: over, isSession: true },
  arrange: async (gateway: TestApp): Promise<Loss> => {
    const { user } = await inTenant(gateway);
    const loss = await session(gateway, user);
    return { ...loss, take: take(gateway, user, loss) };
  },
}));

interface Case {
  readonly refusal: Refusal;
  /** Whether there is a refresh token as well. */
  readonly isSession: boolean;
  readonly arrange: Arrange;
}

const arrangements: Readonly<Record<string, Case>> = {
  'the user is deleted': {
    refusal: over,
    isSession: false,
    arrange: async (gateway) => {
      const user = await gateway.build.user();
      const person = await signInAs(gateway.app, user.email!);
      const gone = ['notification where user_id', '"user" where id'].map(
        (where) => `delete from ${where} = ${user.id}`,
      );
      return { person, take: () => statement(gateway, ...gone) };
    },
  },
  'the tenant shortens its sessions': {
    refusal: over,
    isSession: true,
    arrange: async (gateway) => {
      const { tenant, user } = await inTenant(gateway);
      const loss = await session(gateway, user);
      const started = `update login_session set started_at = now() - interval '1 hour' where user_id = ${user.id}`;
      await statement(gateway, started);
      const input = '{ settings: { sessionTimeout: 30 } }';
      return { ...loss, take: () => act(gateway, `updateTenant(tenant: "${tenant.id}", input: ${input}) { id }`) };
    },
  },
  'they are taken from the tenant that they logged in to': {
    refusal: over,
    isSession: true,
    arrange: async (gateway) => {
      const { tenant, user } = await inTenant(gateway);
      const loss = await session(gateway, user, tenant);
      const field = `revokeTenantAdmin(tenant: "${tenant.id}", userId: "${user.publicId}") { role }`;
      return { ...loss, take: () => act(gateway, field) };
    },
  },
  'the organization is suspended by its reseller': {
    refusal: deactivated,
    isSession: true,
    arrange: async (gateway) => {
      const { admin, owner } = await gateway.build.reseller();
      const { tenant, organization } = await gateway.build.organization({ adminId: admin.id });
      const user = await userOf(gateway);
      await gateway.build.join(tenant, user, 'EDITOR');
      const field = `setOrganizationStatus(organization: ${organization.id}, status: SUSPENDED) { id }`;
      return { ...(await session(gateway, user)), take: () => owner.graphql(`mutation { ${field} }`) };
    },
  },
  'the reseller is suspended': {
    refusal: deactivated,
    isSession: false,
    arrange: async (gateway) => {
      const { admin, owner } = await gateway.build.reseller();
      return { person: owner, take: () => act(gateway, `suspendAdmin(admin: ${admin.id}, reason: "x") { id }`) };
    },
  },
  'the service token is revoked': {
    refusal: over,
    isSession: false,
    arrange: async (gateway) => {
      const person = await gateway.build.apiToken('ADMIN');
      return { person, take: () => act(gateway, `revokeApiToken(id: "${person.userId}")`) };
    },
  },
  'the client is deleted': {
    refusal: over,
    isSession: false,
    arrange: async (gateway) => {
      const person = await gateway.build.clientToken('admin:read', 'admin:write');
      return { person, take: () => act(gateway, `deleteOAuthClient(id: "${person.userId}")`) };
    },
  },
};

/** Whatever ends all that somebody's credentials are good for. */
export const losses: readonly (Case & { readonly name: string })[] = [
  ...sessionLosses,
  ...tenantLosses,
  ...Object.entries(arrangements).map(([name, rest]) => ({ name, ...rest })),
];

/** Whatever leaves somebody their account and nothing else. */
export const demotions: Readonly<Record<string, Arrange>> = {
  'the tenant is deleted': async (gateway) => {
    const { tenant, user } = await inTenant(gateway);
    return { ...(await session(gateway, user)), take: () => act(gateway, `deleteTenant(tenant: "${tenant.id}")`) };
  },
  'they are taken from the tenant': async (gateway) => {
    const { tenant, user } = await inTenant(gateway);
    const field = `revokeTenantAdmin(tenant: "${tenant.id}", userId: "${user.publicId}") { role }`;
    return { ...(await session(gateway, user)), take: () => act(gateway, field) };
  },
  'the reseller is deleted': async (gateway) => {
    const { admin, owner } = await gateway.build.reseller();
    return { person: owner, take: () => act(gateway, `deleteAdmin(admin: ${admin.id})`) };
  },
  'the reseller is given to another': async (gateway) => {
    const { admin, owner } = await gateway.build.reseller();
    await gateway.build.organization({ adminId: admin.id });
    const other = await gateway.build.user();
    return {
      person: owner,
      take: () => act(gateway, `assignAdminOwner(admin: ${admin.id}, user: ${other.id}) { id }`),
    };
  },
  'they are a superadmin no more': async (gateway) => {
    const user = await gateway.build.user({ superadmin: true });
    const person = await signInAs(gateway.app, user.email!);
    return { person, take: () => statement(gateway, `update "user" set platform_role = null where id = ${user.id}`) };
  },
};

/** Somebody who never had anything but an account. */
export const stranger = async (gateway: TestApp): Promise<Person> =>
  signInAs(gateway.app, (await gateway.build.user()).email!);

/** A tenant that everybody who may watch sees the provisioning of. */
export const provisionedTenant = async (gateway: TestApp): Promise<string> => {
  const tenant = await gateway.build.tenant();
  await gateway.build.change(async (em) => {
    await kyselyOf(em)
      .insertInto('provisioning')
      .values({
        ...{ correlation_id: crypto.randomUUID(), tenant_id: tenant.id, status: 'COMPLETED' },
        ...{ created_at: new Date(), tries: 1 },
      })
      .execute();
  });
  return tenant.id;
};
