import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { mutationsByKey, selectionEnricher } from '../selection.js';
import { recordDenials } from '../write.js';
import { toAppError } from './format-error.js';

interface Operation {
  readonly query: CompiledQuery['query'];
  /** The mutation behind each key of the result; empty for queries. */
  readonly mutations: ReadonlyMap<string, string>;
}

/**
 * Operations compiled to functions, each document once. The cache hangs on the parsed document: when Apollo's bounded
 * store of documents lets one go, its compiled form goes with it.
 */
export class CompiledOperations {
  private readonly byDocument = new WeakMap<DocumentNode, Map<string | null, Operation>>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Compiles now what will be run later. @throws where the document does not fit the schema */
  prepare(document: DocumentNode, operationName: string | null = null): Operation {
    const compiled = this.byDocument.get(document) ?? new Map<string | null, Operation>();
    this.byDocument.set(document, compiled);
    let operation = compiled.get(operationName);
    if (!operation) {
      operation = this.compile(document, operationName);
      compiled.set(operationName, operation);
    }
    return operation;
  }

  /**
   * Every operation runs here, whichever adapter it came through, so a refused mutation is put on record here.
   * @param event what a subscription has to tell, the root of the operation then
   */
  async run(
    document: DocumentNode,
    operationName: string | null,
    variables: Readonly<Record<string, unknown>>,
    context: Context,
    event?: unknown,
  ): Promise<ExecutionResult> {
    const { query, mutations } = this.prepare(document, operationName);
    const result = await query(event, context, { ...variables });
    if (mutations.size > 0 && result.errors) await recordDenials(context, deniedOf(result, mutations));
    return result;
  }

  private compile(document: DocumentNode, operationName: string | null): Operation {
    const compiled = compileQuery(this.schema, document, operationName ?? undefined, {
      resolverInfoEnricher: selectionEnricher,
    });
    if (isCompiledQuery(compiled)) return { query: compiled.query, mutations: mutationsByKey(document, operationName) };
    const message = compiled.errors?.[0]?.message ?? 'The operation cannot be run.';
    throw new AppError('INVALID', message, { reason: 'OPERATION_REFUSED' });
  }
}

const deniedOf = ({ errors = [] }: ExecutionResult, mutations: Operation['mutations']): string[] =>
  errors.flatMap((error) => {
    const denied = error.path?.length === 1 ? mutations.get(String(error.path[0])) : undefined;
    return denied !== undefined && toAppError(error).code === 'FORBIDDEN' ? [denied] : [];
  });
