import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  extendSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  type GraphQLSchema,
} from 'graphql';
import { buildGatewaySchema } from '../../src/schema.js';
import { guarded } from '../../src/shield.js';

const schema = buildGatewaySchema();

/** Every argument and input field that has a default, as `Type.field(argument)` and `Input.field`. */
const defaultsIn = (given: GraphQLSchema): string[] =>
  Object.values(given.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isInputObjectType(type)) {
        return Object.values(type.getFields()).flatMap(({ name, defaultValue }) =>
          defaultValue === undefined ? [] : [`${type.name}.${name}`],
        );
      }
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name: field, args }) =>
        args.flatMap(({ name, defaultValue }) =>
          defaultValue === undefined ? [] : [`${type.name}.${field}(${name})`],
        ),
      );
    });

describe('the schema', () => {
  test('has no defaults, because the compiled executor applies none: what is left out arrives as null', () => {
    expect(defaultsIn(schema)).toEqual([]);
  });

  test('would be seen to have one', () => {
    const wrong = extendSchema(
      schema,
      parse('input Wrong { a: Int = 1 } extend type Viewer { wrong(b: Int = 2, input: Wrong): Int }'),
    );
    expect(defaultsIn(wrong)).toEqual(['Viewer.wrong(b)', 'Wrong.a']);
  });
});

describe('the policy table', () => {
  test.each([
    ['extend type Query { surprise: Int }', 'Query.surprise has no row'],
    ['extend type Mutation { surprise: Int }', 'Mutation.surprise has no row'],
    ['extend type Subscription { surprise: Int }', 'Subscription.surprise has no row'],
  ])('must know every root field: %s', (extension, fault) => {
    expect(() => guarded(extendSchema(schema, parse(extension)))).toThrow(
      `The policy table does not fit the schema: ${fault}.`,
    );
  });

  test('must not name a field that there is not', () => {
    expect(() => guarded(buildSchema('type Query { viewer: Int }'))).toThrow(
      /Query\.tenants is no field.*Mutation\.login is no field/,
    );
  });

  test('fits the schema as it is', () => {
    expect(() => buildGatewaySchema()).not.toThrow();
  });
});
