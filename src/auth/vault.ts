import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** What was sealed once cannot be opened with the key at hand. */
export class WrongKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WrongKeyError';
  }
}

/** Seals secrets for rest and opens them again: AES-256-GCM, as base64 of iv, tag and text. */
export class Vault {
  constructor(private readonly key: Buffer) {}

  seal(secret: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.key, iv);
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws where the text was sealed with another key or changed since */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    // A shorter tag would be easier to guess, and Node takes one unless told.
    const options = { authTagLength: tagBytes };
    const decipher = createDecipheriv(algorithm, this.key, bytes.subarray(0, ivBytes), options);
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
  }
}

/** Whole or not at all, and only once: of two processes that start together one makes the key, and both read that one. */
const makeKeyFile = (directory: string, file: string): void => {
  mkdirSync(directory, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(keyBytes).toString('base64'), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
};

/**
 * The key an operator gave, or the one kept in the data directory, which the first start makes for its owner's eyes only.
 * @throws where the file holds no key
 */
export const loadVault = (given: Buffer | undefined, dataDirectory: string): Vault => {
  if (given) return new Vault(given);
  const file = join(dataDirectory, 'encryption.key');
  if (!existsSync(file)) makeKeyFile(dataDirectory, file);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== keyBytes) throw new WrongKeyError(`${file} does not hold ${keyBytes} bytes in base64.`);
  return new Vault(key);
};
