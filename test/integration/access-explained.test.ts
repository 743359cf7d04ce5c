import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getNamedType, isLeafType, type GraphQLField } from 'graphql';
import { permissions, type Permission } from '../../src/permissions.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { AccessWorld, type Caller, type Thing } from '../support/access-world.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { unknownReasons } from '../support/isolation/decision.js';
import { madeUpArguments } from '../support/made-up-arguments.js';
import { everyField, rootFields } from '../support/operations.js';

let gateway: TestApp;
let world: AccessWorld;
beforeAll(async () => {
  gateway = await startTestApp();
  world = await AccessWorld.make(gateway);
});
afterAll(() => gateway.stop());

const schema = buildGatewaySchema();

interface Action {
  readonly kind: 'query' | 'mutation';
  readonly field: GraphQLField<unknown, unknown>;
  readonly row: Permission;
}

const rows: Readonly<Record<string, Permission>> = { ...permissions.Query, ...permissions.Mutation };
const actions = (['query', 'mutation'] as const).flatMap((kind) =>
  rootFields(schema, kind).map((field): Action => ({ kind, field, row: rows[field.name]! })),
);

/** Root fields that are not called here, each with its reason. */
const elsewhere: Readonly<Record<string, string>> = {
  notificationReceived:
    'A subscription stays open where it is allowed; test/integration/live-notifications asks at its door.',
  provisioningUpdated: 'Likewise; test/integration/provisioning-updated asks at its door.',
};

interface Decision {
  readonly allowed: boolean;
  readonly code: string | null;
  readonly reason: string | null;
  readonly decidedBy?: string;
  readonly rule?: string;
}

const reference = ({ row }: Action, id: string | undefined) =>
  id === undefined ? null : { kind: row.target!.toUpperCase().replaceAll(' ', '_'), id };

const explain = async (user: string, action: Action, id: string | undefined): Promise<Decision> => {
  const document =
    'query($user: ID!, $action: String!, $target: AccessTarget) { explainAccess(user: $user, action: $action, target: $target) { allowed code reason decidedBy rule } }';
  const { json } = await gateway.superadmin.graphql(document, {
    user,
    action: action.field.name,
    target: reference(action, id),
  });
  return json.data.explainAccess as Decision;
};

/** What somebody is told about themselves; who may not come in is told that. */
const can = async ({ person }: Caller, action: Action, id: string | undefined): Promise<Decision> => {
  const document =
    'query($action: String!, $target: AccessTarget) { can(action: $action, target: $target) { allowed code reason } }';
  const { json } = await person.graphql(document, { action: action.field.name, target: reference(action, id) });
  return (json.data?.can as Decision | undefined) ?? refusal(json.errors[0].extensions);
};

const refusal = ({ code, reason }: { code: string; reason?: string }): Decision => ({
  allowed: false,
  code,
  reason: reason ?? null,
});

/** Where a target does not stand in an argument of its own. */
const within: Readonly<Record<string, (id: string) => object>> = {
  createApiToken: (tenant) => ({ input: { type: 'TENANT', name: 'x', tenant } }),
};

/** The arguments that name the target. @throws where there is none that could */
const naming = ({ field, row }: Action, id: string): object => {
  const argument = field.args.find(({ name }) => name === row.target) ?? field.args.find(({ name }) => name === 'id');
  const inside = within[field.name];
  if (inside) return inside(id);
  if (!argument) throw new Error(`No argument of ${field.name} names its target.`);
  return { [argument.name]: getNamedType(argument.type).name === 'Int' ? Number(id) : id };
};

const call = ({ person }: Caller, action: Action, id: string | undefined): Promise<Answer> => {
  const { field, kind } = action;
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const target = id === undefined ? {} : naming(action, id);
  return person.graphql(everyField(schema, field.name, kind, selection), { ...madeUpArguments(field), ...target });
};

/** What an answer says about the policy. What the domain says about the arguments was asked only of whom the policy lets. */
const decided = ({ status, json }: Answer, { row }: Action): Decision => {
  const [error] = (json.errors ?? []) as { extensions: { code: string; reason?: string } }[];
  const { code = '', reason } = error?.extensions ?? {};
  const ofPolicy =
    (code === 'UNAUTHENTICATED' && (status === 401 || reason === 'CREDENTIALS_MISSING')) ||
    (code === 'FORBIDDEN' && (status === 403 || reason === undefined || reason === 'SCOPE_MISSING')) ||
    (code === 'NOT_FOUND' && row.target && reason === unknownReasons[row.target]);
  return ofPolicy
    ? refusal({ code, ...(reason === undefined ? {} : { reason }) })
    : { allowed: true, code: null, reason: null };
};

/** What is allowed and changes something is done to a thing made for it, so that the others stay as they are. */
const spared = ({ person }: Caller, { kind }: Action, { allowed }: Decision, thing: Thing | undefined) =>
  allowed && kind === 'mutation' ? thing?.again?.(person) : undefined;

