import { getNamedType, isLeafType, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { RootType, TargetKind } from '../../../src/permissions.js';
import type { Person } from '../clients.js';
import { madeUpArguments } from '../made-up-arguments.js';
import { everyField, rootFields } from '../operations.js';
import { newSession } from '../sessions.js';
import { password, withSession, type Cast, type ViewerName } from './cast.js';
import { rowOf } from './decision.js';
import { unique, type Thing } from './things.js';

/** By what a thing is called: what the schema shows first, or its slug or number. */
export type Way = 'id' | 'alias';

/** A root field, and one way to name what it acts on. */
export interface Operation {
  readonly type: RootType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly kind: TargetKind | undefined;
  readonly way: Way;
}

/** Kinds that the schema takes by two names. */
const ofTwoNames: readonly (TargetKind | undefined)[] = ['tenant', 'admin'];

const withWays = (type: RootType, fields: readonly GraphQLField<unknown, unknown>[]): Operation[] =>
  fields.flatMap((field) => {
    const { target: kind } = rowOf(type, field.name);
    const ways: Way[] = ofTwoNames.includes(kind) ? ['id', 'alias'] : ['id'];
    return ways.map((way) => ({ type, field, kind, way }));
  });

/** Every root field that answers once. */
export const operationsOf = (schema: GraphQLSchema): Operation[] => [
  ...withWays('Query', rootFields(schema, 'query')),
  ...withWays('Mutation', rootFields(schema, 'mutation')),
];

/** Every root field that answers as often as something happens. */
export const subscriptionsOf = (schema: GraphQLSchema): Operation[] =>
  withWays('Subscription', rootFields(schema, 'subscription'));

/** Where a target does not stand in an argument of its own. */
const within: Readonly<Record<string, (id: string, way: Way) => object>> = {
  tenant: (id, way) => (way === 'id' ? { id } : { slug: id }),
  createApiToken: (tenant) => ({ input: { type: 'TENANT', name: 'x', tenant } }),
};

/** The arguments that name the target. @throws where there is none that could */
export const naming = ({ field, kind, way }: Operation, thing: Thing): object => {
  if (kind === undefined) return {};
  const name = way === 'id' ? thing.id : thing.alias;
  if (name === undefined) throw new Error(`A ${kind} has no second name.`);
  const inside = within[field.name];
  if (inside) return inside(name, way);
  const argument = field.args.find((each) => each.name === kind) ?? field.args.find((each) => each.name === 'id');
  if (!argument) throw new Error(`No argument of ${field.name} names the ${kind} that it acts on.`);
  return { [argument.name]: getNamedType(argument.type).name === 'Int' ? Number(name) : name };
};

/** What it takes to make something more. */
export type Stage = Pick<Cast, 'gateway' | 'passwordHash'>;

/** Somebody's tokens, made by a login. */
const session = async ({ gateway, passwordHash }: Stage) => {
  const { email } = await gateway.build.user({ passwordHash });
  return { email: email!, ...(await newSession(gateway.url, { email, password })) };
};

/** What a field needs beyond values of the right types for there to be something to do. */
const particulars: Readonly<Record<string, (stage: Stage, thing: Thing | undefined) => object | Promise<object>>> = {
  can: () => ({ action: 'viewer' }),
  explainAccess: () => ({ action: 'viewer' }),
  namespace: (_, thing) => ({ slug: thing?.namespace }),
  login: async ({ gateway, passwordHash }) => ({ email: (await gateway.build.user({ passwordHash })).email, password }),
  refreshToken: async (stage) => ({ token: (await session(stage)).tokens.refreshToken }),
  changePassword: () => ({ current: password, new: 'another password' }),
  issueClientToken: async ({ gateway }) => ({
    client: { id: (await gateway.build.client('admin:read')).id, secret: 'client-secret' },
  }),
  registerOrganization: () => {
    const companyName = unique('company');
    return { input: { companyName, email: `${companyName}@example.com`, password } };
  },
  createPartnerGroup: () => ({ input: { name: unique('made group') } }),
  createTenant: () => ({ input: { displayName: unique('made') } }),
  createOAuthClient: () => ({ input: { name: 'made', scopes: ['ADMIN_READ'] } }),
  createNamespace: () => ({ input: { slug: unique('made') } }),
  deleteNamespace: (_, thing) => ({ slug: thing?.namespace }),
  grantTenantAdmin: async ({ gateway }) => ({ userId: (await gateway.build.user()).publicId }),
  revokeTenantAdmin: (_, thing) => ({ userId: thing?.holder }),
  assignAdminOwner: async ({ gateway }) => ({ user: (await gateway.build.user()).publicId }),
  setOrganizationStatus: () => ({ status: 'SUSPENDED' }),
  recordUsage: () => ({ input: { storageBytes: 5 } }),
};

/** What is sent: the arguments that a field needs, and those that name its target. */
export const variablesOf = async (
  operation: Operation,
  stage: Stage,
  thing: Thing | undefined,
): Promise<Record<string, unknown>> => ({
  ...madeUpArguments(operation.field),
  ...(await particulars[operation.field.name]?.(stage, thing)),
  ...(thing ? naming(operation, thing) : {}),
});

/** Who sends it: themselves, or themselves in a session of its own where the call is about that. */
export const senderOf = (cast: Cast, { field }: Operation, name: ViewerName): Promise<Person> =>
  ['logout', 'changePassword'].includes(field.name) ? withSession(cast, name) : Promise.resolve(cast.people[name]);

const words = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' } as const;

export const documentOf = (schema: GraphQLSchema, { type, field }: Operation): string => {
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  return everyField(schema, field.name, words[type], selection);
};
