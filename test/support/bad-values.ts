import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';

/** Stands in a bad value where a text can; no answer may repeat it. */
export const marker = 'pl4nted-Secret';

/** A value that its type must refuse, as raw JSON text and, where GraphQL can write it, as a literal. */
export interface BadValue {
  readonly name: string;
  readonly json: string;
  readonly literal: string | undefined;
  /** Whether the schema's types alone refuse it; otherwise the code depends on what the text was for. */
  readonly byType: boolean;
}

const bad = (name: string, json: string, literal: string | undefined = json, byType = true): BadValue => ({
  name,
  json,
  literal,
  byType,
});

const huge = bad('2^53+1', '9007199254740993');
const infinite = bad('1e400', '1e400');
const operator = bad('an operator object', '{"$ne": null}', '{ne: null}');
const listOf = (json: string) => bad('a list', `[${json}]`);

const texts: readonly BadValue[] = [
  bad('a boolean', 'true'),
  operator,
  listOf(`"${marker}"`),
  bad('NUL', `"${marker}\\u0000"`),
  bad('a lone surrogate', `"${marker}\\ud800"`),
  bad('300 characters', JSON.stringify('x'.repeat(300)), undefined, false),
  bad('5000 characters', JSON.stringify('x'.repeat(5000)), undefined, false),
];

const integers: readonly BadValue[] = [
  bad('a text', `"${marker}"`),
  bad('a fraction', '1.5'),
  bad('a boolean', 'true'),
  operator,
  listOf('1'),
  huge,
  infinite,
];

const scalars: Readonly<Record<string, readonly BadValue[]>> = {
  String: [...texts, bad('a number', '5'), huge, infinite],
  // The specification lets an ID be written as an integer.
  ID: [...texts, bad('a fraction', '1.5'), huge, infinite],
  Int: integers,
  Float: integers.filter(({ name }) => name !== 'a fraction'),
  SafeInt: integers,
  Boolean: [bad('a text', `"${marker}"`), bad('a number', '1'), operator, listOf('true'), huge, infinite],
  DateTime: [
    bad('no time', `"${marker}"`),
    bad('a day that is none', '"2026-02-30T00:00:00Z"'),
    bad('a number', '12'),
    bad('a boolean', 'true'),
    operator,
    listOf('"2026-01-01T00:00:00Z"'),
    bad('NUL', '"2026-01-01T00:00:00Z\\u0000"'),
    bad('a lone surrogate', '"2026-01-01T00:00:00Z\\ud800"'),
    bad('a year that PostgreSQL has not', '"0000-01-01T00:00:00Z"'),
    bad('a year after 9999', '"9999-12-31T23:59:59-14:00"'),
    bad('300 characters', JSON.stringify('2'.repeat(300))),
    bad('5000 characters', JSON.stringify('2'.repeat(5000))),
    huge,
    infinite,
  ],
  JSONObject: [
    bad('a text', `"${marker}"`),
    bad('a number', '1'),
    bad('a boolean', 'true'),
    listOf('{}'),
    bad('NUL inside', '{"a": ["\\u0000"]}', '{a: ["\\u0000"]}'),
    bad('NUL in a key', '{"\\u0000": 1}', undefined),
    bad('a lone surrogate inside', '{"a": "\\ud800"}', '{a: "\\ud800"}'),
    bad('2^53+1 inside', '{"a": {"b": 9007199254740993}}', '{a: {b: 9007199254740993}}'),
    bad('1e400 inside', '{"a": [1e400]}', '{a: [1e400]}'),
    bad('a deep nest', `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, undefined),
    huge,
    infinite,
  ],
};

const enums: readonly BadValue[] = [
  bad('an unknown value', `"${marker}"`, marker.replace('-', '_')),
  bad('a number', '1'),
  operator,
  bad('a text of 5000 characters', JSON.stringify('x'.repeat(5000))),
  bad('NUL', '"\\u0000"'),
  huge,
  infinite,
];

const valuesFor = (type: GraphQLNamedInputType): readonly BadValue[] => {
  if (isEnumType(type)) return enums;
  if (isInputObjectType(type))
    return [bad('a text', `"${marker}"`), bad('a number', '1'), bad('an unknown key', '{"$ne": null}', '{ne: null}')];
  const values = scalars[type.name];
  if (!values) throw new Error(`There are no bad values for ${type.name} yet.`);
  return values;
};

/** A place in the variables of an operation, with what does not fit there. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly type: GraphQLInputType;
  readonly values: readonly BadValue[];
}

/** Every place at and below an argument: each input field, and one element of each list. */
export const placesOf = (path: Place['path'], type: GraphQLInputType): Place[] => {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    const element = nullable.ofType;
    return [
      { path, type, values: [bad('an object', '{"$ne": null}', '{ne: null}')] },
      ...placesOf([...path, 0], element),
    ];
  }
  const named = getNamedType(type);
  const here = { path, type, values: valuesFor(named) };
  if (!isInputObjectType(named)) return [here];
  return [here, ...Object.values(named.getFields()).flatMap((field) => placesOf([...path, field.name], field.type))];
};

const placeholder = '@@here@@';

/** The same value with a placeholder at a path. */
const planted = (value: unknown, [step, ...rest]: Place['path']): unknown => {
  if (step === undefined) return placeholder;
  if (typeof step === 'number') return [planted(undefined, rest)];
  return {
    ...(value as object | undefined),
    [step]: planted((value as Record<string, unknown> | undefined)?.[step], rest),
  };
};

/** Raw JSON text of the variables, with a bad value at one place. */
export const asVariables = (base: object, { path }: Place, { json }: BadValue): string =>
  JSON.stringify(planted(base, path)).replace(`"${placeholder}"`, () => json);

const literalOf = (value: unknown, type: GraphQLInputType | undefined, hole: string): string => {
  if (value === placeholder) return hole;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const element = isListType(nullable) ? nullable.ofType : undefined;
    return `[${value.map((each) => literalOf(each, element, hole)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${literalOf(each, fields[key]?.type, hole)}`)
      .join(', ')}}`;
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value);
};

/** The arguments of a field written out, with a bad value at one place. */
export const asLiterals = (
  base: object,
  types: Readonly<Record<string, GraphQLInputType>>,
  { path }: Place,
  literal: string,
): string =>
  Object.entries(planted(base, path) as object)
    .map(([name, value]) => `${name}: ${literalOf(value, types[name], literal)}`)
    .join(', ');