const only = ({ allowed, code, reason }: Decision) => ({ allowed, code, reason });

test('every root field is called or named with a reason', () => {
  const subscriptions = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
  expect(Object.keys(elsewhere).sort()).toEqual(subscriptions.sort());
  for (const action of actions) if (action.row.target) expect(naming(action, 'x')).toBeDefined();
  expect(new Set(actions.map(({ field }) => field.name)).size).toBe(actions.length);
});

test('500 random triples of user, action and target agree with really calling the operation', async () => {
  const triples = fc.sample(fc.record({ caller: fc.nat(), thing: fc.nat() }), { numRuns: 500 });
  const shuffled = fc.sample(fc.shuffledSubarray(actions, { minLength: actions.length }), 20).flat();
  const disagreements: unknown[] = [];
  const seen = new Set<string>();
  for (const [index, drawn] of triples.entries()) {
    const action = shuffled[index % shuffled.length]!;
    const caller = world.callers[drawn.caller % world.callers.length]!;
    const things = action.row.target === undefined ? undefined : world.things[action.row.target];
    const thing = things?.[drawn.thing % things.length];
    const { userId } = caller.person;
    const ask = (id: string | undefined) =>
      userId === undefined ? can(caller, action, id) : explain(userId, action, id);
    const first = await ask(thing?.id);
    const id = (await spared(caller, action, first, thing)) ?? thing?.id;
    const decision = id === thing?.id ? first : await ask(id);
    const own = await can(caller, action, id);
    const answer = decided(await call(caller, action, id), action);
    if (decision.decidedBy) seen.add(`${decision.decidedBy} ${decision.allowed}`);
    if ([own, answer].some((other) => JSON.stringify(only(other)) !== JSON.stringify(only(decision)))) {
      disagreements.push({ caller: caller.name, action: action.field.name, thing: thing?.name, decision, own, answer });
    }
  }
  expect(disagreements).toEqual([]);
  expect([...seen].sort()).toEqual([
    ...['ACCOUNT false', 'TARGET false', 'TARGET true', 'TENANT_STATE false', 'VISIBILITY false', 'VISIBILITY true'],
    ...['WHO false', 'WHO true'],
  ]);
}, 120_000);

describe('explainAccess', () => {
  const action = (name: string): Action => actions.find(({ field }) => field.name === name)!;
  const userOf = (name: string): string => world.callers.find((caller) => caller.name === name)!.person.userId!;
  const tenant = (name: string): string => world.things.tenant.find((thing) => thing.name === name)!.id;

  test.each([
    ['an editor', 'createTenant', undefined, 'FORBIDDEN', 'WHO', 'superadmin'],
    ['superadmin', 'createTenant', undefined, null, 'WHO', 'superadmin'],
    ['an editor', 'tenant', 'foreign', 'NOT_FOUND', 'VISIBILITY', 'visibleTenants'],
    ['an editor', 'tenant', 'home', null, 'VISIBILITY', 'visibleTenants'],
    ['a reseller', 'tenant', 'deleted', 'NOT_FOUND', 'VISIBILITY', 'visibleTenants'],
    ['an editor', 'grantTenantAdmin', 'home', 'FORBIDDEN', 'TARGET', 'administers the tenant'],
    ['a tenant admin', 'grantTenantAdmin', 'home', null, 'TARGET', 'administers the tenant'],
    ['a suspended user', 'tenant', 'home', 'UNAUTHENTICATED', 'ACCOUNT', 'has an active account'],
    ['a member of a suspended tenant', 'viewer', undefined, 'FORBIDDEN', 'TENANT_STATE', 'belongs to a tenant in use'],
  ])('%s, %s, %s: %s by %s', async (who, name, which, code, decidedBy, rule) => {
    const id = which === undefined ? undefined : tenant(which);
    expect(await explain(userOf(who), action(name), id)).toMatchObject({
      allowed: code === null,
      code,
      decidedBy,
      rule,
    });
  });

  test.each([
    ['no root field', { action: 'nothing' }, ['action']],
    ['a target of another kind', { action: 'tenant', target: { kind: 'ADMIN', id: '1' } }, ['target', 'kind']],
    ['a target for what acts on none', { action: 'tenants', target: { kind: 'TENANT', id: 'x' } }, ['target', 'kind']],
  ])('%s is refused', async (_what, variables, path) => {
    const document =
      'query($action: String!, $target: AccessTarget) { can(action: $action, target: $target) { allowed } }';
    const { json } = await gateway.superadmin.graphql(document, variables);
    expect(json.errors[0].extensions).toMatchObject({ code: 'INVALID', violations: [{ path, code: 'ENUM' }] });
  });

  test('is for superadmins; others ask about themselves', async () => {
    const [, { person }] = world.callers as [Caller, Caller];
    const { json } = await person.graphql('query($u: ID!) { explainAccess(user: $u, action: "viewer") { allowed } }', {
      u: person.userId,
    });
    expect(json.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
  });
});
