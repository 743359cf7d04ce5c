import {
  coerceInputValue,
  getNamedType,
  GraphQLError,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  type ASTNode,
  type ASTVisitor,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';
import { AppError, invalid, type Violation } from '../errors.js';
import { isStorable } from '../violations.js';

type Path = readonly (string | number)[];

/** JSON may not be nested deeper; both this process and the database walk it by recursion. */
const maxNesting = 64;

const tooDeep = `JSON must not be nested deeper than ${maxNesting} levels`;

const faultOf = (value: unknown): Pick<Violation, 'code' | 'message'> | undefined => {
  if (typeof value === 'string' && !isStorable(value)) {
    return { code: 'TEXT', message: 'Text must not contain NUL or unpaired surrogates' };
  }
  if (
    typeof value === 'number' &&
    (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
  ) {
    return { code: 'RANGE', message: 'The number cannot be represented exactly' };
  }
  return undefined;
};

const find = (value: unknown, path: Path): Violation | undefined => {
  const fault = faultOf(value);
  if (fault) return { ...fault, path };
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length > maxNesting) return { path: path.slice(0, 2), code: 'OTHER', message: tooDeep };
  for (const [key, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    // A key is text that is stored as well.
    const found = find(key, [...path, step]) ?? find(child, [...path, step]);
    if (found) return found;
  }
  return undefined;
};

/**
 * Refuses variables that the database could not store or JSON has silently changed, wherever they stand.
 * Scalars check types, inputs check lengths; this holds for every text and number, also inside JSON.
 * @throws INVALID
 */
export const assertRepresentable = (variables: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(variables)) {
    // Inputs are named from their own root, as the domain does.
    const violation = find(value, name === 'input' ? [] : [name]);
    if (violation) throw invalid(violation);
  }
};

/** The same for values written into the document, as a validation rule, so that it is asked once per document. */
export const representableLiterals = (context: ValidationContext): ASTVisitor => {
  let nesting = 0;
  const refuse = (message: string, nodes: readonly ASTNode[]): void => {
    context.reportError(new GraphQLError(message, { nodes, originalError: new AppError('INVALID', message) }));
  };
  const nest = {
    enter: (node: ASTNode) => {
      if ((nesting += 1) > maxNesting) refuse(tooDeep, [node]);
    },
    leave: () => void (nesting -= 1),
  };
  const check = (node: ASTNode & { readonly value: string }): void => {
    const fault = faultOf(node.kind === Kind.STRING ? node.value : Number(node.value));
    if (fault) refuse(fault.message, [node]);
  };
  return { ListValue: nest, ObjectValue: nest, StringValue: check, IntValue: check, FloatValue: check };
};

/** The type at the end of a path into an input. */
const typeAt = (type: GraphQLInputType, [step, ...rest]: Path): GraphQLInputType => {
  if (step === undefined) return type;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (typeof step === 'number') return typeAt(isListType(nullable) ? nullable.ofType : nullable, rest);
  const field = isInputObjectType(nullable) ? nullable.getFields()[step] : undefined;
  return field ? typeAt(field.type, rest) : type;
};

/** What was expected, without the value that came instead: it may be a password. */
const expectedAt = (type: GraphQLInputType, path: Path, value: unknown, message: string): Violation => {
  const expected = typeAt(type, path);
  const field = /^Field "([^"]*)" (of required type|is not defined)/.exec(message);
  if (field) {
    const missing = field[2] === 'of required type';
    return {
      path: [...path, field[1] ?? ''],
      code: missing ? 'REQUIRED' : 'UNKNOWN',
      message: missing ? 'Required' : `Not a field of ${getNamedType(expected).name}`,
    };
  }
  if (value === null) return { path, code: 'REQUIRED', message: `Expected a value of type ${String(expected)}` };
  return {
    path,
    code: 'TYPE',
    message: `Expected a value of type ${String(expected)}`,
    expected: getNamedType(expected).name,
  };
};

/**
 * Refuses variables that do not fit the types the operation declares. The executor would as well, but its messages
 * repeat the value.
 * @throws INVALID with a violation per fault
 */
export const assertVariables = (
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void => {
  const violations: Violation[] = [];
  for (const definition of variableDefinitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    const root = name === 'input' ? [] : [name];
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) {
      const missing = isNonNullType(type) && !definition.defaultValue;
      if (missing) violations.push({ path: [name], code: 'REQUIRED', message: `$${name} is required` });
      continue;
    }
    coerceInputValue(value, type, (path, found, { message }) => {
      const violation = expectedAt(type, path, found, message);
      violations.push({ ...violation, path: [...root, ...violation.path] });
    });
  }
  if (violations.length > 0) throw new AppError('INVALID', 'The variables are not valid.', { violations });
};
