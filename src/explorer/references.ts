import type { DialectName } from '../rest/endpoint.js';

/** The reference of one legacy API. */
export interface Reference {
  readonly dialect: DialectName;
  readonly title: string;
  readonly about: string;
  /** What its first request on the landing page does. */
  readonly first: string;
  readonly path: `/docs/${DialectName}`;
}

const reference = (dialect: DialectName, title: string, about: string, first: string): Reference => ({
  ...{ dialect, title, about, first },
  path: `/docs/${dialect}`,
});

/** The references in the order in which the pages name them. */
export const references: readonly Reference[] = [
  reference('scaikey', 'ScaiKey', 'Tenants, partners and tokens.', 'Makes a tenant and keeps its contact address.'),
  reference(
    'exd',
    'exd',
    'Tenants, namespaces and service tokens.',
    'Makes a tenant whose people log in by their e-mail domain.',
  ),
  reference(
    'fullstackhero',
    'fullstackhero',
    'Tenants, their provisioning, subscriptions and themes.',
    'Makes a tenant with a first administrator.',
  ),
  reference(
    'lustercms',
    'LusterCMS',
    'Registration, organizations, credits and resellers.',
    'Registers an organization, which then waits for an approval. It needs no token.',
  ),
];
