import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { AccessTokens, generateSigningKey, type KeyPair } from './auth/access-tokens.js';
import { hashPassword } from './auth/passwords.js';
import { WrongKeyError, type Vault } from './auth/vault.js';
import type { Config } from './config.js';
import { Admin } from './entities/admin.js';
import { AuditLog } from './entities/audit-log.js';
import { SigningKey } from './entities/signing-key.js';
import { storeName } from './entities/store-name.js';
import { TenantMembership } from './entities/tenant-membership.js';
import { rootSlug, Tenant } from './entities/tenant.js';
import { User } from './entities/user.js';
import { newRequestId } from './ids.js';
import { kyselyOf, type EntityManager, type Orm } from './orm.js';

/** How to log in for the first time; the password is there only if it was made up and nobody else knows it. */
export interface FirstLogin {
  readonly email: string;
  readonly generatedPassword: string | undefined;
}

const bootstrapLock = 72_110_302;

/** Several processes may start on one empty database; one of them fills it. */
const exclusively = <T>(orm: Orm, work: (em: EntityManager) => Promise<T>): Promise<T> =>
  orm.em.fork({ useContext: true }).transactional(async (em) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(bootstrapLock)})`.execute(kyselyOf(em));
    return work(em);
  });

const createPlatform = async (em: EntityManager, email: string, passwordHash: string): Promise<void> => {
  const superadmin = User.create({ email, name: 'Platform administrator', passwordHash, superadmin: true });
  const platform = Admin.create({ name: 'Platform', slug: 'platform', platform: true });
  await em.persist([superadmin, platform]).flush();
  const databaseName = await storeName(kyselyOf(em), rootSlug);
  const root = Tenant.create({
    slug: rootSlug,
    displayName: 'Root Tenant',
    adminId: platform.id,
    databaseName,
    adminEmail: email,
  });
  await em.persist(root).flush();
  em.persist(TenantMembership.create(root.id, superadmin.id, 'TENANT_ADMIN'));
  em.persist(
    em.create(AuditLog, {
      action: 'tenant.created',
      targetType: 'tenant',
      targetId: root.id,
      actorRole: 'SYSTEM',
      tenantId: root.id,
      adminId: platform.id,
      changes: { after: { slug: rootSlug } },
      requestId: newRequestId(),
      api: 'system',
      createdAt: new Date(),
    }),
  );
};

/**
 * Makes the platform's reseller, the root tenant and the first superadmin, where there are none.
 * @returns how to log in, or undefined where the platform was there already
 */
export const ensurePlatform = async (
  orm: Orm,
  { ADMIN_EMAIL, ADMIN_PASSWORD }: Config,
): Promise<FirstLogin | undefined> => {
  const exists = (em: EntityManager) => em.count(Tenant, { slug: rootSlug });
  if ((await exists(orm.em.fork())) > 0) return undefined;
  const generatedPassword = ADMIN_PASSWORD === undefined ? randomBytes(15).toString('base64url') : undefined;
  const passwordHash = await hashPassword(ADMIN_PASSWORD ?? generatedPassword ?? '');
  const created = await exclusively(orm, async (em) => {
    if ((await exists(em)) > 0) return false;
    await createPlatform(em, ADMIN_EMAIL, passwordHash);
    return true;
  });
  return created ? { email: ADMIN_EMAIL, generatedPassword } : undefined;
};

const openKey = (vault: Vault, sealed: string): string => {
  try {
    return vault.open(sealed);
  } catch (cause) {
    throw new WrongKeyError(
      'The signing key in the database was sealed with another encryption key. Give this process the same ENCRYPTION_KEY, or the data directory that holds it.',
      { cause },
    );
  }
};

/**
 * The keys that access tokens are signed with, newest first; the first start makes one.
 * @throws WrongKeyError where a stored key was sealed with another encryption key
 */
export const loadAccessTokens = async (orm: Orm, vault: Vault, issuer: string): Promise<AccessTokens> => {
  const fresh = await generateSigningKey();
  const rows = await exclusively(orm, async (em) => {
    const stored = await em.find(SigningKey, {}, { orderBy: { createdAt: 'desc' } });
    if (stored.length > 0) return stored;
    const row = em.create(SigningKey, {
      kid: fresh.kid,
      publicJwk: fresh.publicJwk,
      sealedPrivateJwk: vault.seal(JSON.stringify(fresh.privateJwk)),
      createdAt: new Date(),
    });
    return [row];
  });
  const pairs = rows.map((row): KeyPair => ({
    kid: row.kid,
    publicJwk: row.publicJwk,
    privateJwk: JSON.parse(openKey(vault, row.sealedPrivateJwk)) as KeyPair['privateJwk'],
  }));
  const [first, ...rest] = pairs;
  if (!first) throw new Error('There is no signing key.');
  return AccessTokens.from(issuer, [first, ...rest]);
};
