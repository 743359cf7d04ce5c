import { z } from 'zod';
import type { Violation, ViolationCode } from './errors.js';

/** Text that PostgreSQL can store and JSON can carry: no NUL, no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** A refusal of one's own inside a zod schema: `.refine(check, broken('PARSE', 'must be …', { expected: 'integer' }))`. */
export const broken = (
  code: ViolationCode,
  message: string,
  details: Pick<Violation, 'expected' | 'limit' | 'allowed'> = {},
): { error: string; params: { violation: Omit<Violation, 'path' | 'message'> } } => ({
  error: message,
  params: { violation: { code, ...details } },
});

/** Text of a bounded length, in characters. */
export const text = (min: number, max: number): z.ZodString =>
  z.string().min(min).max(max).refine(isStorable, broken('TEXT', 'Text must not contain NUL or unpaired surrogates'));

/** An e-mail address of at most 254 characters, as RFC 5321 allows. */
export const email = (): z.ZodEmail => z.email().max(254);

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);

type Fault = Omit<Violation, 'path' | 'message'>;

const bound = (
  origin: string,
  limit: number | bigint,
  words: { size: ViolationCode; length: ViolationCode },
): Fault => ({
  code: origin === 'number' || origin === 'int' || origin === 'date' ? words.size : words.length,
  expected: origin,
  limit: Number(limit),
});

const typeNames: Readonly<Record<string, string>> = { int: 'integer', record: 'object' };

/** zod names a pattern as JavaScript writes it, between slashes. */
const sourceOf = (pattern: string): string => pattern.replace(/^\/|\/\w*$/g, '').replaceAll('\\/', '/');

const faultOf = (issue: z.core.$ZodIssue, root: unknown): Fault => {
  switch (issue.code) {
    case 'invalid_type':
      if (valueAt(root, issue.path) === undefined) return { code: 'REQUIRED' };
      return { code: 'TYPE', expected: typeNames[issue.expected] ?? issue.expected };
    case 'too_small':
      return bound(issue.origin, issue.minimum, { size: 'TOO_SMALL', length: 'TOO_SHORT' });
    case 'too_big':
      return bound(issue.origin, issue.maximum, { size: 'TOO_LARGE', length: 'TOO_LONG' });
    case 'invalid_value':
      if (valueAt(root, issue.path) === undefined) return { code: 'REQUIRED' };
      return { code: 'ENUM', allowed: issue.values.map(String) };
    case 'invalid_format':
      if (issue.format !== 'regex') return { code: 'FORMAT', expected: issue.format };
      return { code: 'PATTERN', ...(issue.pattern === undefined ? {} : { pattern: sourceOf(issue.pattern) }) };
    case 'unrecognized_keys':
      return { code: 'UNKNOWN' };
    case 'custom':
      return (issue.params?.['violation'] as Fault | undefined) ?? { code: 'OTHER' };
    default:
      return { code: 'OTHER' };
  }
};

/** What zod found, in the gateway's own vocabulary. `root` is the value that was parsed. */
export const violationsOf = (error: z.ZodError, root: unknown): Violation[] =>
  error.issues.map((issue) => ({
    path: issue.path.map((key) => (typeof key === 'number' ? key : String(key))),
    message: issue.message,
    ...faultOf(issue, root),
  }));
