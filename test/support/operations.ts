import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** Everything below a type, without entering one that is already open above; of a list within a list, one row. */
const selectionOf = (type: GraphQLOutputType, above: readonly string[] = []): string => {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (above.includes(below.name)) return [];
    const page = field.args.some(({ name }) => name === 'first') ? '(first: 1)' : '';
    return [`${field.name}${page} ${selectionOf(field.type, [...above, named.name])}`];
  });
  return `{ ${fields.join(' ')} }`;
};

const kinds = {
  query: OperationTypeNode.QUERY,
  mutation: OperationTypeNode.MUTATION,
  subscription: OperationTypeNode.SUBSCRIPTION,
} as const;
type Kind = keyof typeof kinds;

const rootType = (schema: GraphQLSchema, kind: Kind): GraphQLObjectType => {
  const type = schema.getRootType(kinds[kind]);
  if (!type) throw new Error(`The schema has no ${kind}.`);
  return type;
};

/** Every root field of a kind. */
export const rootFields = (schema: GraphQLSchema, kind: Kind): GraphQLField<unknown, unknown>[] =>
  Object.values(rootType(schema, kind).getFields());

/** `query($a: T …) { field(a: $a …) { every field } }`: one operation that takes every argument as a variable. */
export const everyField = (schema: GraphQLSchema, name: string, kind: Kind = 'query', selection?: string): string => {
  const field = rootType(schema, kind).getFields()[name];
  if (!field) throw new Error(`There is no ${kind} ${name}.`);
  const declared = field.args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const passed = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const body = `${name}${passed === '' ? '' : `(${passed})`} ${selection ?? selectionOf(field.type)}`;
  return `${kind}${declared === '' ? '' : `(${declared})`} { ${body} }`;
};

const samples: Readonly<Record<string, string>> = {
  Int: '1',
  SafeInt: '1',
  Boolean: 'true',
  DateTime: '"2090-01-01T00:00:00Z"',
  JSONObject: '{}',
};

/** Some value that the type accepts, with nothing in it that may be left out. */
const someValue = (type: GraphQLInputType): string => {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return '[]';
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name ?? '';
  if (!isInputObjectType(nullable)) return samples[nullable.name] ?? '"x"';
  return `{ ${someArguments(Object.values(nullable.getFields()))} }`;
};

const someArguments = (fields: readonly { readonly name: string; readonly type: GraphQLInputType }[]): string =>
  fields
    .filter(({ type }) => isNonNullType(type))
    .map(({ name, type }) => `${name}: ${someValue(type)}`)
    .join(', ');

/** A call of a root field that its types accept; what it names need not exist. */
export const someCall = (schema: GraphQLSchema, name: string, kind: 'query' | 'mutation'): string => {
  const field = rootType(schema, kind).getFields()[name];
  if (!field) throw new Error(`There is no ${kind} ${name}.`);
  const given = someArguments(field.args);
  const selection = isCompositeType(getNamedType(field.type)) ? '{ __typename }' : '';
  return `${kind} { ${name}${given === '' ? '' : `(${given})`} ${selection} }`;
};
