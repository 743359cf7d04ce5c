import { z } from 'zod';

/**
 * What clients are told of a value that is read more generously, or in a way that JSON Schema has no words for: another
 * zod schema. (Unknown, because zod rewrites schemas inside the type of a registry.)
 */
export const documented = z.registry<{ readonly as: unknown }>();

/** The schema that the documents show for a value. */
export const asDocumented = (type: z.ZodType): z.ZodType => (documented.get(type)?.as as z.ZodType | undefined) ?? type;

/** Says so of a type, for those whose own type is generic. */
export const shownAs = <Type extends z.ZodType>(type: Type, as: z.ZodType): Type => {
  documented.add(type, { as });
  return type;
};
