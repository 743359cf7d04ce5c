import type { ApolloServerPlugin } from '@apollo/server';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { AppError } from '../errors.js';
import { requestError, toAppError } from './format-error.js';
import { assertVariables, representableLiterals } from './values.js';

/** More fields than this, lists counted by the rows they may hold, is more than one request may ask for. */
const maxComplexity = 20_000;
const defaultPageSize = 50;

/** A list costs what one of its rows costs, times the rows asked for. A field may have a price of its own, for all below it. */
const estimate: ComplexityEstimator = ({ field, args, childComplexity }) => {
  const price = field.extensions['complexity'];
  if (typeof price === 'number') return price;
  const isConnection = field.args.some(({ name }) => name === 'first');
  const rows = typeof args['first'] === 'number' ? Math.max(0, args['first']) : defaultPageSize;
  return isConnection ? 1 + rows * childComplexity : 1 + childComplexity;
};

const maxDepth = 10;
const maxAliases = 30;

/** How deep fields are nested, through fragments. Each fragment is measured once, however often it is spread. */
const depthBelow = (
  set: SelectionSetNode | undefined,
  context: ValidationContext,
  fragments: Map<string, number>,
): number => {
  const depths = (set?.selections ?? []).map((node) => {
    if (node.kind === Kind.FIELD) {
      return node.name.value.startsWith('__') ? 0 : 1 + depthBelow(node.selectionSet, context, fragments);
    }
    if (node.kind === Kind.INLINE_FRAGMENT) return depthBelow(node.selectionSet, context, fragments);
    const name = node.name.value;
    const known = fragments.get(name);
    if (known !== undefined) return known;
    // A fragment within itself counts nothing here; another rule refuses it.
    fragments.set(name, 0);
    const depth = depthBelow(context.getFragment(name)?.selectionSet, context, fragments);
    fragments.set(name, depth);
    return depth;
  });
  return Math.max(0, ...depths);
};

/** Introspection is deep and harmless; graphql-js bounds it itself. */
const depthLimit: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    const depth = depthBelow(node.selectionSet, context, new Map());
    if (depth > maxDepth) {
      context.reportError(new GraphQLError(`The operation is ${depth} levels deep; at most ${maxDepth} are answered.`));
    }
  },
});

/** An alias asks for the same thing once more. Within introspection, whose lists are long and cost nothing else, there are none. */
const aliasLimit: ValidationRule = (context) => {
  let aliases = 0;
  return {
    Field: (node) => {
      if (!node.alias) return;
      aliases += 1;
      const within = context.getParentType()?.name.startsWith('__') === true || node.name.value === '__schema';
      if (within) context.reportError(new GraphQLError('Introspection takes no aliases.', { nodes: node }));
    },
    Document: {
      leave: () => {
        if (aliases <= maxAliases) return;
        context.reportError(new GraphQLError(`There are ${aliases} aliases; at most ${maxAliases} are answered.`));
      },
    },
  };
};

/** Checked with each document, once, beside the rules of the specification. */
export const documentLimits: ValidationRule[] = [depthLimit, aliasLimit, representableLiterals];

/** The most tokens a document may have; parsing stops there. */
export const maxLexicalTokens = 2_000;

const refuse = (message: string): AppError => new AppError('INVALID', message, { reason: 'OPERATION_REFUSED' });

/**
 * Refuses an operation that there is not, variables that do not fit, and lists that multiply to more than one answer
 * should hold. All of it depends on more than the document, so it is asked each time.
 * @throws INVALID
 */
export const assertAffordable = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown>,
): void => {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw refuse(operationName ? 'There is no operation of that name.' : 'Name one of the operations.');
  }
  assertVariables(schema, operation, variables);
  const complexity = complexityOf(schema, document, operation, variables);
  if (complexity > maxComplexity) {
    throw refuse(`The operation costs ${complexity}; at most ${maxComplexity} is answered.`);
  }
};

/** What an operation has been found to cost, by the values that it depends on. */
interface Costs {
  /** The variables that can say how long a list is, or whether a field is asked for. */
  readonly deciding: readonly string[];
  readonly known: Map<string, number>;
}

const costs = new WeakMap<OperationDefinitionNode, Costs>();
const mostCosts = 100;

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const costsOf = (operation: OperationDefinitionNode): Costs => {
  const known = costs.get(operation);
  if (known) return known;
  const deciding = (operation.variableDefinitions ?? []).filter(({ type }) =>
    ['Int', 'Boolean'].includes(namedType(type)),
  );
  const made = { deciding: deciding.map(({ variable }) => variable.name.value), known: new Map<string, number>() };
  costs.set(operation, made);
  return made;
};

const complexityOf = (
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number => {
  const { deciding, known } = costsOf(operation);
  // Null is given, and counts instead of a default.
  const key = JSON.stringify(deciding.map((name) => (name in variables ? [variables[name]] : [])));
  const name = operation.name && { operationName: operation.name.value };
  const complexity = known.get(key) ?? getComplexity({ schema, query, estimators: [estimate], variables, ...name });
  if (known.size >= mostCosts) known.clear();
  known.set(key, complexity);
  return complexity;
};

/** The same, where Apollo answers. */
export const costLimit = (): ApolloServerPlugin => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ request, document, schema }) {
        try {
          assertAffordable(schema, document, request.operationName, request.variables ?? {});
        } catch (error) {
          throw requestError(toAppError(error));
        }
        return Promise.resolve();
      },
    }),
});
