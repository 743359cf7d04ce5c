import { createHmac, randomBytes } from 'node:crypto';

const keyBytes = 32;

/** A key for AES-256, and the name that what it sealed carries. */
export class EncryptionKey {
  /** Derived from the key, so that a key is known by it wherever it is kept; it tells nothing about the key. */
  readonly id: string;
  // Truly private, so that whatever prints the object does not print the key.
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.id = createHmac('sha256', bytes).update('tenantry encryption key').digest('hex').slice(0, 16);
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  static random(): EncryptionKey {
    return new EncryptionKey(randomBytes(keyBytes));
  }

  /** From base64; undefined for text that is no key. */
  static parse(text: string): EncryptionKey | undefined {
    return /^[A-Za-z0-9+/]{43}=$/.test(text) ? new EncryptionKey(Buffer.from(text, 'base64')) : undefined;
  }
}
