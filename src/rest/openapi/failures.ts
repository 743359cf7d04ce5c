import { STATUS_CODES } from 'node:http';
import { AppError } from '../../errors.js';
import { violationsOf } from '../../violations.js';
import type { Dialect, Endpoint, Exchange, Rendered } from '../endpoint.js';
import { relocate } from '../relocate.js';
import { sharedPath } from '../routing.js';
import { exampleRequest, takesKey } from './parameters.js';
import { samples } from './samples.js';

/** One way in which a request may fail, as the dialect renders it. */
export interface Failure extends Rendered {
  readonly name: string;
  readonly summary: string;
  /** Whether it looks alike wherever it happens. */
  readonly isShared: boolean;
}

/** What each status says, whoever answers. */
export const statusTexts: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood, or a value in it is refused.',
  401: 'There are no credentials, or they are not good.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or the caller may not see it.',
  409: 'It cannot be done as things stand.',
  413: 'The body is larger than 256 KiB.',
  415: 'The body is not declared as JSON.',
  422: 'A value in the request is refused.',
  429: 'There have been too many requests.',
  500: 'Something unexpected happened; the log tells more under the id of the request.',
  503: 'The database does not answer, or the gateway is stopping. Try again shortly.',
};

export const phraseOf = (status: number): string => (STATUS_CODES[status] ?? '').replaceAll(/[^A-Za-z]/g, '');

type Named = readonly [name: string, error: AppError];

const named = (...names: (keyof typeof samples)[]): Named[] => names.map((name) => [name, samples[name]]);

export const takesBody = ({ method }: Endpoint): boolean => method !== 'GET' && method !== 'DELETE';

/** What any endpoint like this one may refuse, before its operation runs or whatever it is. */
const shared = (dialect: Dialect, endpoint: Endpoint): Named[] => {
  const isOptional = endpoint.public === 'optional';
  return [
    ...(endpoint.public === true || isOptional ? [] : named('CREDENTIALS_MISSING', 'FORBIDDEN')),
    ...(endpoint.public === true
      ? []
      : named('CREDENTIALS_INVALID', 'TENANT_DEACTIVATED', 'TENANT_EXPIRED', ...(dialect.description.refusals ?? []))),
    ...(takesBody(endpoint) ? named('PAYLOAD_TOO_LARGE') : []),
    ...(takesBody(endpoint) && dialect.mediaType === 'json-only' ? named('UNSUPPORTED_MEDIA_TYPE') : []),
    ...named('RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE'),
  ];
};

const garbled = (part: unknown, value: unknown): object[] =>
  typeof part === 'object' && part !== null ? Object.keys(part).map((name) => ({ ...part, [name]: value })) : [];

/** A value that the endpoint's own schema refuses, found by leaving out or garbling what the example has. */
const refusedValue = (dialect: Dialect, endpoint: Endpoint): Named[] => {
  const example = exampleRequest(dialect, endpoint);
  const attempts = [
    { ...example, body: {} },
    ...garbled(example.body, []).map((body) => ({ ...example, body })),
    ...garbled(example.query, 'x').map((query) => ({ ...example, query })),
    ...garbled(example.params, 'x').map((params) => ({ ...example, params })),
  ];
  for (const attempt of attempts) {
    const { error } = endpoint.request.safeParse(attempt);
    if (!error) continue;
    const violations = violationsOf(error, attempt);
    return [['REFUSED_VALUE', new AppError('INVALID', 'The request is not valid.', { violations })]];
  }
  return [];
};

/** What is wrong with a request as such. */
const unfit = (dialect: Dialect, endpoint: Endpoint): Named[] => {
  return [
    ...refusedValue(dialect, endpoint),
    ...named('MALFORMED_REQUEST'),
    ...(endpoint.path.startsWith(sharedPath) ? named('DIALECT_UNKNOWN') : []),
    ...(takesBody(endpoint) ? named('MALFORMED_JSON') : []),
    ...(takesKey(dialect, endpoint) ? named('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_UNFIT') : []),
  ];
};

/** What the endpoint's own operation refuses, in the words that the endpoint has for it. */
const own = (dialect: Dialect, endpoint: Endpoint): Named[] => {
  const { refusals = [], explain, fields, request } = endpoint;
  if (refusals.length === 0) return [];
  const input = request.parse(exampleRequest(dialect, endpoint));
  return refusals.map((refusal) => {
    const error = typeof refusal === 'string' ? samples[refusal] : refusal;
    const name = typeof refusal === 'string' ? refusal : (error.reason ?? error.code);
    return [name, explain(relocate(error, fields), input)];
  });
};

const exchangeOf = (method: string, path: string): Exchange => ({
  requestId: '01HV5XK1EFQT8N3JRDCP7MW04A',
  method,
  path,
  headers: {},
  quota: undefined,
  graceDaysLeft: null,
});

/** Where a client would ask. */
const pathOf = (dialect: Dialect, endpoint: Endpoint): string => {
  const { params } = exampleRequest(dialect, endpoint);
  return endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
};

/**
 * Everything that may go wrong with an endpoint. Its envelope renders the samples, so the examples in the documents are
 * what clients get. What failed before the endpoint was reached looks alike wherever that is, and has one path for all.
 */
export const failuresOf = (dialect: Dialect, endpoint: Endpoint): readonly Failure[] => {
  const { render } = endpoint.envelope ?? dialect;
  const failed =
    (path: string, isShared: boolean) =>
    ([name, error]: Named): Failure => ({
      name,
      summary: error.message,
      isShared,
      ...render(error, exchangeOf(endpoint.method, path)),
    });
  const anywhere = dialect.endpoints[0]?.path ?? '/';
  return [
    ...shared(dialect, endpoint).map(failed(anywhere, true)),
    ...[...unfit(dialect, endpoint), ...own(dialect, endpoint)].map(failed(pathOf(dialect, endpoint), false)),
  ];
};
