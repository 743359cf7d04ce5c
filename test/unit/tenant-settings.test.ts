import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  mergeSettings,
  mfaMethods,
  type SettingsPatch,
  type StoredSettings,
} from '../../src/entities/tenant-settings.js';

const json = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }) as fc.Arbitrary<
  Record<string, unknown>
>;
const values = {
  mfaRequired: fc.boolean(),
  mfaMethods: fc.subarray([...mfaMethods]),
  passwordPolicy: json,
  sessionTimeout: fc.integer({ min: 1, max: 10_000 }),
  extra: json.map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))),
};
const stored = fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<StoredSettings>;
const change = <Value>(value: fc.Arbitrary<Value>) => fc.option(fc.option(value, { nil: null }), { nil: undefined });
const patches = fc.record(
  {
    mfaRequired: change(values.mfaRequired),
    mfaMethods: change(values.mfaMethods),
    passwordPolicy: change(values.passwordPolicy),
    sessionTimeout: change(values.sessionTimeout),
    extra: change(json),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<SettingsPatch>;
const keys = Object.keys(values) as (keyof StoredSettings)[];

describe('mergeSettings', () => {
  test('leaves alone what the patch does not name', () => {
    fc.assert(fc.property(stored, (current) => expect(mergeSettings(current, {})).toEqual(current)));
    fc.assert(
      fc.property(stored, patches, (current, patch) => {
        const merged = mergeSettings(current, patch);
        for (const key of keys) if (patch[key] === undefined) expect(merged[key]).toEqual(current[key]);
      }),
    );
  });

  test('removes what the patch names as null, and takes over whatever else it names', () => {
    fc.assert(
      fc.property(stored, patches, (current, patch) => {
        const merged = mergeSettings(current, patch);
        for (const key of keys) {
          if (patch[key] === null) expect(merged).not.toHaveProperty(key);
          else if (patch[key] !== undefined && key !== 'extra') expect(merged[key]).toEqual(patch[key]);
        }
      }),
    );
  });

  test('applied twice is as applied once', () => {
    fc.assert(
      fc.property(stored, patches, (current, patch) => {
        const once = mergeSettings(current, patch);
        expect(mergeSettings(once, patch)).toEqual(once);
      }),
    );
  });

  test('follows the same rule within extra', () => {
    fc.assert(
      fc.property(stored, json, (current, extra) => {
        const merged = mergeSettings(current, { extra }).extra ?? {};
        const kept = Object.entries({ ...current.extra, ...extra }).filter(([, value]) => value !== null);
        expect(merged).toEqual(Object.fromEntries(kept));
      }),
    );
  });

  test('changes neither of what it was given', () => {
    fc.assert(
      fc.property(stored, patches, (current, patch) => {
        const before = JSON.stringify([current, patch]);
        mergeSettings(current, patch);
        expect(JSON.stringify([current, patch])).toBe(before);
      }),
    );
  });
});
