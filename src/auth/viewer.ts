import { sql, type Kysely } from 'kysely';
import type { Database } from '../entities/index.js';
import type { TenantRole } from '../entities/tenant-membership.js';
import { expiryState, graceDaysLeft, type ExpiryState } from '../entities/subscription.js';
import { AppError } from '../errors.js';

/**
 * The canonical roles, weakest first. A viewer's role is the strongest they hold anywhere;
 * NONE is somebody whose credential is good but gives no rights here.
 */
export const roles = ['ANONYMOUS', 'NONE', 'MEMBER', 'TENANT_ADMIN', 'ADMIN', 'SUPERADMIN'] as const;
export type Role = (typeof roles)[number];

/** A tenant that the viewer belongs to and that is in use: neither suspended, nor deleted, nor expired. */
export interface ViewerTenant {
  readonly id: string;
  readonly slug: string;
  readonly role: TenantRole;
  /** Days that are left to it after the end of its subscription; null while that lasts. */
  readonly graceDaysLeft: number | null;
}

/** Who is asking, whatever credential they brought. Every decision about them is made from this alone. */
export interface Viewer {
  readonly role: Role;
  readonly credential: 'NONE' | 'USER' | 'API_TOKEN' | 'CLIENT' | 'EXTERNAL';
  /**
   * Names the bearer to rate limits and to the audit log: the public id of a user, a service token or a client, behind
   * its issuer where a tenant's own issuer says who it is. Null for nobody in particular.
   */
  readonly subject: string | null;
  /** Whether the credential changes nothing, whatever the role. */
  readonly readsOnly: boolean;
  readonly userId: number | null;
  /** The user whose account the access stands on, also where the bearer acts as no user because another issuer knows them. */
  readonly accountId: number | null;
  readonly publicId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  /** The reseller accounts that the viewer owns, without suspended and deleted ones. */
  readonly adminIds: readonly number[];
  readonly tenants: readonly ViewerTenant[];
  /** The tenant that the session is for, if it was opened for one. */
  readonly tenant: ViewerTenant | null;
  /** The session that the credential belongs to, if to any. */
  readonly sessionId: string | null;
  /** Minutes from login to the end of a session: the shortest that a tenant of theirs asks for. */
  readonly sessionTimeout: number | null;
}

export const anonymous: Viewer = {
  role: 'ANONYMOUS',
  credential: 'NONE',
  subject: null,
  readsOnly: false,
  userId: null,
  accountId: null,
  publicId: null,
  email: null,
  name: null,
  adminIds: [],
  tenants: [],
  tenant: null,
  sessionId: null,
  sessionTimeout: null,
};

/** The platform acting by itself: nobody is logged in, and nothing is hidden from it. */
export const platform: Viewer = { ...anonymous, role: 'SUPERADMIN' };

export const isSuperadmin = (viewer: Viewer): boolean => viewer.role === 'SUPERADMIN';

/** The tenant whose user somebody is: the one of their session, else the first that they joined. */
export const tenantOf = ({ tenant, tenants }: Viewer): ViewerTenant | null => tenant ?? tenants[0] ?? null;

/** Whether the people and the tokens of a tenant may come in. */
export type TenantState = 'SUSPENDED' | ExpiryState;

/** The state of the tenant `t` now. */
export const tenantState = sql<TenantState>`case when t.status <> 'ACTIVE' then 'SUSPENDED' else ${expiryState} end`;

interface Membership extends ViewerTenant {
  /** The tenant's own issuer, if it has one. */
  readonly issuer: string | null;
  readonly state: TenantState;
  /** Minutes. */
  readonly sessionTimeout: number | null;
}

/** A user with all that they belong to. */
export interface Account {
  readonly id: number;
  readonly public_id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly platform_role: 'SUPERADMIN' | null;
  readonly status: string;
  readonly admins: readonly { readonly id: number; readonly status: string }[];
  readonly memberships: readonly Membership[];
  /** Minutes since the login, where the session that was asked for is theirs and has not ended. */
  readonly session_age: number | null;
}

/**
 * A user as things stand now, if there is one. In a tenant whose people are known by their e-mail domain every one of them
 * is a tenant admin, as exd documents.
 */
export const loadAccount = async (
  db: Kysely<Database>,
  key: { readonly publicId: string } | { readonly email: string },
  sessionId: string | null = null,
): Promise<Account | undefined> => {
  const isTheirs = 'email' in key ? sql`u.email = ${key.email}` : sql`u.public_id = ${key.publicId}`;
  const { rows } = await sql<Account>`
    select u.id, u.public_id, u.email, u.name, u.platform_role, u.status,
      (select coalesce(json_agg(json_build_object('id', a.id, 'status', a.status)), '[]')
         from admin a where a.owner_id = u.id and a.deleted_at is null) as admins,
      (select coalesce(json_agg(json_build_object(
           'id', t.id,
           'slug', t.slug,
           'issuer', t.issuer,
           'role', case when t.login_mode = 'EMAIL_DOMAIN' then 'TENANT_ADMIN' else m.role end,
           'graceDaysLeft', ${graceDaysLeft},
           'sessionTimeout', (t.settings->>'sessionTimeout')::int,
           'state', ${tenantState}) order by m.id), '[]')
         from tenant_membership m join tenant t on t.id = m.tenant_id
        where m.user_id = u.id and t.deleted_at is null) as memberships,
      (select extract(epoch from now() - s.started_at)::float8 / 60 from login_session s
        where s.id = ${sessionId} and s.user_id = u.id and s.ended_at is null) as session_age
    from "user" u where ${isTheirs}`.execute(db);
  return rows[0];
};

