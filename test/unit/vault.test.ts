import { createCipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EncryptionKey } from '../../src/auth/encryption-key.js';
import { Vault } from '../../src/auth/vault.js';
import { WrongKeyError } from '../../src/auth/wrong-key-error.js';
import type { Sealed } from '../../src/entities/sealed-text.js';

const [one, two] = [1, 2].map((byte) => new EncryptionKey(Buffer.alloc(32, byte))) as [EncryptionKey, EncryptionKey];
const vaultOf = (...keys: [EncryptionKey, ...EncryptionKey[]]): Vault => new Vault({ current: () => keys });
const vault = vaultOf(one);

const column = 'tenant.sealed_connection_string';
const seal = (secret: string, by = vault): string => by.seal(secret, column, 'tnt_1') as unknown as string;
const open = (sealed: string, by = vault): string => by.open(sealed as unknown as Sealed, column, 'tnt_1');

/** As it was sealed before keys had names and secrets belonged to rows. */
const sealUnnamed = (secret: string, { bytes }: EncryptionKey): string => {
  const iv = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv);
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
};

describe('the vault', () => {
  test('opens what it sealed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (text) => open(seal(text)) === text,
      ),
    );
  });

  test('seals the same text to another one each time, in which nothing of it is left', () => {
    const sealed = seal('pl4nted-Secret');
    expect(sealed).not.toBe(seal('pl4nted-Secret'));
    expect(sealed).toMatch(/^v1\.[0-9a-f]{16}\.[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64').toString('latin1')).not.toContain('pl4nted');
  });

  test('does not open what was changed in any place, or cut', () => {
    const sealed = seal('secret');
    const prefix = sealed.slice(0, sealed.lastIndexOf('.') + 1);
    const bytes = Buffer.from(sealed.slice(prefix.length), 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(() => open(prefix + changed.toString('base64'))).toThrow('has been changed');
      expect(() => open(prefix + bytes.subarray(0, index).toString('base64'))).toThrow('has been changed');
    }
    for (let index = 0; index < prefix.length; index += 1) {
      expect(() => open(`${sealed.slice(0, index)}x${sealed.slice(index + 1)}`)).toThrow(WrongKeyError);
    }
  });

  test('does not open with a tag cut short', () => {
    const prefix = seal('').slice(0, 20);
    const bytes = Buffer.from(seal('').slice(20), 'base64');
    for (const tag of [4, 8, 12, 15]) {
      expect(() => open(prefix + bytes.subarray(0, 12 + tag).toString('base64'))).toThrow('has been changed');
    }
  });

  test('does not open in another row or column than it was sealed for', () => {
    const sealed = vault.seal('secret', column, 'tnt_1');
    expect(() => vault.open(sealed, column, 'tnt_2')).toThrow('has been changed, or was sealed for another row');
    expect(() => vault.open(sealed, 'signing_key.sealed_private_jwk', 'tnt_1')).toThrow('sealed for another row');
  });

  test('does not open what another key sealed, and says so without a key', () => {
    expect(() => open(seal('secret', vaultOf(two)))).toThrow(WrongKeyError);
    expect(() => open(sealUnnamed('secret', two))).toThrow(
      'tenant.sealed_connection_string of tnt_1 was sealed with an encryption key that this process does not have.',
    );
  });

  test('opens with each of its keys, and seals with the first', () => {
    const both = vaultOf(two, one);
    expect(open(seal('secret'), both)).toBe('secret');
    expect(open(seal('secret', both), vaultOf(two))).toBe('secret');
  });

  test('opens what was sealed before keys had names', () => {
    const sealed = sealUnnamed('secret', one);
    expect(open(sealed)).toBe('secret');
    expect(open(sealed, vaultOf(two, one))).toBe('secret');
  });
});

describe('a key', () => {
  test('is known by the same name wherever it is kept, which tells nothing of it', () => {
    const bytes = one.bytes.toString('base64');
    expect(EncryptionKey.parse(bytes)!.id).toBe(one.id);
    expect(one.id).not.toBe(two.id);
    expect(`${inspect(one)} ${JSON.stringify(one)}`).not.toMatch(/AQEB|01 01|1,1/);
  });
});
