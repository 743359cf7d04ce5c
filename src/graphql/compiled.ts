import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { operationEnricher } from '../selection.js';

/**
 * Operations compiled to functions, each document once. The cache hangs on the parsed document: when Apollo's bounded
 * store of documents lets one go, its compiled form goes with it.
 */
export class CompiledOperations {
  private readonly byDocument = new WeakMap<DocumentNode, Map<string | null, CompiledQuery>>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Compiles now what will be run later. @throws where the document does not fit the schema */
  prepare(document: DocumentNode, operationName: string | null = null): CompiledQuery {
    const compiled = this.byDocument.get(document) ?? new Map<string | null, CompiledQuery>();
    this.byDocument.set(document, compiled);
    let operation = compiled.get(operationName);
    if (!operation) {
      operation = this.compile(document, operationName);
      compiled.set(operationName, operation);
    }
    return operation;
  }

  /** @param event what a subscription has to tell, which is the root of the operation then */
  async run(
    document: DocumentNode,
    operationName: string | null,
    variables: Readonly<Record<string, unknown>>,
    context: Context,
    event?: unknown,
  ): Promise<ExecutionResult> {
    return this.prepare(document, operationName).query(event, context, { ...variables });
  }

  private compile(document: DocumentNode, operationName: string | null): CompiledQuery {
    const compiled = compileQuery(this.schema, document, operationName ?? undefined, {
      resolverInfoEnricher: operationEnricher(),
    });
    if (isCompiledQuery(compiled)) return compiled;
    const message = compiled.errors?.[0]?.message ?? 'The operation cannot be run.';
    throw new AppError('INVALID', message, { reason: 'OPERATION_REFUSED' });
  }
}
