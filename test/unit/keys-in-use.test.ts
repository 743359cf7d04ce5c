import { describe, expect, test } from '@jest/globals';
import { keysInUse } from '../../src/auth/key-ring.js';

const minute = 60_000;
const now = Date.parse('2026-05-17T12:00:00Z');

/** Keys by their age in minutes, newest first. */
const ring = (...ages: number[]) => {
  const keys = ages.map((age) => ({ age, createdAt: new Date(now - age * minute) }));
  const { signer, verifiers } = keysInUse(keys, now);
  return { signs: signer?.age, verify: verifiers.map(({ age }) => age) };
};

describe('the keys in use', () => {
  test.each([
    ['none sign where there are none', [], undefined, []],
    ['the only one signs at once', [0], 0, [0]],
    ['the only one signs however old it is', [100_000], 100_000, [100_000]],
    ['a new one is published but does not sign', [0, 500], 500, [0, 500]],
    ['nor a moment before its ten minutes', [9.99, 500], 500, [9.99, 500]],
    ['it signs after ten minutes, and the old one still verifies', [10, 500], 10, [10, 500]],
    ['the old one verifies while a token of its last moment may live', [69.99, 500], 69.99, [69.99, 500]],
    ['and no longer', [70, 500], 70, [70]],
    ['of several new ones the oldest signs first', [1, 2, 500], 500, [1, 2, 500]],
    ['of two that are published long enough the newer one signs', [20, 30, 500], 20, [20, 30, 500]],
    ['each verifies for a token’s life after the next one began to sign', [20, 75, 500], 20, [20, 75]],
    ['where none is published long enough, the oldest signs', [1, 2], 2, [1, 2]],
  ] as const)('%s', (_name, ages, signs, verify) => {
    expect(ring(...ages)).toEqual({ signs, verify });
  });
});
