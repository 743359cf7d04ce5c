import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonFault } from '../../src/rest/json-fault.js';

describe('the place of a fault in JSON is the one that Python’s parser names', () => {
  test.each([
    ['', 0],
    ['  ', 2],
    ['nul', 0],
    [']', 0],
    ['{a}', 1],
    ['{1:2}', 1],
    ['{"a": x}', 6],
    ['{"a" 1}', 5],
    ['{"a":', 5],
    ['{"a":1', 6],
    ['{"a":1 "b":2}', 7],
    ['{"a":1,}', 7],
    ['{"a":1]', 6],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['[01]', 2],
    ['[1.]', 2],
    ['[-]', 1],
    ['{} x', 3],
    ['{"a', 1],
    ['{"a":"\\', 5],
    ['["\\x"]', 2],
    ['{"a":"\\u12"}', 7],
    ['["a\nb"]', 3],
    ['["é😀",x]', 6],
  ])('%j: %i', (text, position) => {
    expect(jsonFault(text)).toBe(position);
  });

  test('any prefix of a document that is none itself is at fault no later than its end', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (document, cut) => {
        const prefix = document.slice(0, cut % document.length);
        let valid = true;
        try {
          JSON.parse(prefix);
        } catch {
          valid = false;
        }
        fc.pre(!valid);
        expect(jsonFault(prefix)).toBeLessThanOrEqual(Array.from(prefix).length);
      }),
    );
  });

  test('neither depth nor length costs more than reading', () => {
    expect(jsonFault('['.repeat(200_000))).toBe(200_000);
    expect(jsonFault(`["${'a'.repeat(200_000)}`)).toBe(1);
    expect(jsonFault(`["${'\\n'.repeat(100_000)}"`)).toBe(200_003);
  });
});
