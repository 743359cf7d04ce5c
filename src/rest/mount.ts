import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { AppError, toAppError } from '../errors.js';
import { violationsOf } from '../violations.js';
import { deprecationHeaders } from './deprecated.js';
import type { Dialect, DialectName, Endpoint, Exchange, Rendered } from './endpoint.js';
import { lowerKeys } from './lower-keys.js';
import type { Caller, Port } from './port.js';
import { limiter, type Limiter } from './quota.js';
import { exchangeOf, headersOf, originOf, pathOf, queryOf, readRequest, stateOf } from './received.js';
import { relocate } from './relocate.js';
import { route, sharedPath, type RoutingConfig } from './routing.js';

/** What the application gives REST to work with. */
export interface RestOptions {
  readonly port: Port;
  readonly routing: RoutingConfig;
  readonly rateMultiplier: number;
  readonly newRequestId: () => string;
  /** Told of every answer, and of the error behind it if there is one. */
  readonly observe: (exchange: Exchange & { api: DialectName; status: number; error: AppError | undefined }) => void;
}

const longestKey = 128;

/** One dialect on Express: its endpoints, and its envelope around everything that goes wrong below its paths. */
class Mounted {
  readonly router: Router;
  private readonly callers: Limiter;
  private readonly addresses: Limiter;

  constructor(
    private readonly dialect: Dialect,
    private readonly options: RestOptions,
  ) {
    this.callers = limiter(dialect.perMinute.caller, options.rateMultiplier);
    this.addresses = limiter(dialect.perMinute.address, options.rateMultiplier);
    this.router = express.Router({ caseSensitive: true });
    const byPath = Map.groupBy(dialect.endpoints, ({ path }) => path);
    for (const [path, endpoints] of byPath) this.mountPath(path, endpoints);
    this.router.use((request) => {
      throw new AppError('NOT_FOUND', 'There is nothing at this path.', {
        reason: 'ROUTE_UNKNOWN',
        params: { path: pathOf(request) },
      });
    });
    this.router.use(this.failure);
  }

  private mountPath(path: string, endpoints: readonly Endpoint[]): void {
    const route = this.router.route(path.replace(/\{(\w+)\}/g, ':$1').replace(/(?<=.)\/$/, ''));
    for (const each of endpoints) {
      this.options.port.prepare(each.operation);
      const method = each.method.toLowerCase() as Lowercase<typeof each.method>;
      route[method](this.handler(each));
    }
    const methods = endpoints.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    route.all(() => {
      throw new AppError('INVALID', 'The method is not allowed here.', {
        reason: 'METHOD_NOT_ALLOWED',
        params: { allow: methods.join(', ') },
      });
    });
  }

  private handler(endpoint: Endpoint): RequestHandler {
    const attempts =
      endpoint.perMinute === undefined ? undefined : limiter(endpoint.perMinute, this.options.rateMultiplier);
    return async (request, response) => {
      const state = stateOf(request);
      state.render = endpoint.envelope?.render;
      response.set(deprecationHeaders(endpoint));
      // What was not read cannot be judged, so its size comes before everything else.
      if (state.body.fault?.reason === 'PAYLOAD_TOO_LARGE') throw state.body.fault;
      const caller = await this.admit(endpoint, request, attempts);
      const input = this.validate(endpoint, request);
      const answer = { input, requestId: state.requestId, path: pathOf(request) };
      const key = this.keyOf(endpoint, request);
      const variables = endpoint.variables(input);
      const { data, isRepeated } = await this.run(endpoint, variables, caller, request, key).catch((error: unknown) => {
        throw endpoint.explain(relocate(toAppError(error), endpoint.fields), input);
      });
      this.send(request, response, {
        status: endpoint.response[0],
        headers: { ...endpoint.headers(data, answer), ...(isRepeated ? { 'Idempotency-Replayed': 'true' } : {}) },
        body: endpoint.respond?.(data, answer),
      });
    };
  }

