import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

const scalars: Readonly<Record<string, unknown>> = {
  Boolean: true,
  DateTime: '2040-01-01T00:00:00Z',
  ID: 'x',
  Int: 1,
  JSONObject: {},
  SafeInt: 1,
  String: 'x',
};

const valueOf = (type: GraphQLInputType): unknown => {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(needed.map((field) => [field.name, valueOf(field.type)]));
  }
  if (!(type.name in scalars)) throw new Error(`Nothing is made up for ${type.name} yet.`);
  return scalars[type.name];
};

/** Arguments that fit the types of a field: no more than it needs. */
export const madeUpArguments = (field: GraphQLField<unknown, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    field.args.filter(({ type }) => isNonNullType(type)).map(({ name, type }) => [name, valueOf(type)]),
  );
