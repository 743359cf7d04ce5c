import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EncryptionKey } from '../../src/auth/encryption-key.js';
import { existingEncryptionKeys, loadEncryptionKeys, type EncryptionKeys } from '../../src/auth/encryption-keys.js';
import { loadConfig } from '../../src/config.js';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenantry-keys-'));
  file = join(directory, 'encryption.key');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const base64 = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const idOf = (text: string): string => EncryptionKey.parse(text)!.id;
const ids = (keys: EncryptionKeys): string[] => keys.current().map(({ id }) => id);
const load = (variables: Record<string, string> = {}, DATA_DIR = directory): EncryptionKeys =>
  loadEncryptionKeys(loadConfig({ DATA_DIR, ...variables }));

describe('a key in the data directory', () => {
  test('is made once, for its owner’s eyes only, and found again', () => {
    const below = join(directory, 'data');
    const made = ids(load({}, below));
    expect(readdirSync(below)).toEqual(['encryption.key']);
    expect(statSync(join(below, 'encryption.key')).mode & 0o777).toBe(0o600);
    expect(ids(load({}, below))).toEqual(made);
  });

  test('is not made by who needs the one that was', () => {
    expect(() => existingEncryptionKeys(loadConfig({ DATA_DIR: directory }))).toThrow(
      `no encryption key in ${directory}`,
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each(['', 'short', Buffer.alloc(31).toString('base64'), `${base64(1)}\nshort`])(
    'is refused where the file holds %j, and the file stays as it is',
    (text) => {
      writeFileSync(file, text);
      expect(() => load()).toThrow('does not hold 32 bytes in base64');
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  test('gives way to a new one, stays behind it, and whoever had read the file notices', () => {
    writeFileSync(file, base64(1), { mode: 0o600 });
    const running = load();
    expect(ids(running)).toEqual([idOf(base64(1))]);
    writeFileSync(join(directory, 'encryption.key.new'), 'what a killed process left');
    load().file!.add(EncryptionKey.parse(base64(2))!);
    expect(ids(running)).toEqual([idOf(base64(2)), idOf(base64(1))]);
    expect(readFileSync(file, 'utf8')).toBe(`${base64(2)}\n${base64(1)}\n`);
    expect(readdirSync(directory)).toEqual(['encryption.key']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['removed', () => rmSync(file)],
    ['spoiled', () => writeFileSync(file, 'nonsense')],
  ])('is still known to a running process when the file is %s', (_how, spoil) => {
    writeFileSync(file, base64(1));
    const running = load();
    spoil();
    expect(ids(running)).toEqual([idOf(base64(1))]);
    writeFileSync(file, base64(2));
    expect(ids(running)).toEqual([idOf(base64(2))]);
  });
});

describe('a key from the environment', () => {
  test('is used, and none is made', () => {
    expect(ids(load({ ENCRYPTION_KEY: base64(1) }))).toEqual([idOf(base64(1))]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('stands before those that were used before, with a file as without', () => {
    const ENCRYPTION_KEY_PREVIOUS = `${base64(2)}, ${base64(3)}`;
    const previous = [idOf(base64(2)), idOf(base64(3))];
    expect(ids(load({ ENCRYPTION_KEY: base64(1), ENCRYPTION_KEY_PREVIOUS }))).toEqual([idOf(base64(1)), ...previous]);
    writeFileSync(file, base64(4));
    expect(ids(load({ ENCRYPTION_KEY_PREVIOUS }))).toEqual([idOf(base64(4)), ...previous]);
  });
});
