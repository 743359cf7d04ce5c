import { z } from 'zod';
import { asDocumented } from '../documented.js';

/** A JSON Schema, draft 2020-12, or a reference to one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

type Side = 'input' | 'output';
type Members = Readonly<Record<string, JsonSchema>>;

/** Formats say it shorter than the expressions that zod checks them with. */
const formats = ['email', 'date-time', 'date', 'uuid', 'uri'];

const withoutNoise = ({ $schema: _, ...schema }: JsonSchema, side: Side): JsonSchema => {
  const dropped = new Set<string>();
  if (formats.includes(String(schema['format']))) dropped.add('pattern');
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) dropped.add('maximum');
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) dropped.add('minimum');
  if (JSON.stringify(schema['propertyNames']) === '{"type":"string"}') dropped.add('propertyNames');
  // Clients shall bear with members that a later version adds.
  if (side === 'output' && schema['additionalProperties'] === false) dropped.add('additionalProperties');
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !dropped.has(keyword)));
};

/** `{"anyOf":[{"type":"string"},{"type":"null"}]}` is `{"type":["string","null"]}`. */
const withNullAsType = (schema: JsonSchema): JsonSchema => {
  const { anyOf, ...rest } = schema;
  const [choice, nothing, ...more] = Array.isArray(anyOf) ? (anyOf as JsonSchema[]) : [];
  if (!choice || nothing?.['type'] !== 'null' || more.length > 0 || typeof choice['type'] !== 'string') return schema;
  const values = choice['enum'];
  return {
    ...choice,
    type: [choice['type'], 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
    ...rest,
  };
};

/** Draws the schemas of one document: those with a title stand among its components, once. */
export class Drawing {
  private readonly drawn = new Map<string, JsonSchema>();
  private readonly seen = { input: new Map<z.ZodType, JsonSchema>(), output: new Map<z.ZodType, JsonSchema>() };

  /** @param memberName how clients write a member of a request, where the code knows it by another name */
  constructor(private readonly memberName: (name: string) => string = (name) => name) {}

  /** Every schema that has been referred to, by its name. */
  get components(): Members {
    return Object.fromEntries([...this.drawn].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  of(type: z.ZodType, side: Side): JsonSchema {
    const known = this.seen[side].get(type) ?? this.tidied(this.convert(type, side), side);
    this.seen[side].set(type, known);
    return known;
  }

  private convert(type: z.ZodType, side: Side): JsonSchema {
    return z.toJSONSchema(type, {
      io: side,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        this.correct(zodSchema as unknown as z.ZodType, jsonSchema, side);
      },
    });
  }

  private correct(type: z.ZodType, schema: Record<string, unknown>, side: Side): void {
    const as = asDocumented(type);
    if (as !== type) {
      const { description } = schema;
      for (const keyword of Object.keys(schema)) Reflect.deleteProperty(schema, keyword);
      Object.assign(schema, this.convert(as, side), description ? { description } : {});
    }
    if (type instanceof z.ZodObject) {
      const members = Object.entries<z.ZodType>(type.shape);
      const required = members.filter(([, member]) => isRequired(member, side)).map(([name]) => name);
      if (required.length > 0) schema['required'] = required;
    }
  }

  private tidied(given: JsonSchema, side: Side): JsonSchema {
    const schema = this.withTidyParts(withoutNoise(given, side), side);
    const { title, ...anonymous } = withNullAsType(schema);
    if (typeof title !== 'string') return anonymous;
    const before = this.drawn.get(title);
    if (before && JSON.stringify(before) !== JSON.stringify(anonymous)) {
      throw new Error(`Two different schemas are called ${title}.`);
    }
    this.drawn.set(title, anonymous);
    return { $ref: `#/components/schemas/${title}` };
  }

  private withTidyParts(schema: JsonSchema, side: Side): JsonSchema {
    const isRequest = side === 'input';
    const named = (name: string): string => (isRequest ? this.memberName(name) : name);
    const parts: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === 'properties') {
        const members = Object.entries(value as Members);
        parts[keyword] = Object.fromEntries(members.map(([name, part]) => [named(name), this.tidied(part, side)]));
      } else if (keyword === 'required') parts[keyword] = (value as string[]).map(named);
      else if (['anyOf', 'oneOf', 'allOf'].includes(keyword)) {
        parts[keyword] = (value as JsonSchema[]).map((part) => this.tidied(part, side));
      } else if (isSchema(keyword, value)) parts[keyword] = this.tidied(value, side);
      else parts[keyword] = value;
    }
    return parts;
  }
}

const isSchema = (keyword: string, value: unknown): value is JsonSchema =>
  ['items', 'additionalProperties', 'propertyNames'].includes(keyword) && typeof value === 'object' && value !== null;

/** Whether clients must send a value, or may rely on it. */
export const isRequired = (value: z.ZodType, side: Side): boolean => {
  const { optin, optout } = asDocumented(value)._zod;
  return (side === 'input' ? optin : optout) === undefined;
};
