import type { z } from 'zod';
import { AppError, type Violation } from '../errors.js';
import { violationsOf } from '../violations.js';

const rulesOf = new WeakMap<object, z.ZodType>();

/** Attaches a zod schema to an input class: what the schema language cannot say about its fields. */
export const Rules =
  (schema: z.ZodType): ClassDecorator =>
  (target) => {
    rulesOf.set(target, schema);
  };

/** The rules of a class and of those it extends, outermost first. */
const inherited = (input: object): z.ZodType[] => {
  const rules: z.ZodType[] = [];
  for (
    let type: object | null = input.constructor;
    type !== null;
    type = Object.getPrototypeOf(type) as object | null
  ) {
    const own = rulesOf.get(type);
    if (own) rules.push(own);
  }
  return rules;
};

const violationsIn = (value: unknown, path: Violation['path']): Violation[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => violationsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const rules = inherited(value);
  const own = rules.flatMap((rule) => {
    const { error } = rule.safeParse(value);
    return error ? violationsOf(error, value) : [];
  });
  const isInput = Object.getPrototypeOf(value) !== Object.prototype && !(value instanceof Date);
  const below = isInput ? Object.entries(value).flatMap(([key, child]) => violationsIn(child, [...path, key])) : [];
  return [...own.map((violation) => ({ ...violation, path: [...path, ...violation.path] })), ...below];
};

/**
 * Validates one argument for type-graphql, with the inputs inside it. An input without rules is bounded by its types alone.
 * @throws INVALID with a violation per fault, without the input itself
 */
export const validateArgument = (value: unknown): void => {
  const violations = violationsIn(value, []);
  if (violations.length > 0) throw new AppError('INVALID', 'The input is not valid.', { violations });
};
