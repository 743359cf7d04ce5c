import { deprecationHeaders, deprecationOf } from '../deprecated.js';
import type { Dialect, Endpoint } from '../endpoint.js';
import { responseHeaders, type HeaderName } from '../response-headers.js';
import { failuresOf, phraseOf, statusTexts, type Failure } from './failures.js';
import { isRequired, type Drawing, type JsonSchema } from './json-schema.js';
import { drawParameter, parametersOf, partsOf, takesKey } from './parameters.js';

/** What the operations of one document share. */
export interface Components {
  readonly drawing: Drawing;
  readonly responses: Map<string, object>;
  readonly headers: Set<HeaderName>;
}

const isKnown = (name: string): name is HeaderName => Object.hasOwn(responseHeaders, name);

/** Headers that the endpoint's answers have, whatever they are. */
const anyAnswer = (dialect: Dialect, endpoint: Endpoint): readonly HeaderName[] => [
  'X-Request-Id',
  'X-Api-Dialect',
  ...(dialect.sends ?? []),
  ...Object.keys(deprecationHeaders(endpoint)).filter(isKnown),
];

const drawHeaders = (names: readonly HeaderName[], { headers }: Components): object =>
  Object.fromEntries(
    names.map((name) => {
      headers.add(name);
      return [name, { $ref: `#/components/headers/${name}` }];
    }),
  );

const drawBody = ({ drawing }: Components, endpoint: Endpoint): object => {
  const { body } = partsOf(endpoint);
  if (!body) return {};
  const { description, ...schema } = drawing.of(body, 'input');
  return {
    requestBody: {
      description: description ?? body.description ?? endpoint.summary,
      required: isRequired(body, 'input'),
      content: {
        [endpoint.form ? 'application/x-www-form-urlencoded' : 'application/json']: {
          schema,
          example: endpoint.example?.body,
        },
      },
    },
  };
};

const drawSuccess = (dialect: Dialect, endpoint: Endpoint, components: Components): object => {
  const [, body] = endpoint.response;
  const headers: HeaderName[] = [
    ...anyAnswer(dialect, endpoint),
    ...(endpoint.sends ?? []),
    ...(takesKey(dialect, endpoint) ? ['Idempotency-Replayed' as const] : []),
  ];
  const schema = body && components.drawing.of(body, 'output');
  return {
    description: body ? (body.description ?? endpoint.summary) : 'Done; there is nothing to say.',
    headers: drawHeaders(headers, components),
    ...(schema ? { content: { 'application/json': { schema, example: endpoint.example?.response } } } : {}),
  };
};

const mediaTypeOf = ({ headers }: Failure): string =>
  (headers?.['Content-Type'] ?? 'application/json').replace(/;.*/, '');

const drawContent = (status: number, failures: readonly Failure[], failure: Dialect['failure'], drawing: Drawing) =>
  Object.fromEntries(
    [...Map.groupBy(failures, mediaTypeOf)].map(([mediaType, same]) => [
      mediaType,
      {
        schema: drawing.of(failure(status), 'output'),
        examples: Object.fromEntries(same.map(({ name, summary, body }) => [name, { summary, value: body }])),
      },
    ]),
  );

/** All failures of one status; those without a body are told of in words, for which OpenAPI has nothing else. */
const drawFailure = (
  dialect: Dialect,
  endpoint: Endpoint,
  components: Components,
  [status, failures]: readonly [number, readonly Failure[]],
): object => {
  const { failure } = endpoint.envelope ?? dialect;
  const silent = failures.filter(({ body }) => body === undefined);
  const sent = failures.flatMap(({ headers = {} }) => Object.keys(headers)).filter(isKnown);
  const names = new Set<HeaderName>([...anyAnswer(dialect, endpoint), ...sent]);
  return {
    description: [statusTexts[status], ...silent.map(({ summary }) => `An empty answer says: ${summary}`)].join(' '),
    headers: drawHeaders([...names], components),
    content: drawContent(
      status,
      failures.filter(({ body }) => body !== undefined),
      failure,
      components.drawing,
    ),
    ...(silent.length > 0 ? { 'x-may-be-empty': true } : {}),
  };
};

/** A response that looks alike in several operations stands among the components. */
const withReference = (status: number, response: object, { responses }: Components): object => {
  const name = phraseOf(status);
  const before = responses.get(name);
  if (before === undefined) responses.set(name, response);
  else if (JSON.stringify(before) !== JSON.stringify(response)) return response;
  return { $ref: `#/components/responses/${name}` };
};

const drawResponses = (dialect: Dialect, endpoint: Endpoint, components: Components): object => {
  const byStatus = [...Map.groupBy(failuresOf(dialect, endpoint), ({ status }) => status)];
  const drawn = byStatus.map(([status, failures]) => {
    const response = drawFailure(dialect, endpoint, components, [status, failures]);
    const isShared = !endpoint.envelope && !endpoint.deprecated && failures.every((failure) => failure.isShared);
    return [status, isShared ? withReference(status, response, components) : response] as const;
  });
  return { [endpoint.response[0]]: drawSuccess(dialect, endpoint, components), ...Object.fromEntries(drawn) };
};

const bearer = (endpoint: Endpoint): readonly JsonSchema[] => {
  if (endpoint.public === true) return [];
  return endpoint.public === 'optional' ? [{ bearer: [] }, {}] : [{ bearer: [] }];
};

/** One endpoint as OpenAPI describes it. */
export const drawOperation = (dialect: Dialect, endpoint: Endpoint, tag: string, components: Components): object => ({
  operationId: endpoint.id,
  tags: [tag],
  summary: endpoint.summary,
  ...deprecationOf(endpoint),
  security: dialect.description.security?.(endpoint) ?? bearer(endpoint),
  parameters: parametersOf(dialect, endpoint).map((parameter) => drawParameter(components.drawing, parameter)),
  ...drawBody(components, endpoint),
  responses: drawResponses(dialect, endpoint, components),
});
