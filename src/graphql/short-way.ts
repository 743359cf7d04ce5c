import type { Request, RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { Context, Services } from '../context.js';
import type { Telemetry } from '../telemetry.js';
import { answerTo, type Asked } from './answer.js';
import type { CompiledOperations } from './compiled.js';
import { contextOf } from './http-context.js';
import type { KnownDocuments } from './known-documents.js';
import { assertAffordable } from './limits.js';

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a request asks that says nothing but what all clients say, about a document that has been answered before. */
const plainly = ({ body }: Request, known: KnownDocuments): Asked | undefined => {
  const { query, variables, operationName, extensions, ...more } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const document = typeof query === 'string' ? known.get(query) : undefined;
  if (!document || Object.keys(more).length > 0) return undefined;
  if (!isRecord(variables ?? {}) || typeof (operationName ?? '') !== 'string') return undefined;
  const extended = extensions ?? {};
  if (!isRecord(extended) || 'persistedQuery' in extended) return undefined;
  return {
    document,
    operationName: (operationName ?? undefined) as string | undefined,
    variables: (variables ?? {}) as Record<string, unknown>,
  };
};

const forms = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/**
 * Answers what Apollo has answered before without asking it again: most requests are about a few documents. Whatever is
 * unusual about a request, or wrong with it, is left to Apollo.
 */
export const shortWay =
  (
    schema: GraphQLSchema,
    operations: CompiledOperations,
    known: KnownDocuments,
    services: Services,
    telemetry: Telemetry,
  ): RequestHandler =>
  async (request, response, next) => {
    const asked = request.method === 'POST' ? plainly(request, known) : undefined;
    const form = request.headers.accept === undefined ? forms[0] : request.accepts(forms);
    if (!asked || !form) {
      next();
      return;
    }
    let context: Context;
    try {
      context = await contextOf(request, services);
      assertAffordable(schema, asked.document, asked.operationName, asked.variables);
    } catch {
      next();
      return;
    }
    const { status, retryAfter, result } = await answerTo(asked, context, operations, telemetry);
    const text = `${JSON.stringify(result)}\n`;
    response.statusCode = status;
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    response.setHeader('Content-Type', form);
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.end(text);
  };
