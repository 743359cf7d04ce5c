import type { z } from 'zod';
import { AppError } from '../errors.js';
import { violationsOf } from '../violations.js';

const rulesOf = new WeakMap<object, z.ZodType>();

/** Attaches a zod schema to an input class: what the schema language cannot say about its fields. */
export const Rules =
  (schema: z.ZodType): ClassDecorator =>
  (target) => {
    rulesOf.set(target, schema);
  };

/**
 * Validates one argument for type-graphql. An input without rules is bounded by its types alone.
 * @throws INVALID with a violation per fault, without the input itself
 */
export const validateArgument = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  const rules = rulesOf.get(value.constructor);
  const result = rules?.safeParse(value);
  if (result && !result.success) {
    throw new AppError('INVALID', 'The input is not valid.', { violations: violationsOf(result.error, value) });
  }
};