  private async run(
    { operation }: Endpoint,
    variables: unknown,
    caller: Caller,
    request: Request,
    key: string | undefined,
  ): Promise<{ readonly data: unknown; readonly isRepeated: boolean }> {
    const { port } = this.options;
    const origin = originOf(request, this.dialect.name);
    if (key !== undefined) return port.runOnce(operation, variables, caller, origin, key);
    return { data: await port.run(operation, variables, caller, origin), isRepeated: false };
  }

  /** An empty key is none. @throws AppError where it is too long to be remembered */
  private keyOf(endpoint: Endpoint, request: Request): string | undefined {
    if (this.dialect.takesKeys !== true || endpoint.method !== 'POST' || endpoint.public !== undefined)
      return undefined;
    const key = request.get('idempotency-key');
    if (key === undefined || key === '') return undefined;
    if (key.length <= longestKey) return key;
    throw new AppError('INVALID', `An Idempotency-Key has at most ${longestKey} characters.`, {
      reason: 'IDEMPOTENCY_KEY_UNFIT',
    });
  }

  /** Credentials first, then the caller's quota, then the doors: only who may come in hears what is wrong with the request. */
  private async admit(endpoint: Endpoint, request: Request, attempts: Limiter | undefined): Promise<Caller> {
    const { port } = this.options;
    const address = request.ip ?? '';
    if (endpoint.public === true) {
      await this.take(request, attempts ?? this.addresses, address);
      return port.authenticate(undefined);
    }
    const authenticated = await port
      .authenticate(request.headers.authorization)
      .catch((error: unknown) => toAppError(error));
    const subject = authenticated instanceof AppError ? null : authenticated.subject;
    if (!(authenticated instanceof AppError)) stateOf(request).graceDaysLeft = authenticated.graceDaysLeft;
    await (subject === null ? this.take(request, this.addresses, address) : this.take(request, this.callers, subject));
    if (authenticated instanceof AppError) throw authenticated;
    const refused = port.refusal(endpoint.operation, authenticated) ?? this.closedDoor(endpoint, authenticated);
    if (!refused) return authenticated;
    await port.denied(endpoint.operation, authenticated, originOf(request, this.dialect.name));
    throw refused;
  }

  private closedDoor({ access }: Endpoint, caller: Caller): AppError | undefined {
    const open = access === undefined || this.options.port.allows(access, caller);
    return open ? undefined : new AppError('FORBIDDEN', 'You may not do this.');
  }

  private async take(request: Request, limiter: Limiter, key: string): Promise<void> {
    const { quota, refused } = await limiter.take(key);
    stateOf(request).quota = quota;
    if (refused) throw refused;
  }

  private validate(endpoint: Endpoint, request: Request): unknown {
    const { body } = stateOf(request);
    const { ignoresCase = false, mediaType } = this.dialect;
    const takesBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE';
    if (body.fault && (takesBody || body.fault.reason !== 'MALFORMED_JSON')) throw body.fault;
    if (takesBody && body.foreign && mediaType === 'json-only') {
      throw new AppError('INVALID', 'The body must be application/json.', { reason: 'UNSUPPORTED_MEDIA_TYPE' });
    }
    // Bytes that are not declared as JSON are text to whoever takes any type, never an absent body.
    const value = endpoint.form ? body.form : body.foreign ? '' : body.value;
    const raw = {
      params: request.params,
      query: queryOf(request, ignoresCase),
      body: takesBody ? (ignoresCase ? lowerKeys(value) : value) : undefined,
      headers: headersOf(request),
    };
    const parsed = endpoint.request.safeParse(raw);
    if (!parsed.success) {
      throw new AppError('INVALID', 'The request is not valid.', { violations: violationsOf(parsed.error, raw) });
    }
    const refused = endpoint.guard(parsed.data);
    if (refused) throw refused;
    return parsed.data;
  }

