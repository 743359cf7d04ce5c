import { GraphQLError, Kind, type ASTVisitor, type ValidationContext } from 'graphql';
import { invalid, type Violation } from '../errors.js';
import { isStorable } from '../violations.js';

type Path = readonly (string | number)[];

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
export const representableLiterals = (context: ValidationContext): ASTVisitor => ({
  enter(node) {
    const isNumber = node.kind === Kind.INT || node.kind === Kind.FLOAT;
    if (!isNumber && node.kind !== Kind.STRING) return;
    const fault = faultOf(isNumber ? Number(node.value) : node.value);
    if (fault) context.reportError(new GraphQLError(fault.message, { nodes: node }));
  },
});
