import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** RFC 9106's second recommended choice, lowered to OWASP's memory so that a burst of logins fits a small machine. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** An argon2id hash in PHC format. */
export const hashPassword = (password: string): Promise<string> => hash(password, argon2id);

/** Made at once, so that not even the first unknown account takes longer. Nobody has the password. */
const decoy = hashPassword(randomBytes(32).toString('base64'));

/**
 * Whether the password fits. An account without a password costs the same work,
 * so that the time of an answer tells nobody which accounts exist.
 */
export const verifyPassword = async (passwordHash: string | null, password: string): Promise<boolean> => {
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && passwordHash !== null;
};
