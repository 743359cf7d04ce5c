import express, { type Request, type RequestHandler } from 'express';
import { AppError } from '../errors.js';
import { noBody, oversized, parseBody, type Body } from './body.js';
import type { Dialect, Exchange, Quota } from './endpoint.js';
import type { Origin } from './port.js';

/* What came in, read off Express once and kept beside the request while it is being answered. */

const maxBody = '256kb';

/** One request while it is being answered. */
interface State {
  readonly requestId: string;
  readonly body: Body;
  quota: Quota | undefined;
  graceDaysLeft: number | null;
  /** The envelope for what goes wrong, where the endpoint has one of its own. */
  render: Dialect['render'] | undefined;
}

const states = new WeakMap<Request, State>();

export const stateOf = (request: Request): State => {
  const state = states.get(request);
  if (!state) throw new Error('The request has not been read.');
  return state;
};

const headers = new WeakMap<Request, Record<string, string | undefined>>();

export const headersOf = (request: Request): Readonly<Record<string, string | undefined>> => {
  let found = headers.get(request);
  if (!found) {
    found = {};
    for (const name in request.headers) {
      const value = request.headers[name];
      found[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    headers.set(request, found);
  }
  return found;
};

/** HTTP/1.1 says of a body how long it is or that it comes in chunks; without either there is none. */
const hasBody = ({ headers: { 'content-length': length, 'transfer-encoding': encoding } }: Request): boolean =>
  encoding !== undefined || (length !== undefined && length !== '0');

/** Reads the body whole without judging it, because how a fault of it looks depends on the dialect that will answer. */
export const readRequest = (newRequestId: () => string): RequestHandler => {
  const readRaw = express.raw({ type: () => true, limit: maxBody });
  return (request, response, next) => {
    const read = (fault?: unknown): void => {
      const bytes: unknown = request.body;
      const body = Buffer.isBuffer(bytes) ? parseBody(bytes, request.headers['content-type']) : noBody;
      const given = request.headers['x-request-id'];
      const requestId =
        typeof given === 'string' && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(given) ? given : newRequestId();
      states.set(request, {
        requestId,
        body: fault === undefined ? body : unreadable(fault),
        quota: undefined,
        graceDaysLeft: null,
        render: undefined,
      });
      next();
    };
    if (hasBody(request)) readRaw(request, response, read);
    else read();
  };
};

const unreadable = (fault: unknown): Body => {
  const { type } = fault as { type?: unknown };
  if (type === 'entity.too.large') return oversized();
  return {
    ...noBody,
    fault: new AppError('INVALID', 'The body cannot be read.', { reason: 'MALFORMED_REQUEST', cause: fault }),
  };
};

type Query = Record<string, string | string[]>;
const queries = [new WeakMap<Request, Query>(), new WeakMap<Request, Query>()] as const;

/** @param ignoresCase whether names are made lower-case */
export const queryOf = (request: Request, ignoresCase: boolean): Readonly<Query> => {
  const known = queries[ignoresCase ? 1 : 0];
  const query = known.get(request) ?? parseQuery(request, ignoresCase);
  known.set(request, query);
  return query;
};

const parseQuery = (request: Request, ignoresCase: boolean): Query => {
  const query: Query = {};
  const start = request.originalUrl.indexOf('?');
  if (start < 0) return query;
  for (const [written, value] of new URLSearchParams(request.originalUrl.slice(start))) {
    const name = ignoresCase ? written.toLowerCase() : written;
    const held = Object.hasOwn(query, name) ? query[name] : undefined;
    query[name] = held === undefined ? value : [held, value].flat();
  }
  return query;
};

export const pathOf = (request: Request): string => request.originalUrl.split('?', 1)[0] ?? '';

/** An empty header counts as none. */
const tenantOf = (request: Request): string | undefined => {
  const asked = request.get('tenant') || queryOf(request, true)['tenant'];
  return typeof asked === 'string' ? asked : undefined;
};

/** Where a request came from and what it was addressed to. */
export const originOf = (request: Request, api: string): Origin => ({
  requestId: stateOf(request).requestId,
  ip: request.ip ?? null,
  api,
  host: request.hostname,
  organizationId: request.get('x-organization-id'),
  tenant: tenantOf(request),
});

export const exchangeOf = (request: Request): Exchange => {
  const { requestId, quota, graceDaysLeft } = stateOf(request);
  return {
    requestId,
    quota,
    graceDaysLeft,
    method: request.method,
    path: pathOf(request),
    headers: headersOf(request),
  };
};
