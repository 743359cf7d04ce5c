import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { IMiddleware } from 'graphql-middleware';
import type { Context } from './context.js';
import { AppError } from './errors.js';
import { mayCall, permissions, type Permission, type RootType, type Who } from './permissions.js';
import packages from './shield/packages.cjs';
import { recordDenials } from './write.js';

const { applyMiddleware, deny, rule, shield } = packages;

/** Why somebody may not: nobody in particular is asked to log in first, and a client for more scope. */
export const refusal = ({ role, credential }: Context['viewer']): AppError => {
  if (role === 'ANONYMOUS') return new AppError('UNAUTHENTICATED', 'Log in first.', { reason: 'CREDENTIALS_MISSING' });
  if (credential !== 'CLIENT') return new AppError('FORBIDDEN', 'You may not do this.');
  return new AppError('FORBIDDEN', 'Platform token requires admin:read or admin:write scope', {
    reason: 'SCOPE_MISSING',
  });
};

const ruleFor = (name: string, type: RootType, who: Who) =>
  rule(name, { cache: 'no_cache' })((_parent: unknown, _args: unknown, { viewer }: Context) =>
    mayCall(type, who, viewer) ? true : refusal(viewer),
  );

/**
 * Around every mutation, whichever adapter it came through: one that the viewer may not call, or not on what they named,
 * is refused first and put on record then.
 */
const recordingDenials = async (
  resolve: (root: unknown, args: unknown, context: Context, info: GraphQLResolveInfo) => unknown,
  root: unknown,
  args: unknown,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<unknown> => {
  try {
    const result = await resolve(root, args, context, info);
    // A rule's refusal is returned, a resolver's is thrown; to GraphQL both are the same.
    if (result instanceof Error) throw result;
    return result;
  } catch (error) {
    if (error instanceof AppError && error.code === 'FORBIDDEN') await recordDenials(context, [info.fieldName]);
    throw error;
  }
};

/** @throws where a root field has no row in the policy table, or a row has no field */
const assertComplete = (schema: GraphQLSchema): void => {
  const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
  const rows = Object.entries(permissions).flatMap(([type, table]) =>
    Object.keys(table).map((field) => `${type}.${field}`),
  );
  const faults = [
    ...fields.filter((field) => !rows.includes(field)).map((field) => `${field} has no row`),
    ...rows.filter((row) => !fields.includes(row)).map((row) => `${row} is no field`),
  ];
  if (faults.length > 0) throw new Error(`The policy table does not fit the schema: ${faults.join(', ')}.`);
};

/**
 * Guards every root field with its row of the policy table; what has none is denied.
 * Rules ask the viewer alone, so they cost no I/O; only root fields carry them, because a rule per field is paid per row.
 */
export const guarded = (schema: GraphQLSchema): GraphQLSchema => {
  assertComplete(schema);
  const rulesByName = new Map<string, ReturnType<typeof ruleFor>>();
  const shared = (type: RootType, who: Who): ReturnType<typeof ruleFor> => {
    const name = `${type} ${who.name}`;
    const made = rulesByName.get(name) ?? ruleFor(name, type, who);
    rulesByName.set(name, made);
    return made;
  };
  const rules = Object.fromEntries(
    (['Query', 'Mutation', 'Subscription'] as const).map((type) => {
      const rows = Object.entries<Permission>(permissions[type]);
      return [type, Object.fromEntries(rows.map(([field, { who }]) => [field, shared(type, who)]))];
    }),
  );
  const rootOnly = Object.fromEntries(Object.keys(rules).map((type) => [type, { '*': deny, ...rules[type] }]));
  const generator = shield<unknown, Context, unknown>(rootOnly, {
    debug: true,
    fallbackError: () => new AppError('FORBIDDEN', 'You may not do this.'),
  });
  // It makes something for every field of every type, most of which only passes things on.
  const made = generator.generate(schema) as Readonly<Record<string, object>>;
  const ofRoots = Object.fromEntries(Object.keys(rules).map((type) => [type, made[type]]));
  // What comes first lies outermost.
  return applyMiddleware(schema, { Mutation: recordingDenials }, ofRoots as IMiddleware);
};
