import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { documentLimits } from '../../src/graphql/limits.js';
import { atThisPace } from '../support/machine-pace.js';

const schema = buildSchema('type Query { x: Query, y: Int, z(text: String, number: Float, list: [[Int]]): Int }');
const faults = (text: string): string[] => validate(schema, parse(text), documentLimits).map(({ message }) => message);
const nested = (levels: number): string => (levels === 1 ? 'y' : `x { ${nested(levels - 1)} }`);
const tooDeep = (levels: number) => [`The operation is ${levels} levels deep; at most 10 are answered.`];

describe('depth', () => {
  test.each<[string, string, string[]]>([
    ['ten levels', `{ ${nested(10)} }`, []],
    ['eleven levels', `{ ${nested(11)} }`, tooDeep(11)],
    ['eleven through an inline fragment', `{ ... on Query { ${nested(11)} } }`, tooDeep(11)],
    ['eleven through a fragment', `{ x { ...A } } fragment A on Query { ${nested(10)} }`, tooDeep(11)],
    [
      'eleven through fragments in fragments',
      `{ ...A } fragment A on Query { x { ...B } } fragment B on Query { ${nested(10)} }`,
      tooDeep(11),
    ],
    ['a fragment in itself', '{ ...A } fragment A on Query { x { ...A } }', []],
    ['the second operation', `query A { y } query B { ${nested(12)} }`, tooDeep(12)],
    [
      'introspection',
      `{ __schema { types { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } }`,
      [],
    ],
  ])('%s', (_name, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  test('fragments that fan out are measured at once', () => {
    const level = (index: number): string =>
      `fragment F${index} on Query { ${index === 25 ? 'y' : `...F${index + 1} ...F${index + 1}`} }`;
    const began = performance.now();
    expect(faults(`{ ...F0 } ${Array.from({ length: 26 }, (_, index) => level(index)).join(' ')}`)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(atThisPace(500));
  });
});

describe('aliases', () => {
  const aliases = (count: number): string => Array.from({ length: count }, (_, index) => `a${index}: y`).join(' ');
  test.each<[string, string, string[]]>([
    ['thirty', `{ ${aliases(30)} }`, []],
    ['thirty-one', `{ ${aliases(31)} }`, ['There are 31 aliases; at most 30 are answered.']],
    [
      'thirty-one over several places',
      `{ ${aliases(16)} x { ...A } } fragment A on Query { ${aliases(15)} }`,
      ['There are 31 aliases; at most 30 are answered.'],
    ],
    ['one beneath introspection', '{ __type(name: "Query") { a: name } }', ['Introspection takes no aliases.']],
    ['one of a type', '{ a: __type(name: "Query") { name } }', []],
  ])('%s', (_name, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});

describe('literals', () => {
  const text = 'Text must not contain NUL or unpaired surrogates';
  const number = 'The number cannot be represented exactly';
  test.each<[string, string, string[]]>([
    ['NUL', '{ z(text: "a\\u0000") }', [text]],
    ['2^53+1', '{ z(number: 9007199254740993) }', [number]],
    ['1e400', '{ z(number: 1e400) }', [number]],
    ['numbers that fit', '{ z(number: 9007199254740991, text: "9007199254740993") }', []],
    ['64 levels', `{ z(list: ${'['.repeat(64)}${']'.repeat(64)}) }`, []],
    ['65 levels', `{ z(list: ${'['.repeat(65)}${']'.repeat(65)}) }`, ['JSON must not be nested deeper than 64 levels']],
  ])('%s', (_name, document, expected) => {
    expect(faults(document)).toEqual(expected);
  });
});
