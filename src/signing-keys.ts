import type { JWK } from 'jose';
import { AccessTokens, generateSigningKey } from './auth/access-tokens.js';
import { keysInUse, KeyRing, type StoredKey } from './auth/key-ring.js';
import type { Vault } from './auth/vault.js';
import { WrongKeyError } from './auth/wrong-key-error.js';
import { SigningKey } from './entities/signing-key.js';
import { exclusively } from './exclusively.js';
import { newRequestId } from './ids.js';
import type { Orm } from './orm.js';
import type { Telemetry } from './telemetry.js';
import { auditAsSystem } from './write.js';

/** A key that is older is followed by a new one. */
const maxAgeMilliseconds = 30 * 24 * 60 * 60 * 1000;

/** How often each process looks at the keys: the next one starts to sign, another process may have made one. */
const watchMilliseconds = 60_000;

const newestFirst = { orderBy: { createdAt: 'desc' } } as const;

const column = 'signing_key.sealed_private_jwk';

const openKey = (vault: Vault, { kid, sealedPrivateJwk }: SigningKey): string => {
  try {
    return vault.open(sealedPrivateJwk, column, kid);
  } catch (error) {
    if (!(error instanceof WrongKeyError)) throw error;
    throw new WrongKeyError(
      'The signing key in the database was sealed with another encryption key. Give this process the same ENCRYPTION_KEY, or the data directory that holds it.',
      error,
    );
  }
};

const stored = async (orm: Orm, vault: Vault): Promise<StoredKey[]> => {
  const rows = await orm.em.fork().find(SigningKey, {}, newestFirst);
  return rows.map((row) => ({
    kid: row.kid,
    publicJwk: row.publicJwk,
    createdAt: row.createdAt,
    openPrivateJwk: () => JSON.parse(openKey(vault, row)) as JWK,
  }));
};

/**
 * Makes a new key pair and drops those that nothing is verified with any more.
 * @param isDue asked under a lock, with the newest key there is; where it says no, nothing happens
 * @returns the new key's id, or undefined
 */
export const rotateSigningKeys = async (
  orm: Orm,
  vault: Vault,
  isDue: (newest: SigningKey | undefined) => boolean = () => true,
): Promise<string | undefined> => {
  const { kid, publicJwk, privateJwk } = await generateSigningKey();
  const sealedPrivateJwk = vault.seal(JSON.stringify(privateJwk), column, kid);
  return exclusively(orm, async (em) => {
    const keys = await em.find(SigningKey, {}, newestFirst);
    if (!isDue(keys[0])) return undefined;
    const { verifiers } = keysInUse(keys, Date.now());
    for (const key of keys) if (!verifiers.includes(key)) em.remove(key);
    em.persist(em.create(SigningKey, { kid, publicJwk, sealedPrivateJwk, createdAt: new Date() }));
    auditAsSystem(em, newRequestId(), {
      action: 'signing_key.rotated',
      targetType: 'signing_key',
      targetId: kid,
      changes: {
        before: { keys: keys.map((key) => key.kid) },
        after: { keys: [kid, ...verifiers.map((key) => key.kid)] },
      },
    });
    return kid;
  });
};

/**
 * The access tokens of this installation; the first start makes a key.
 * @throws WrongKeyError where the key that signs was sealed with another encryption key
 */
export const loadAccessTokens = async (orm: Orm, vault: Vault, issuer: string): Promise<AccessTokens> => {
  const isFirst = (newest: SigningKey | undefined): boolean => newest === undefined;
  if ((await orm.em.fork().count(SigningKey)) === 0) await rotateSigningKeys(orm, vault, isFirst);
  return new AccessTokens(issuer, await KeyRing.open(() => stored(orm, vault)));
};

const isOld = (newest: SigningKey | undefined): boolean =>
  newest === undefined || newest.createdAt.getTime() + maxAgeMilliseconds < Date.now();

/** Replaces a key that has grown old, in good time, and follows what other processes did. */
export const lookAfterSigningKeys = async ({ keys }: AccessTokens, orm: Orm, vault: Vault): Promise<void> => {
  const [newest] = await orm.em.fork().find(SigningKey, {}, { ...newestFirst, limit: 1 });
  if (isOld(newest)) await rotateSigningKeys(orm, vault, isOld);
  await keys.refresh();
};

/** Looks after the keys for as long as the process runs. Answers how to stop. */
export const watchSigningKeys = (
  tokens: AccessTokens,
  orm: Orm,
  vault: Vault,
  telemetry: Telemetry,
): (() => Promise<void>) => {
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking
      .then(() => lookAfterSigningKeys(tokens, orm, vault))
      .catch((error: unknown) => {
        telemetry.emit({ type: 'signing-keys-failed', error });
      });
  }, watchMilliseconds);
  return () => {
    clearInterval(timer);
    return looking;
  };
};
