import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLFormattedError,
} from 'graphql';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { Telemetry } from '../telemetry.js';
import type { CompiledOperations } from './compiled.js';
import { formatError, statusOf, toAppError } from './format-error.js';
import { assertRepresentable } from './values.js';

/** What is asked over HTTP: a document that is valid, one of its operations, and variables that fit. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

/** What is answered over HTTP. Without data nothing ran, and the status says so as well. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: number | undefined;
  /** As it is written, errors first. */
  readonly result: {
    readonly errors?: readonly GraphQLFormattedError[];
    readonly data?: Record<string, unknown> | null;
  };
}

const notHere = (): AppError =>
  new AppError('INVALID', 'Subscriptions are served over WebSocket and event streams.', {
    reason: 'OPERATION_REFUSED',
  });

/** Runs an operation and puts what came of it into words. */
export const answerTo = async (
  { document, operationName, variables }: Asked,
  context: Context,
  operations: CompiledOperations,
  telemetry: Telemetry,
): Promise<Answer> => {
  let retryAfter: number | undefined;
  const show = (error: unknown, at: Partial<GraphQLError> = {}): GraphQLFormattedError => {
    const fault = toAppError(error);
    const { requestId } = context.origin;
    if (fault.code === 'INTERNAL' || fault.code === 'UNAVAILABLE') {
      telemetry.emit({ type: 'failed', error: fault, requestId, api: 'graphql' });
    }
    if (typeof fault.params.retryAfter === 'number') ({ retryAfter } = fault.params);
    return formatError(fault, at, requestId);
  };
  try {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw notHere();
    assertRepresentable(variables);
    const name = operation?.name?.value ?? null;
    const { data, errors } = await operations.run(document, name, variables, context);
    const shown = errors && { errors: errors.map((error) => show(error, error)) };
    if (data !== undefined) return { status: 200, retryAfter, result: { ...shown, data } };
    return { status: statusOf(toAppError(errors?.[0])), retryAfter, result: { ...shown } };
  } catch (error) {
    const errors = [show(error)];
    return { status: statusOf(toAppError(error)), retryAfter, result: { errors } };
  }
};
