import { describe, expect, test } from '@jest/globals';
import { lineAt, sqlStatements } from '../../src/store/sql-statements.js';

const texts = (script: string): string[] => sqlStatements(script).map(({ text }) => text);

describe('a script', () => {
  test.each([
    ['nothing', '', []],
    ['blanks and comments', ' ;; -- a; b\n /* c; /* d; */ e; */ ;', []],
    ['an end without a semicolon', 'select 1; select 2', ['select 1', 'select 2']],
    [
      'literals',
      `select ';', 'it''s;'; select e'\\';'; select E'a''\\\\;'`,
      [`select ';', 'it''s;'`, `select e'\\';'`, `select E'a''\\\\;'`],
    ],
    ['a backslash that escapes nothing', `select '\\'; select 2`, [`select '\\'`, 'select 2']],
    ['quoted names', 'select 1 as "a;""b"; select 2', ['select 1 as "a;""b"', 'select 2']],
    [
      'dollar quotes',
      'do $$ begin; $a$ ; $a$ end $$; select $x$;$y$;$x$',
      ['do $$ begin; $a$ ; $a$ end $$', 'select $x$;$y$;$x$'],
    ],
    [
      'parameters and names with dollars',
      'select $1; select a$b$c; select 3',
      ['select $1', 'select a$b$c', 'select 3'],
    ],
    ['comments within', 'select 1 -- ;\n + /* ; */ 2; select 3', ['select 1 -- ;\n + /* ; */ 2', 'select 3']],
    [
      'a body of statements',
      `create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3`,
      [`create function f() returns int begin atomic select 1; select case when true then 2 end; end`, 'select 3'],
    ],
    ['what is never closed', `select 1; select 'a; b`, ['select 1', `select 'a`, `b`]],
    ['a comment that is never closed', 'select 1; /* a; b', ['select 1']],
    ['a dollar quote that is never closed', 'select $$a; b', ['select $$a; b']],
  ])('of %s', (_what, script, expected) => {
    expect(texts(script)).toEqual(expected);
  });

  test('tells where each statement begins', () => {
    const script = '-- first\nselect 1;\n\n/* second */\n  select 2;';
    expect(sqlStatements(script).map(({ start }) => lineAt(script, start))).toEqual([2, 5]);
  });
});