  readonly fail = (error: AppError, request: Request, response: Response): void => {
    const render = stateOf(request).render ?? this.dialect.render;
    const rendered = render(error, exchangeOf(request));
    this.send(request, response, rendered, error);
  };

  private readonly failure: ErrorRequestHandler = (thrown: unknown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    this.fail(fromExpress(thrown), request, response);
  };

  private send(request: Request, response: Response, { status, headers, body }: Rendered, error?: AppError): void {
    const exchange = exchangeOf(request);
    response.status(status);
    response.set({
      'X-Request-Id': exchange.requestId,
      'X-Api-Dialect': this.dialect.name,
      'Cache-Control': 'no-store',
    });
    response.set(this.dialect.headers?.(exchange) ?? {}).set(headers ?? {});
    if (body === undefined) response.end();
    else {
      if (!response.hasHeader('Content-Type')) response.set('Content-Type', 'application/json; charset=utf-8');
      const text = JSON.stringify(body);
      // Node leaves the length out of answers to HEAD, which shall have the headers that GET has.
      response.set('Content-Length', String(Buffer.byteLength(text))).end(text);
    }
    this.options.observe({ ...exchange, api: this.dialect.name, status, error });
  }
}

/** Express throws on its own account only for paths it cannot decode. */
const fromExpress = (thrown: unknown): AppError =>
  thrown instanceof URIError || (thrown as { status?: unknown } | null)?.status === 400
    ? new AppError('INVALID', 'The path cannot be read.', { reason: 'MALFORMED_REQUEST', cause: thrown })
    : toAppError(thrown);

const isBelow = (path: string, base: string): boolean => path === base || path.startsWith(`${base}/`);

/** Under the shared path: decides the dialect, says so in a header, and lets its router answer. */
const shared =
  (mounted: ReadonlyMap<DialectName, Mounted>, { routing }: RestOptions): RequestHandler =>
  (request, response, next) => {
    if (!isBelow(request.path, sharedPath)) {
      next();
      return;
    }
    const { dialect, unknownHeader } = route(
      {
        method: request.method,
        path: request.path,
        host: request.headers.host,
        headers: headersOf(request),
        query: queryOf(request, false),
        body: stateOf(request).body.value,
      },
      routing,
    );
    if (request.method === 'GET' || request.method === 'HEAD') response.vary('Authorization, Tenant, X-Api-Dialect');
    const target = mounted.get(dialect);
    if (!target) throw new Error(`The dialect ${dialect} is not mounted.`);
    if (unknownHeader) {
      target.fail(
        new AppError('INVALID', 'X-Api-Dialect names no dialect.', { reason: 'DIALECT_UNKNOWN' }),
        request,
        response,
      );
      return;
    }
    target.router(request, response, next);
  };

/**
 * The REST facade: every dialect under its own prefix, on the paths it owns, and on the shared path by `routing.ts`.
 * @throws where an endpoint's operation does not fit the schema, or names a door that the policy table has not
 */
export const restRouter = (dialects: readonly Dialect[], options: RestOptions): Router => {
  const router = express.Router({ caseSensitive: true });
  const mounted = new Map(dialects.map((dialect) => [dialect.name, new Mounted(dialect, options)]));
  const anyOf = (paths: readonly string[]) => (request: Request) => paths.some((path) => isBelow(request.path, path));
  const ours = anyOf([sharedPath, ...dialects.flatMap(({ name, owns }) => [`/${name}`, ...owns])]);
  const read = readRequest(options.newRequestId);
  router.use((request, response, next) => {
    if (ours(request)) read(request, response, next);
    else next();
  });
  for (const dialect of dialects) {
    const target = mounted.get(dialect.name);
    if (!target) continue;
    const owned = anyOf(dialect.owns);
    router.use(`/${dialect.name}`, target.router);
    router.use((request, response, next) => {
      if (owned(request)) target.router(request, response, next);
      else next();
    });
  }
  router.use(shared(mounted, options));
  return router;
};
