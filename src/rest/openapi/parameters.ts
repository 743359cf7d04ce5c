import { z } from 'zod';
import type { Dialect, Endpoint } from '../endpoint.js';
import { lowerKeys } from '../lower-keys.js';
import { isRequired, type Drawing } from './json-schema.js';

/** The parts of a request that have a schema, by the place where they stand. */
export const partsOf = ({ request }: Endpoint): Readonly<Partial<Record<string, z.ZodType>>> =>
  request instanceof z.ZodObject ? request.shape : {};

const membersOf = (part: z.ZodType | undefined): readonly [name: string, type: z.ZodType][] =>
  part instanceof z.ZodObject ? (Object.entries(part.shape) as [string, z.ZodType][]) : [];

const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(128)
    .optional()
    .meta({
      description:
        'Makes the request safe to send again: it is carried out once in 24 hours, and answered the same each time.',
      examples: ['2f9d8c3e-5a41-4a57-9d0e-6b1f8f0f3c77'],
    }),
});

/** Whether what is posted here may bring a key. */
export const takesKey = ({ takesKeys }: Dialect, { method, public: isPublic }: Endpoint): boolean =>
  takesKeys === true && method === 'POST' && isPublic === undefined;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly type: z.ZodType;
}

/** Express has its own names of places. */
const places = [
  ['params', 'path'],
  ['query', 'query'],
  ['headers', 'header'],
] as const;

/** OpenAPI leaves these to security schemes and bodies. */
const isReserved = (name: string): boolean => ['authorization', 'content-type', 'accept'].includes(name.toLowerCase());

export const parametersOf = (dialect: Dialect, endpoint: Endpoint): readonly Parameter[] => {
  const parts = partsOf(endpoint);
  const own = places.flatMap(([part, place]) =>
    membersOf(parts[part]).map(([name, type]) => ({
      name: place === 'query' ? (dialect.memberName?.(name) ?? name) : name,
      in: place,
      type,
    })),
  );
  const shared = [
    ...(endpoint.public === true ? [] : membersOf(dialect.description.headers)),
    ...(takesKey(dialect, endpoint) ? membersOf(idempotencyKey) : []),
  ].map(([name, type]) => ({ name, in: 'header' as const, type }));
  return [...own, ...shared]
    .filter(({ in: place, name }) => place !== 'header' || !isReserved(name))
    .map((parameter) => ({ ...parameter, required: parameter.in === 'path' || isRequired(parameter.type, 'input') }));
};

const exampleOf = (type: z.ZodType): unknown => ((type.meta()?.['examples'] ?? []) as unknown[])[0];

/** As OpenAPI writes it. */
export const drawParameter = (drawing: Drawing, { type, ...place }: Parameter): object => {
  const { description, examples: _, ...schema } = drawing.of(type, 'input');
  return { ...place, description, schema, example: exampleOf(type) };
};

const asWritten = (example: unknown): unknown => (typeof example === 'number' ? String(example) : example);

const examplesOf = (part: z.ZodType | undefined): Record<string, unknown> =>
  Object.fromEntries(membersOf(part).map(([name, type]) => [name, asWritten(exampleOf(type))]));

/** A request that is as good as the examples of the parameters and of the body, the way it reaches the endpoint. */
export const exampleRequest = (dialect: Dialect, endpoint: Endpoint) => {
  const { params, query, headers } = partsOf(endpoint);
  const body = endpoint.example?.body;
  return {
    params: examplesOf(params),
    query: examplesOf(query),
    headers: examplesOf(headers),
    body: dialect.ignoresCase ? lowerKeys(body) : body,
  };
};
