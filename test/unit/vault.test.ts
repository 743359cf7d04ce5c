import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadVault, Vault } from '../../src/auth/vault.js';

const vault = new Vault(Buffer.alloc(32, 1));

describe('the vault', () => {
  test('opens what it sealed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (text) => vault.open(vault.seal(text)) === text,
      ),
    );
  });

  test('seals the same text to another one each time, in which nothing of it is left', () => {
    const sealed = vault.seal('pl4nted-Secret');
    expect(sealed).not.toBe(vault.seal('pl4nted-Secret'));
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('pl4nted');
  });

  test('does not open what was changed in any place, or cut', () => {
    const sealed = Buffer.from(vault.seal('secret'), 'base64');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => vault.open(changed.toString('base64'))).toThrow();
      expect(() => vault.open(sealed.subarray(0, index).toString('base64'))).toThrow();
    }
  });

  test('does not open with a tag cut short', () => {
    const sealed = Buffer.from(vault.seal(''), 'base64');
    for (const tag of [4, 8, 12, 15])
      expect(() => vault.open(sealed.subarray(0, 12 + tag).toString('base64'))).toThrow('tag');
  });

  test('does not open what another key sealed', () => {
    expect(() => new Vault(Buffer.alloc(32, 2)).open(vault.seal('secret'))).toThrow();
  });
});

describe('its key', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenantry-vault-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  test('is made once, for its owner’s eyes only, and found again', () => {
    const below = join(directory, 'data');
    const sealed = loadVault(undefined, below).seal('secret');
    expect(readdirSync(below)).toEqual(['encryption.key']);
    expect(statSync(join(below, 'encryption.key')).mode & 0o777).toBe(0o600);
    expect(loadVault(undefined, below).open(sealed)).toBe('secret');
  });

  test('that was given is used, and none is made', () => {
    const sealed = loadVault(Buffer.alloc(32, 1), directory).seal('secret');
    expect(vault.open(sealed)).toBe('secret');
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each(['', 'short', Buffer.alloc(31).toString('base64')])(
    'is refused where the file holds %j, and the file stays as it is',
    (text) => {
      const file = join(directory, 'encryption.key');
      writeFileSync(file, text);
      expect(() => loadVault(undefined, directory)).toThrow('does not hold 32 bytes in base64');
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );
});
