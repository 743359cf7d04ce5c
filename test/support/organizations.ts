import type { Answer, Person } from './clients.js';

/** Everything that an organization says about itself. */
export const everything = `
  id name slug status adminId adminNumber customDomain databaseName enabledPlugins
  creditLimit creditBalance creditUsed availableCredits storageLimitGb maxUsers bandwidthLimitGb`;

export const credits = 'creditLimit creditBalance creditUsed availableCredits';

/** The mutations about one organization, each with a valid input. */
export const mutations = {
  updateOrganization: ['input: UpdateOrganizationInput!', { name: 'New Name' }],
  updateOrganizationLimits: ['input: OrganizationLimitsInput!', { maxUsers: 5 }],
  setOrganizationCreditLimit: ['input: OrganizationCreditLimitInput!', { creditLimit: 5 }],
  addOrganizationCredits: ['input: OrganizationCreditsInput!', { amount: 5 }],
  setOrganizationStatus: ['status: OrganizationStatus!', 'SUSPENDED'],
  recordUsage: ['input: UsageInput!', { storageBytes: 5 }],
} as const satisfies Record<string, readonly [string, unknown]>;

export type OrganizationMutation = keyof typeof mutations;

/** Runs one of them; the valid value stands in unless another is given. */
export const change = (
  person: Person,
  mutation: OrganizationMutation,
  organization: number,
  value: unknown = mutations[mutation][1],
  selection = everything,
): Promise<Answer> => {
  const [declared] = mutations[mutation];
  const name = declared.split(':')[0] ?? '';
  const query = `mutation($id: Int!, $${declared}) { ${mutation}(organization: $id, ${name}: $${name}) { ${selection} } }`;
  return person.graphql(query, { id: organization, [name]: value });
};

export const show = (person: Person, id: number, selection = everything): Promise<Answer> =>
  person.graphql(`query($id: Int!) { organization(id: $id) { ${selection} } }`, { id });

/** The code and the reason of the one error, which came without data. */
export const refusalOf = ({ json }: Answer): { code: string; reason: string | undefined } => {
  const [error, ...more] = json.errors ?? [];
  if (!error || more.length > 0) throw new Error(`Expected one error in ${JSON.stringify(json)}`);
  return { code: error.extensions.code, reason: error.extensions.reason };
};

/** What an organization's mutation or query answered. */
export const dataOf = ({ json }: Answer) => {
  if (json.errors) throw new Error(JSON.stringify(json.errors));
  return Object.values(json.data)[0] as Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
};
