import type { z } from 'zod';
import type { Deprecation } from '../deprecations.js';
import type { AppError, Violation } from '../errors.js';
import type { SampleName } from './openapi/samples.js';
import type { Operation } from './port.js';
import type { HeaderName } from './response-headers.js';

export const dialectNames = ['scaikey', 'lustercms', 'exd', 'fullstackhero'] as const;
export type DialectName = (typeof dialectNames)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a client sent, before validation. A query parameter given twice is an array. */
export interface RawRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What a response may need to know besides the operation's result. */
export interface Answer<Input> {
  readonly input: Input;
  readonly requestId: string;
  /** As the client wrote it, without query. */
  readonly path: string;
}

interface Definition<Input, Data, Variables, Body> {
  /** Method and path, with `{parameters}` as in the legacy documentation. A trailing slash makes no difference. */
  readonly route: `${Method} /${string}`;
  /** Its name in clients that are generated from the documents. */
  readonly id: string;
  readonly summary: string;
  /** What its name leaves open. */
  readonly description: string;
  /** One body and the answer to it, as the documents show them; parameters have examples of their own. */
  readonly example?: { readonly body?: unknown; readonly response?: Body };
  /** What it may refuse beyond what any endpoint may, in the words of the operation. */
  readonly refusals?: readonly (SampleName | AppError)[];
  /** Headers that only its own answers carry. */
  readonly sends?: readonly HeaderName[];
  /**
   * Answers people who have not logged in: `true` looks at no credentials at all, `'optional'` makes use of good ones
   * and refuses bad ones. The operation itself must be open to anyone.
   */
  readonly public?: true | 'optional';
  /** A door of the policy table, where the legacy API lets fewer people in than the schema does. */
  readonly access?: string;
  /** Requests a minute from one address, where that is less than the dialect's own limit. */
  readonly perMinute?: number;
  /** The body is a form (`application/x-www-form-urlencoded`) instead of JSON. */
  readonly form?: true;
  /** Its own envelope for failures, where a standard prescribes one. */
  readonly envelope?: Envelope;
  /** Validates `{ params, query, body, headers }` and gives them the shape that `variables` wants. */
  readonly request: z.ZodType<Input>;
  /** A refusal that is neither a matter of form nor of the schema. */
  readonly guard?: (input: Input) => AppError | undefined;
  readonly operation: Operation<Data, Variables>;
  readonly variables: (input: Input) => Variables;
  /** Where the schema's input fields stand in the request, so that its violations name what the client wrote. */
  readonly fields?: Readonly<Record<string, Violation['path']>>;
  /** Says a failure of the operation in words that only this endpoint has. */
  readonly explain?: (error: AppError, input: Input) => AppError;
  readonly response: readonly [status: number, body?: z.ZodType<Body>];
  readonly respond?: (data: Data, answer: Answer<Input>) => Body;
  readonly headers?: (data: Data, answer: Answer<Input>) => Readonly<Record<string, string>>;
}

/** A legacy endpoint: what the client sends, what we run, what the client gets. */
export interface Endpoint extends Omit<
  Definition<never, never, never, never>,
  'route' | 'request' | 'operation' | 'variables' | 'respond' | 'headers' | 'guard' | 'explain' | 'response'
> {
  readonly method: Method;
  readonly path: string;
  /** Where the table of deprecations has it. */
  readonly deprecated?: Deprecation;
  readonly request: z.ZodType;
  readonly operation: Operation<unknown, unknown>;
  readonly response: readonly [status: number, body?: z.ZodType];
  readonly guard: (input: unknown) => AppError | undefined;
  readonly variables: (input: unknown) => unknown;
  readonly explain: (error: AppError, input: unknown) => AppError;
  readonly respond: ((data: unknown, answer: Answer<unknown>) => unknown) | undefined;
  readonly headers: (data: unknown, answer: Answer<unknown>) => Readonly<Record<string, string>>;
}

/** Records an endpoint. The compiler has checked both seams by then, so the types of its own may go. */
export const endpoint = <Input, Data, Variables, Body>(
  definition: Definition<Input, Data, Variables, Body>,
): Endpoint => {
  const [method, path] = definition.route.split(' ') as [Method, string];
  const { guard = () => undefined, explain = (error) => error, headers = () => ({}) } = definition;
  return { ...(definition as object), guard, explain, headers, method, path } as unknown as Endpoint;
};

/** How many requests of a minute are left to a caller. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Date;
}

/** A request that is being answered, as an envelope may need it. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly quota: Quota | undefined;
  /** Days that are left to the caller's tenant after the end of its subscription; null while that lasts. */
  readonly graceDaysLeft: number | null;
}

/** An answer ready to be sent; no body is an empty one. */
export interface Rendered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** How failures look. */
export interface Envelope {
  readonly render: (error: AppError, exchange: Exchange) => Rendered;
  /** The body of a failure, by its status. */
  readonly failure: (status: number) => z.ZodType;
}

/** Endpoints that somebody who reads about them looks for together. */
export interface Chapter {
  readonly name: string;
  readonly description: string;
  readonly endpoints: readonly Endpoint[];
}

export const endpointsOf = (chapters: readonly Chapter[]): readonly Endpoint[] =>
  chapters.flatMap(({ endpoints }) => endpoints);

/** What the documents say of an API as a whole. */
export interface Description {
  readonly title: string;
  readonly text: string;
  /** Headers that any endpoint may be given by those who have logged in. */
  readonly headers?: z.ZodObject;
  /** What any endpoint may refuse to those who have logged in, beyond what every API does. */
  readonly refusals?: readonly SampleName[];
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** What opens an endpoint, any of it; bearer tokens unless said otherwise. */
  readonly security?: (endpoint: Endpoint) => readonly Readonly<Record<string, readonly string[]>>[] | undefined;
}

/** One legacy API: where it lives, how it fails, and its endpoints. */
export interface Dialect extends Envelope {
  readonly name: DialectName;
  readonly description: Description;
  readonly chapters: readonly Chapter[];
  /** The paths it owns by itself; `/api/v1/tenants` is shared and decided by `routing.ts`. */
  readonly owns: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** Requests a minute by one caller and, without credentials, from one address. */
  readonly perMinute: { readonly caller: number; readonly address: number };
  /** Whether names of query parameters and body members are matched without regard to case. */
  readonly ignoresCase?: true;
  /** How its clients write such a name. */
  readonly memberName?: (name: string) => string;
  /** Whether a body that is not declared as JSON is refused unread (415), or is simply no JSON value. */
  readonly mediaType: 'json-only' | 'any';
  /** Whether what is posted with credentials may bring an `Idempotency-Key`. */
  readonly takesKeys?: true;
  /** Headers that any answer may carry, failures included. */
  readonly sends?: readonly HeaderName[];
  readonly headers?: (exchange: Exchange) => Readonly<Record<string, string>>;
}
