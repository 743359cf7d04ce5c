import { once } from 'node:events';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { OperationTypeNode, type ExecutionResult } from 'graphql';
import { z } from 'zod';
import type { Origin } from '../context.js';
import { AppError } from '../errors.js';
import { newRequestId } from '../ids.js';
import { violationsOf } from '../violations.js';
import { statusOf, toAppError } from './format-error.js';
import type { LiveOperations, LiveRequest } from './live.js';

/*
 * GraphQL over server-sent events, in distinct connections mode: one request, one operation, one stream. The other mode
 * of that protocol shares a stream by a token, which would be one more credential, so it is not offered.
 */

const maxBody = '256kb';
const pingMilliseconds = 12_000;

const shape: z.ZodType<LiveRequest> = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const malformed = (message: string): AppError => new AppError('INVALID', message, { reason: 'MALFORMED_REQUEST' });

/** In a URL the variables are JSON text. @throws INVALID */
const fromUrl = ({ query }: Request): unknown => {
  if (typeof query['variables'] !== 'string') return query;
  try {
    return { ...query, variables: JSON.parse(query['variables']) as unknown };
  } catch {
    throw malformed('The variables are not valid JSON.');
  }
};

/** @throws INVALID */
const readRequest = (request: Request): LiveRequest => {
  const given: unknown = request.method === 'GET' ? fromUrl(request) : request.body;
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID', 'The request is not valid.', { violations: violationsOf(parsed.error, given) });
};

const originOf = (request: Request): Origin => ({
  requestId: newRequestId(),
  ip: request.ip ?? null,
  api: 'graphql',
  host: request.hostname,
  organizationId: request.get('x-organization-id'),
});

/** The results of one request. @throws AppError where nothing was run */
const begin = async (live: LiveOperations, request: Request, origin: Origin) => {
  const checked = live.check(readRequest(request));
  if (request.method === 'GET' && checked.kind === OperationTypeNode.MUTATION) {
    throw malformed('A mutation is sent with POST.');
  }
  return live.start(checked, { authorization: request.headers.authorization, origin });
};

const refuse = (response: Response, status: number, errors: unknown): void => {
  response.status(status).json({ errors });
};

/** Waits where the client reads slower than we write; leaving ends the wait too. */
const send = async (response: Response, text: string): Promise<void> => {
  if (response.write(text) || response.destroyed) return;
  const left = new AbortController();
  const leave = (): void => {
    left.abort();
  };
  response.once('close', leave);
  await once(response, 'drain', { signal: left.signal }).catch(() => undefined);
  response.off('close', leave);
};

const stream = async (
  live: LiveOperations,
  response: Response,
  results: AsyncIterable<ExecutionResult>,
): Promise<void> => {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Proxies that collect an answer before passing it on would keep every event.
    'X-Accel-Buffering': 'no',
  });
  // Some browsers report a stream as open only after its first byte.
  response.write(':\n\n');
  const ping = setInterval(() => response.write(':\n\n'), pingMilliseconds);
  try {
    for await (const result of results) await send(response, `event: next\ndata: ${JSON.stringify(result)}\n\n`);
    // A client that was not told of an end comes back, to another process.
    response.end(live.isStopping ? '' : 'event: complete\ndata:\n\n');
  } finally {
    clearInterval(ping);
  }
};

const answer = async (live: LiveOperations, request: Request, response: Response): Promise<void> => {
  const origin = originOf(request);
  response.setHeader('X-Request-Id', origin.requestId);
  try {
    const results = await begin(live, request, origin);
    if (!(Symbol.asyncIterator in results)) {
      await stream(live, response, only(results));
      return;
    }
    response.once('close', () => void results.return());
    if (response.destroyed) await results.return();
    await stream(live, response, results);
  } catch (error) {
    if (!response.headersSent) {
      refuse(response, statusOf(toAppError(error)), live.failed(error, origin.requestId).errors);
    } else response.destroy();
  }
};

async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult> {
  yield result;
}

/** Answers GET and POST with `Accept: text/event-stream`. What cannot be started is refused with a status, not in a stream. */
export const serveEventStreams = (live: LiveOperations): RequestHandler[] => [
  express.json({ limit: maxBody }),
  async (request, response) => {
    const code = 'INVALID';
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.setHeader('Allow', 'GET, POST');
      refuse(response, 405, [{ message: 'The method is not allowed here.', extensions: { code } }]);
    } else if (!request.accepts('text/event-stream')) {
      refuse(response, 406, [{ message: 'Only text/event-stream is served here.', extensions: { code } }]);
    } else await answer(live, request, response);
  },
];
