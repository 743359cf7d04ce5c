import { loadApiTokenViewer } from '../../../src/auth/api-tokens.js';
import { clientViewer } from '../../../src/auth/clients.js';
import { hashPassword } from '../../../src/auth/passwords.js';
import { anonymous, loadViewer, type Viewer } from '../../../src/auth/viewer.js';
import type { Admin } from '../../../src/entities/admin.js';
import { LoginSession } from '../../../src/entities/login-session.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { kyselyOf } from '../../../src/orm.js';
import type { TestApp } from '../app.js';
import { anybody, signInAs, type Person } from '../clients.js';

/** Everybody whom the policy or a predicate may tell apart. */
export const viewerNames = [
  'anonymous',
  'member',
  'tenant admin',
  'reseller',
  'foreign reseller',
  'superadmin',
  'read-only client',
  'service token',
] as const;
export type ViewerName = (typeof viewerNames)[number];

/** Those who see everything there is, though not what is somebody's alone. */
export const seesAll: readonly ViewerName[] = ['superadmin', 'read-only client'];

/** Whose role is in one tenant, so that what they act on is always that one. */
export const ofOneTenant: readonly ViewerName[] = ['member', 'tenant admin', 'service token'];

export const password = 'a password of everybody';

/** A reseller with a tenant and the people around both, and a reseller who has nothing to do with them. */
export interface Cast {
  readonly gateway: TestApp;
  readonly people: Readonly<Record<ViewerName, Person>>;
  readonly viewers: Readonly<Record<ViewerName, Viewer>>;
  /** The resellers and tenants that belong to them, and those that do not. */
  readonly resellers: Readonly<Record<'own' | 'foreign', Admin>>;
  readonly home: Tenant;
  readonly passwordHash: string;
}

const viewersOf = async (gateway: TestApp, people: Cast['people']): Promise<Cast['viewers']> => {
  const db = kyselyOf(gateway.app.services.orm.em);
  const load = (name: ViewerName): Promise<Viewer> => loadViewer(db, people[name].userId!);
  return {
    anonymous,
    member: await load('member'),
    'tenant admin': await load('tenant admin'),
    reseller: await load('reseller'),
    'foreign reseller': await load('foreign reseller'),
    superadmin: await load('superadmin'),
    'read-only client': clientViewer({ id: people['read-only client'].userId!, name: 'reader' }, ['admin:read']),
    'service token': await loadApiTokenViewer(db, people['service token'].token!),
  };
};

export const assemble = async (gateway: TestApp): Promise<Cast> => {
  const { app, build } = gateway;
  const [own, foreign] = [await build.reseller(), await build.reseller()];
  const home = await build.tenant({ adminId: own.admin.id, login: { mode: 'SSO', ssoProvider: 'okta' } });
  const superadmin = await build.user({ superadmin: true });
  const people = {
    anonymous: anybody(gateway.url),
    member: await build.member(home, 'VIEWER'),
    'tenant admin': await build.member(home, 'TENANT_ADMIN'),
    reseller: own.owner,
    'foreign reseller': foreign.owner,
    superadmin: await signInAs(app, superadmin.email!),
    'read-only client': await build.clientToken('admin:read'),
    'service token': await build.apiToken('TENANT', home),
  };
  const passwordHash = await hashPassword(password);
  for (const { admin } of [own, foreign]) await build.grant(admin, 10_000_000);
  return {
    ...{ gateway, people, home, passwordHash, viewers: await viewersOf(gateway, people) },
    resellers: { own: own.admin, foreign: foreign.admin },
  };
};

/** Somebody of the cast with a session of their own and the password of everybody, where they are a user. */
export const withSession = async ({ gateway, people, passwordHash }: Cast, name: ViewerName): Promise<Person> => {
  const { userId } = people[name];
  if (userId?.startsWith('usr_') !== true) return people[name];
  const db = kyselyOf(gateway.app.services.orm.em);
  const { id, email } = await db
    .updateTable('user')
    .set({ password_hash: passwordHash })
    .where('public_id', '=', userId)
    .returning(['id', 'email'])
    .executeTakeFirstOrThrow();
  const session = LoginSession.open(id, null, null);
  await gateway.build.change(async (em) => void em.persist(session));
  return signInAs(gateway.app, email!, { session: session.id });
};
