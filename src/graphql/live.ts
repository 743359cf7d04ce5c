import {
  getOperationAST,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { Context, type Services } from '../context.js';
import { newRequestId } from '../ids.js';
import type { CompiledOperations } from './compiled.js';
import { formatError, toAppError } from './format-error.js';
import type { Gateway } from './gateway.js';
import { assertAffordable, documentLimits, maxLexicalTokens } from './limits.js';
import { assertRepresentable } from './values.js';

/** An operation as a client sends it over a socket or an event stream. */
export interface LiveRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** Whose operation it is. */
export interface Client {
  readonly authorization: string | undefined;
  readonly ip: string | null;
}

type Results = AsyncIterable<ExecutionResult> | ExecutionResult;

/** Runs operations for transports that stay open. Credentials are checked for each operation, and again for each event. */
export class LiveOperations {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operations: CompiledOperations,
    private readonly gateway: Gateway,
    private readonly services: Services,
  ) {}

  /** @throws AppError UNAUTHENTICATED or FORBIDDEN for credentials that are given and not good */
  async authenticate(authorization: string | undefined): Promise<void> {
    await this.gateway.authenticate(authorization);
  }

  /** The parsed document of an operation that may be started. @throws AppError INVALID */
  check({ query, operationName, variables }: LiveRequest): DocumentNode {
    const document = parse(query, { maxLexicalTokens });
    const [fault] = validate(this.schema, document, [...specifiedRules, ...documentLimits]);
    if (fault) throw fault;
    assertRepresentable(variables ?? {});
    assertAffordable(this.schema, document, operationName ?? undefined, variables ?? {});
    return document;
  }

  /** Starts a checked operation. Never throws: whatever is wrong is an error in the result. */
  async start(document: DocumentNode, request: LiveRequest, { authorization, ip }: Client): Promise<Results> {
    const requestId = newRequestId();
    try {
      const caller = await this.gateway.authenticate(authorization);
      const context = new Context(caller.viewer, { requestId, ip, api: 'graphql' }, this.services);
      const operationName = request.operationName ?? null;
      const variables = request.variables ?? {};
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
        return this.shown(await this.operations.run(document, operationName, variables, context), requestId);
      }
      const refused = this.gateway.refusal(document, caller);
      if (refused) throw refused;
      const events = await this.operations.subscribe(document, operationName, variables, context);
      if (!(Symbol.asyncIterator in events)) return this.shown(events, requestId);
      return this.guarded(events, authorization, requestId);
    } catch (error) {
      return failed(error, requestId);
    }
  }

  /** A suspension or an expired token ends a subscription at its next event. */
  private guarded(
    events: AsyncIterableIterator<ExecutionResult>,
    authorization: string | undefined,
    requestId: string,
  ): AsyncIterableIterator<ExecutionResult> {
    const state = { ended: false };
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      state.ended = true;
      await events.return?.();
      return { done: true, value: undefined };
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        if (state.ended) return { done: true, value: undefined };
        const event = await events.next();
        if (event.done) return end();
        try {
          await this.gateway.authenticate(authorization);
          return { done: false, value: this.shown(event.value, requestId) };
        } catch (error) {
          await end();
          return { done: false, value: failed(error, requestId) };
        }
      },
      return: end,
    };
  }

  private shown(result: ExecutionResult, requestId: string): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => formatError(toAppError(error), error, requestId));
    return { ...result, errors } as unknown as ExecutionResult;
  }
}

/** A result that holds nothing but why there is none. */
export const failed = (error: unknown, requestId: string): ExecutionResult =>
  ({ errors: [formatError(toAppError(error), {}, requestId)] }) as unknown as ExecutionResult;
