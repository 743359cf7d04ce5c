import { z } from 'zod';
import { email, text } from '../../violations.js';

/** To ASP.NET's validators absent, null and empty are one: a required member must not be empty. */
export const required = <Rules extends z.ZodType<string, string>>(rules: Rules) =>
  z
    .string()
    .nullish()
    .transform((value) => value ?? '')
    .pipe(text(1, 4096))
    .pipe(rules);

/** A required e-mail address. */
export const requiredEmail = required(email());

/** A member that may be left out, null or empty, which is all the same. */
export const optional = <Rules extends z.ZodType<string, string>>(rules: Rules) =>
  z
    .string()
    .nullish()
    .transform((value) => (value == null || value.trim() === '' ? null : value))
    .pipe(rules.nullable());
