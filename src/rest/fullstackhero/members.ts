import { z } from 'zod';
import { broken, email, text } from '../../violations.js';
import { documented, shownAs } from '../documented.js';

/** To ASP.NET's validators absent, null and empty are one: a required member must not be empty. */
export const required = <Rules extends z.ZodType<string, string>>(rules: Rules) =>
  shownAs(
    z
      .string()
      .nullish()
      .transform((value) => value ?? '')
      .pipe(text(1, 4096))
      .pipe(rules),
    rules,
  );

/** A required e-mail address. */
export const requiredEmail = required(email());

/** A member that may be left out, null or empty, which is all the same. */
export const optional = <Rules extends z.ZodType<string, string>>(rules: Rules) =>
  shownAs(
    z
      .string()
      .nullish()
      .transform((value) => (value == null || value.trim() === '' ? null : value))
      .pipe(rules.nullable()),
    rules.nullish(),
  );

const isMoment = (value: string): boolean =>
  z.iso.datetime({ offset: true, local: true }).safeParse(value).success || z.iso.date().safeParse(value).success;

const namesZone = /T.*(Z|[+-]\d\d:?\d\d)$/;

/** A point in time as .NET reads it: what names no zone is in UTC. */
export const moment = z
  .string()
  .refine(isMoment, broken('TYPE', 'must be a date and time', { expected: 'datetime' }))
  .transform((value) => new Date(value.includes('T') && !namesZone.test(value) ? `${value}Z` : value))
  .register(documented, { as: z.iso.datetime({ offset: true }) });
