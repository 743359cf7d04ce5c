import type { AppError, Violation } from '../../errors.js';
import { displayName, jsonName, propertyName } from './names.js';

/** A sentence of the system's validator about one property. */
const sentence = (property: string, violation: Violation): string => {
  const name = `'${displayName(property)}'`;
  switch (violation.code) {
    case 'REQUIRED':
      return `${name} must not be empty.`;
    case 'TOO_SHORT':
      return (violation.limit ?? 1) <= 1
        ? `${name} must not be empty.`
        : `The length of ${name} must be at least ${violation.limit ?? 1} characters.`;
    case 'TOO_LONG':
      return `The length of ${name} must be ${violation.limit ?? 0} characters or fewer.`;
    case 'FORMAT':
      if (violation.expected === 'email') return `${name} is not a valid email address.`;
      return violation.expected === 'connection string'
        ? 'Connection string invalid.'
        : `${name} is not in the correct format.`;
    case 'PATTERN':
      return `${name} is not in the correct format.`;
    case 'RESERVED':
      return `${name} is reserved.`;
    case 'TEXT':
      return `${name} must not contain NUL or unpaired surrogates.`;
    default:
      return violation.message;
  }
};

/** Texts by property, the first of each, as its validators stop at the first. */
export type Errors = Readonly<Record<string, readonly string[]>>;

/** What the validators would say. */
export const errorsOf = (violations: readonly Violation[]): Errors => {
  const errors = new Map<string, string[]>();
  for (const violation of violations) {
    const names = violation.path.slice(1).map((step) => propertyName(String(step)));
    const property = names.join('.');
    if (!errors.has(property)) errors.set(property, [sentence(names.at(-1) ?? '', violation)]);
  }
  return Object.fromEntries(errors);
};

/** ASP.NET reads a request into types before any validator sees it; what does not fit is a bad request as a whole. */
const bindingText = ({ path: [place, ...names], code }: Violation): string | undefined => {
  const [name] = names;
  if (place === 'headers') return `Required parameter "${String(name)}" was not provided from header.`;
  if (place === 'body' && name === undefined) return 'The request body must be a JSON object.';
  if (code !== 'TYPE' && code !== 'PARSE') return undefined;
  if (place === 'query') return `Failed to bind parameter "${propertyName(String(name))}".`;
  const path = names.map((step) => jsonName(propertyName(String(step)))).join('.');
  return `The JSON value could not be converted. Path: $.${path}.`;
};

/** Why the request could not even be read, or undefined where only its values are wrong. */
export const bindingFault = ({ violations }: AppError): string | undefined =>
  violations.map(bindingText).find((text) => text !== undefined);
