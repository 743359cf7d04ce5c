import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Database } from '../entities/index.js';
import type { Sealed } from '../entities/sealed-text.js';
import type { EncryptionKey } from './encryption-key.js';
import type { EncryptionKeys } from './encryption-keys.js';
import { WrongKeyError } from './wrong-key-error.js';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const version = 'v1';

type ColumnsOf<Table extends keyof Database> = {
  [Column in keyof Database[Table] & string]: Sealed extends Database[Table][Column] ? `${Table}.${Column}` : never;
}[keyof Database[Table] & string];

/** A column that holds sealed secrets, as `table.column`. */
export type SealedColumn = { [Table in keyof Database]: ColumnsOf<Table> }[keyof Database];

const decrypt = ({ bytes: key }: EncryptionKey, text: string, bound: string): string => {
  const bytes = Buffer.from(text, 'base64');
  // A shorter tag would be easier to guess, and Node takes one unless told.
  const options = { authTagLength: tagBytes };
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), options);
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
};

/** What is sealed is good for the row it was sealed for, and opens nowhere else. */
const binding = (keyId: string, column: SealedColumn, row: string): string => [version, keyId, column, row].join('\n');

const keyMissing = (column: SealedColumn, row: string): WrongKeyError =>
  new WrongKeyError(`${column} of ${row} was sealed with an encryption key that this process does not have.`);

/**
 * Seals secrets for rest and opens them again: AES-256-GCM, as `v1.<key id>.<base64 of iv, tag and text>`. The first
 * texts lacked all but the base64, were bound to no row, and are still opened.
 */
export class Vault {
  constructor(private readonly keys: Pick<EncryptionKeys, 'current'>) {}

  /** The key that seals. */
  get keyId(): string {
    return this.keys.current()[0].id;
  }

  /** How everything begins that is sealed now. */
  get prefix(): string {
    return `${version}.${this.keyId}.`;
  }

  /** @param row the primary key of the row that will hold it */
  seal(secret: string, column: SealedColumn, row: string): Sealed {
    const [key] = this.keys.current();
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, key.bytes, iv).setAAD(Buffer.from(binding(key.id, column, row)));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const bytes = Buffer.concat([iv, cipher.getAuthTag(), text]);
    return `${version}.${key.id}.${bytes.toString('base64')}` as unknown as Sealed;
  }

  /**
   * @throws WrongKeyError where it was sealed with a key that is not at hand
   * @throws where it was changed since, or sealed for another row
   */
  open(sealed: Sealed, column: SealedColumn, row: string): string {
    return this.openWith(sealed, column, row).secret;
  }

  /** The same, and with which key. */
  openWith(sealed: Sealed, column: SealedColumn, row: string): { readonly secret: string; readonly keyId: string } {
    const [form, keyId = '', text = ''] = (sealed as unknown as string).split('.');
    if (form !== version) return this.openUnnamed(sealed, column, row);
    const key = this.keys.current().find(({ id }) => id === keyId);
    if (!key) throw keyMissing(column, row);
    try {
      return { keyId, secret: decrypt(key, text, binding(keyId, column, row)) };
    } catch (cause) {
      throw new Error(`${column} of ${row} has been changed, or was sealed for another row.`, { cause });
    }
  }

  private openUnnamed(sealed: Sealed, column: SealedColumn, row: string): { secret: string; keyId: string } {
    for (const key of this.keys.current()) {
      try {
        return { keyId: key.id, secret: decrypt(key, sealed as unknown as string, '') };
      } catch {
        // Another key may be the one.
      }
    }
    throw keyMissing(column, row);
  }
}
