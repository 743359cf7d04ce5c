import { expect, test } from '@jest/globals';
import { StatementNames } from '../../src/orm/named-statements.js';

const asked = (names: StatementNames, text: string, times: number): (string | undefined)[] =>
  Array.from({ length: times }, () => names.nameOf(text));

test('a statement that is asked for again and again gets a name, and always the same', () => {
  const names = new StatementNames();
  const [first, ...more] = asked(names, 'select 1', 8);
  expect(first).toBeUndefined();
  expect(more.at(-1)).toBe('tenantry 0');
  expect(asked(names, 'select 2', 8).at(-1)).toBe('tenantry 1');
  expect(names.nameOf('select 1')).toBe('tenantry 0');
});

test.each(['select t.id from tenant t where t.slug ilike $1', 'select "t0".* from tenant t0 where id = $1'])(
  'none: %s',
  (text) => {
    expect(asked(new StatementNames(), text, 20)).toEqual(Array.from({ length: 20 }));
  },
);

test('there are not more names than a connection can keep plans for', () => {
  const names = new StatementNames();
  const given = new Set(Array.from({ length: 3_000 }, (_, index) => asked(names, `select ${index}`, 8).at(-1)));
  given.delete(undefined);
  expect(given.size).toBe(250);
});