/** The same words for everything that is wrong with a token, so that nobody learns how close they came. */
export const credentialsInvalid = (cause?: unknown): AppError =>
  new AppError('UNAUTHENTICATED', 'The token is invalid or has expired.', { reason: 'CREDENTIALS_INVALID', cause });

const deactivated = (): AppError =>
  new AppError('FORBIDDEN', 'This tenant has been deactivated.', { reason: 'TENANT_DEACTIVATED' });

const expired = (): AppError =>
  new AppError('FORBIDDEN', "This tenant's subscription has expired.", { reason: 'TENANT_EXPIRED' });

/** @throws FORBIDDEN where the tenant is suspended or expired */
export const refuseUnusable = (state: TenantState): void => {
  if (state === 'SUSPENDED') throw deactivated();
  if (state === 'EXPIRED') throw expired();
};

/** @throws FORBIDDEN where the tenant is suspended or expired; UNAUTHENTICATED where the user does not belong to it */
const contextTenant = (memberships: readonly Membership[], tenantId: string): ViewerTenant => {
  const tenant = memberships.find(({ id }) => id === tenantId);
  if (!tenant) throw credentialsInvalid();
  refuseUnusable(tenant.state);
  return tenant;
};

const roleOf = (account: Account, adminIds: readonly number[], tenants: readonly ViewerTenant[]): Role => {
  if (account.platform_role === 'SUPERADMIN') return 'SUPERADMIN';
  if (adminIds.length > 0) return 'ADMIN';
  return tenants.some(({ role }) => role === 'TENANT_ADMIN') ? 'TENANT_ADMIN' : 'MEMBER';
};

/** What a credential says beyond who bears it. */
interface Bearing {
  readonly tenantId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Minutes since the login, if there was one. */
  readonly age?: number | undefined;
}

const shortest = (tenants: readonly Membership[]): number | null =>
  tenants.reduce<number | null>(
    (least, { sessionTimeout: own }) => (own === null || (least !== null && least < own) ? least : own),
    null,
  );

/**
 * The viewer that an account makes of whoever bears a credential for it.
 * @throws UNAUTHENTICATED for a user who is suspended or not in that tenant, and for a login too long ago
 * @throws FORBIDDEN where that tenant, or every tenant the user depends on, is suspended or expired
 */
export const viewerOf = (account: Account, { tenantId, sessionId, age = 0 }: Bearing): Viewer => {
  const { id: userId, public_id: publicId, email, name, status, admins, memberships } = account;
  if (status !== 'ACTIVE') throw credentialsInvalid();
  const adminIds = admins.filter((admin) => admin.status === 'ACTIVE').map(({ id }) => id);
  const tenants = memberships.filter(({ state }) => state === 'ACTIVE' || state === 'IN_GRACE');
  const sessionTimeout = shortest(tenants);
  if (age >= (sessionTimeout ?? Infinity)) throw credentialsInvalid();
  const role = roleOf(account, adminIds, tenants);
  const tenant = tenantId === undefined ? null : contextTenant(memberships, tenantId);
  if (role === 'MEMBER' && tenants.length === 0 && memberships.length + admins.length > 0) {
    throw memberships.some(({ state }) => state === 'EXPIRED') ? expired() : deactivated();
  }
  return {
    ...anonymous,
    ...{ credential: 'USER', subject: publicId, userId, accountId: userId, publicId, email, name },
    ...{ role, adminIds, tenants, tenant, sessionId: sessionId ?? null, sessionTimeout },
  };
};

/**
 * The viewer behind a user's public id as things stand now, so that a suspension bites with the very next request.
 * @throws UNAUTHENTICATED for a user who is gone, suspended or no longer in that tenant, and for a session that is over
 * @throws FORBIDDEN where that tenant, or every tenant the user depends on, is suspended or expired
 */
export const loadViewer = async (
  db: Kysely<Database>,
  publicId: string,
  { tenantId, sessionId }: Pick<Bearing, 'tenantId' | 'sessionId'> = {},
): Promise<Viewer> => {
  const account = await loadAccount(db, { publicId }, sessionId);
  if (!account || (sessionId !== undefined && account.session_age === null)) throw credentialsInvalid();
  return viewerOf(account, { tenantId, sessionId, age: account.session_age ?? undefined });
};
