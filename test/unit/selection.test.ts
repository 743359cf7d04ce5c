import { describe, expect, test } from '@jest/globals';
import { Kind, parse, type FieldNode, type FragmentDefinitionNode } from 'graphql';
import { selectionAt, selectionEnricher, selectionOf, type Selection } from '../../src/selection.js';

type Tree = { readonly [name: string]: Tree };

const treeOf = (selection: Selection): Tree =>
  Object.fromEntries([...selection].map(([name, child]) => [name, treeOf(child)]));

/** What an executor knows of the field `root`, however often it stands in the operation. */
const infoOf = (text: string): { fieldNodes: FieldNode[]; fragments: Record<string, FragmentDefinitionNode> } => {
  const { definitions } = parse(text);
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const fieldNodes = definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.filter((node) => node.kind === Kind.FIELD)
      : [],
  );
  return { fieldNodes, fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])) };
};

const selected = (text: string): Tree => treeOf(selectionEnricher(infoOf(text)).selection);

describe('the selection below a field', () => {
  test.each<[string, string, Tree]>([
    ['fields', '{ root { a b { c } } }', { a: {}, b: { c: {} } }],
    ['nothing', '{ root }', {}],
    ['aliases', '{ root { x: a y: a { b } z: a { c } } }', { a: { b: {}, c: {} } }],
    ['inline fragments', '{ root { a ... { b } ... on T { c { d } } } }', { a: {}, b: {}, c: { d: {} } }],
    [
      'fragments',
      '{ root { ...F a { x } } } fragment F on T { a { y } ...G } fragment G on T { b }',
      { a: { y: {}, x: {} }, b: {} },
    ],
    ['directives', '{ root { a @skip(if: true) b @include(if: false) { c } } }', { a: {}, b: { c: {} } }],
    ['the field twice', '{ root { a } root { b } }', { a: {}, b: {} }],
    ['meta fields', '{ root { __typename } }', { __typename: {} }],
    ['names that every object has', '{ root { constructor { toString } } }', { constructor: { toString: {} } }],
  ])('%s', (_name, text, expected) => {
    expect(selected(text)).toEqual(expected);
  });

  test('is taken from the enriched info where there is one', () => {
    const selection: Selection = new Map([['known', new Map()]]);
    expect(selectionOf({ selection } as never)).toBe(selection);
    expect(treeOf(selectionOf(infoOf('{ root { a } }') as never))).toEqual({ a: {} });
  });

  test('under several paths is their union', () => {
    const { selection } = selectionEnricher(infoOf('{ root { nodes { a } edges { cursor node { b { c } } } } }'));
    expect(treeOf(selectionAt(selection, ['nodes'], ['edges', 'node'], ['nowhere', 'else']))).toEqual({
      a: {},
      b: { c: {} },
    });
    expect(treeOf(selectionAt(selection, ['nowhere']))).toEqual({});
  });

  test('under several paths keeps what each path asks for below a field of both', () => {
    const { selection } = selectionEnricher(
      infoOf('{ root { nodes { admin { id } } edges { node { admin { name } } } } }'),
    );
    expect(treeOf(selectionAt(selection, ['nodes'], ['edges', 'node']))).toEqual({ admin: { id: {}, name: {} } });
  });
});
