import type { ApolloServerPlugin } from '@apollo/server';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationRule } from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { assertVariables, representableLiterals } from './values.js';

/** More fields than this, lists counted by the rows they may hold, is more than one request may ask for. */
const maxComplexity = 20_000;
const defaultPageSize = 50;

/** A list costs what one of its rows costs, times the rows asked for. */
const estimate: ComplexityEstimator = ({ field, args, childComplexity }) => {
  const isConnection = field.args.some(({ name }) => name === 'first');
  const rows = typeof args['first'] === 'number' ? Math.max(0, args['first']) : defaultPageSize;
  return isConnection ? 1 + rows * childComplexity : 1 + childComplexity;
};

/** Checked with each document, once, beside the rules of the specification. Introspection is deep and harmless. */
export const documentLimits: ValidationRule[] = [
  maxDepthRule({ n: 10, ignoreIntrospection: true, propagateOnRejection: true, exposeLimits: true }),
  maxAliasesRule({ n: 30, propagateOnRejection: true, exposeLimits: true, allowList: [] }),
  representableLiterals,
];

/** The most tokens a document may have; parsing stops there. */
export const maxLexicalTokens = 2_000;

/** Refuses operations whose lists multiply to more than one answer should hold. It depends on variables, so it is asked each time. */
export const costLimit = (): ApolloServerPlugin => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ request, document, operation, schema }) {
        if (operation) assertVariables(schema, operation, request.variables ?? {});
        const complexity = getComplexity({
          schema,
          query: document,
          estimators: [estimate],
          ...(request.operationName ? { operationName: request.operationName } : {}),
          variables: request.variables ?? {},
        });
        if (complexity > maxComplexity) {
          throw new GraphQLError(`The operation costs ${complexity}; at most ${maxComplexity} is answered.`);
        }
        return Promise.resolve();
      },
    }),
});
