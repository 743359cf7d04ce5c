import { invalid, type Violation } from '../errors.js';

/** What a tenant may ask of passwords. A policy may have more keys, which are kept for others to read. */
export interface PasswordPolicy {
  readonly min_length?: number | null | undefined;
  readonly require_uppercase?: boolean | null | undefined;
  readonly require_lowercase?: boolean | null | undefined;
  readonly require_digit?: boolean | null | undefined;
  readonly require_symbol?: boolean | null | undefined;
}

const classes = [
  { key: 'require_uppercase', pattern: /\p{Lu}/u, what: 'an upper-case letter' },
  { key: 'require_lowercase', pattern: /\p{Ll}/u, what: 'a lower-case letter' },
  { key: 'require_digit', pattern: /\p{Nd}/u, what: 'a digit' },
  { key: 'require_symbol', pattern: /[^\p{L}\p{N}]/u, what: 'a character that is neither letter nor digit' },
] as const;

const faults = (policy: PasswordPolicy, password: string): Omit<Violation, 'path'>[] => {
  const limit = policy.min_length ?? 0;
  const missing = classes.filter(({ key, pattern }) => policy[key] === true && !pattern.test(password));
  return [
    ...(Array.from(password).length < limit
      ? [{ code: 'TOO_SHORT', message: `The password must have at least ${limit} characters`, limit } as const]
      : []),
    ...missing.map(
      ({ pattern, what }) =>
        ({ code: 'PATTERN', message: `The password must contain ${what}`, pattern: pattern.source }) as const,
    ),
  ];
};

/**
 * @param path where the password stands in the input
 * @throws INVALID with a violation for each thing that a policy asks for and the password lacks
 */
export const assertPasswordFits = (
  policies: readonly PasswordPolicy[],
  password: string,
  path: Violation['path'],
): void => {
  const found = policies.flatMap((policy) => faults(policy, password));
  if (found.length > 0) throw invalid(...found.map((fault) => ({ ...fault, path })));
};
