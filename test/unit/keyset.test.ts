import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { cursorOf, rowsAfter, type OrderKey } from '../../src/resolvers/keyset.js';

const db = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (instance) => new PostgresIntrospector(instance),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const types = ['text', 'timestamptz', 'boolean'] as const;
const keysOf = (chosen: readonly OrderKey['type'][]): OrderKey[] =>
  chosen.map((type, index) => ({
    alias: `order${index}`,
    expression: sql`c${sql.raw(String(index))}`,
    type,
    descending: index % 2 === 1,
  }));

const texts = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\u0000'));
const instants = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) =>
    date
      .toISOString()
      .replace('T', ' ')
      .replace(/\.000Z$|Z$/, '+00'),
  );
const values = { text: texts, timestamptz: fc.oneof(instants, fc.constant('infinity')), boolean: fc.boolean() };
const rows = fc
  .array(fc.constantFrom(...types), { minLength: 1, maxLength: 4 })
  .chain((chosen) =>
    fc.tuple(fc.constant(chosen), fc.tuple(...chosen.map((type) => values[type] as fc.Arbitrary<unknown>))),
  );

const rowOf = (given: readonly unknown[]) => Object.fromEntries(given.map((value, index) => [`order${index}`, value]));

/** The values that the comparison would send to the database, each once, in the order of the keys. */
const valuesIn = (keys: readonly OrderKey[], cursor: string): unknown[] => {
  const { parameters } = rowsAfter(keys, cursor).compile(db);
  return keys.map((_, index) => parameters[index === 0 ? 0 : parameters.length - keys.length + index]);
};

describe('cursors', () => {
  test('come back as the values that they were made of', () => {
    fc.assert(
      fc.property(rows, ([chosen, given]) => {
        fc.pre(!(chosen.length === 1 && given[0] === ''));
        const keys = keysOf(chosen);
        expect(valuesIn(keys, cursorOf(keys, rowOf(given)))).toEqual(given.map(String));
      }),
    );
  });

  test('of a slug alone are its base64url', () => {
    expect(cursorOf(keysOf(['text']), { order0: 'acme' })).toBe(Buffer.from('acme').toString('base64url'));
  });

  test('are refused unless they could have been given out, whatever they are', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.base64String({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(...types), (cursor, type) => {
        const keys = keysOf([type, 'boolean']);
        expect(() => rowsAfter(keys, cursor)).toThrow('The cursor is not one that this list gave out.');
      }),
    );
  });

  test('of another number of keys are refused', () => {
    const cursor = cursorOf(keysOf(['text', 'text']), { order0: 'a', order1: 'b' });
    for (const chosen of [['text'], ['text', 'text', 'text']] as const)
      expect(() => rowsAfter(keysOf(chosen), cursor)).toThrow('The cursor');
  });
});

describe('rowsAfter', () => {
  test('goes on in the first key that differs, each in its own direction', () => {
    const keys = keysOf(['text', 'boolean']);
    const { sql: text, parameters } = rowsAfter(keys, cursorOf(keys, { order0: 'a', order1: true })).compile(db);
    expect(text).toBe('((c0 > cast($1 as text)) or (c0 = cast($2 as text) and c1 < cast($3 as boolean)))');
    expect(parameters).toEqual(['a', 'a', 'true']);
  });
});
