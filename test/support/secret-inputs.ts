import {
  getNamedType,
  GraphQLString,
  isInputObjectType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';
import type { Endpoint } from '../../src/rest/endpoint.js';
import { rootFields } from './operations.js';
import { secret } from './planted.js';

/** How inputs are called that take something secret. */
const secretName = /(?:pass(?:word|phrase)?|secret|token|connection_?string|credentials?|two_?factor_?code|api_?key)$/i;

const hasSecret = (name: string, type: GraphQLInputType): boolean => {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).some((field) => hasSecret(field.name, field.type));
  }
  return named === GraphQLString && secretName.test(name);
};

/** The operations of a schema that take a secret: by the name of an input, or by what they are for. */
export const secretOperations = (schema: GraphQLSchema): string[] =>
  (['query', 'mutation'] as const).flatMap((kind) =>
    rootFields(schema, kind)
      .filter(({ name, args }) => /password|secret$/i.test(name) || args.some((arg) => hasSecret(arg.name, arg.type)))
      .map(({ name }) => name),
  );

const namesIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, ...rest } = schema as { properties?: Record<string, { type?: unknown }> };
  const names = Object.entries(properties ?? {}).filter(([, { type }]) => type !== 'boolean' && type !== 'object');
  return [
    ...names.map(([name]) => name),
    ...Object.values(properties ?? {}).flatMap(namesIn),
    ...Object.values(rest).flatMap(namesIn),
  ];
};

/** Whether an endpoint takes a secret in its body, its query or a header. */
export const takesSecret = ({ request }: Endpoint): boolean =>
  namesIn(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' })).some((name) => secretName.test(name));

const issuedName = /(?:token|secret)$/i;

/** The operations whose answers hand out a secret. */
export const issuingOperations = (schema: GraphQLSchema): string[] =>
  rootFields(schema, 'mutation')
    .filter(({ type }) => {
      const named = getNamedType(type);
      const fields = isObjectType(named) ? Object.values(named.getFields()) : [];
      return fields.some((field) => issuedName.test(field.name) && getNamedType(field.type) === GraphQLString);
    })
    .map(({ name }) => name);

/** Whether an endpoint's answer hands out a secret. */
export const issuesSecret = ({ response: [, body] }: Endpoint): boolean =>
  body !== undefined && namesIn(z.toJSONSchema(body, { unrepresentable: 'any' })).some((name) => issuedName.test(name));

/** The secrets in an answer that hands some out. */
export const issuedIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) =>
        typeof member === 'string' && issuedName.test(key) ? [member] : issuedIn(member),
      )
    : [];

type Step = string | number;

/** Every place of a body, with what stands there. */
const placesIn = (value: unknown, path: readonly Step[] = []): { path: readonly Step[]; value: unknown }[] => {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member]) => placesIn(member, [...path, key]))
      : [];
  return [{ path, value }, ...below];
};

const replaced = (whole: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown =>
  step === undefined
    ? by
    : { ...(whole as object), [step]: replaced((whole as Record<Step, unknown>)[step], rest, by) };

/** What can be wrong about one value, the value itself kept where it is a text. Names of members are no secrets. */
const wrong = (value: unknown): unknown[] => {
  const text = typeof value === 'string' ? value : secret('misplaced');
  return [5, true, null, '', [text], { $ne: text }, `${text}\0`, `${text}\ud800`, text.repeat(500)];
};

/** A body spoiled in every way that clients spoil theirs, as raw text: each value by itself, and the JSON as a whole. */
export const spoiled = (body: object): string[] => {
  const whole = JSON.stringify(body);
  const [quoted = '""'] = /"[^"]*pl4nted[^"]*"/.exec(whole) ?? [];
  return [
    ...placesIn(body).flatMap(({ path, value }) => wrong(value).map((by) => JSON.stringify(replaced(body, path, by)))),
    ...placesIn(body).flatMap(({ path, value }) =>
      typeof value === 'object'
        ? [JSON.stringify(replaced(body, path, { ...value, password: secret('unknown') }))]
        : [],
    ),
    whole.slice(0, -1),
    `${whole} ${secret('behind')}`,
    whole.replace(quoted, quoted.slice(1, -1)),
    whole.replace(quoted, quoted.replace(/"$/, '')),
    whole.replace(quoted, quoted.replaceAll('"', "'")),
  ];
};
