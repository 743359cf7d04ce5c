import { lustercms } from '../../../src/rest/lustercms/index.js';
import { accountCases } from './account-cases.js';
import type { Case } from './case.js';
import { contextCases } from './context-cases.js';
import { organizationCases } from './organization-cases.js';

/** Every endpoint of the page by its route. */
export const cases: Readonly<Record<string, Case>> = { ...accountCases, ...organizationCases, ...contextCases };

export const routes = Object.keys(cases);

export const caseOf = (route: string): Case => {
  const found = cases[route];
  if (!found) throw new Error(`Nothing is known of ${route}.`);
  return found;
};

export const methodOf = (route: string): string => route.split(' ')[0] ?? '';

/** The endpoint records by their routes. */
export const records = new Map(lustercms.endpoints.map((record) => [`${record.method} ${record.path}`, record]));
