import { AppError, type Fault, type Violation } from '../errors.js';

/**
 * The schema names faults by its own input fields; a client knows only what it wrote. `fields` says where each input
 * field stands in the request, the most specific entry first; a field it does not list stands in the body under its own name.
 */
export const relocate = (error: AppError, fields: Readonly<Record<string, Violation['path']>> = {}): AppError => {
  if (error.violations.length === 0) return error;
  const violations = error.violations.map((violation) => ({ ...violation, path: located(violation.path, fields) }));
  const { code, message, reason, params, cause } = error;
  return new AppError(...([code, message, { reason, violations, params, cause }] as Fault));
};

const located = (path: Violation['path'], fields: Readonly<Record<string, Violation['path']>>): Violation['path'] => {
  for (let length = path.length; length > 0; length -= 1) {
    const place = fields[path.slice(0, length).join('.')];
    if (place) return [...place, ...path.slice(length)];
  }
  return ['body', ...path];
};
