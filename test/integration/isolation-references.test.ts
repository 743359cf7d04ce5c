import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { newUserId } from '../../src/ids.js';
import { permissions, type Permission, type TargetKind } from '../../src/permissions.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { assemble, seesAll, viewerNames, type Cast, type ViewerName } from '../support/isolation/cast.js';
import { expected, ok } from '../support/isolation/decision.js';
import { documentOf, naming, operationsOf, variablesOf, type Operation } from '../support/isolation/graphql-calls.js';
import { inTurns } from '../support/isolation/in-turns.js';
import { masked } from '../support/isolation/masks.js';
import { callsOf, titleOf } from '../support/isolation/prepared-calls.js';
import { asked, open, placesOf, references, withAt, type Place } from '../support/isolation/references.js';
import { doors, pathOf } from '../support/isolation/rest-calls.js';
import { relations, sees, Things, type Relation, type Thing } from '../support/isolation/things.js';

let gateway: TestApp;
let cast: Cast;
let things: Things;
beforeAll(async () => {
  gateway = await startTestApp();
  cast = await assemble(gateway);
  things = new Things(cast);
});
afterAll(() => gateway.stop());

const schema = buildGatewaySchema();
const operations = operationsOf(schema).filter(({ way }) => way === 'id');

/** Whether somebody may do it who does not see everything anyway. */
const isForOthers = ({ type, field }: Operation): boolean => {
  const { who, on }: Permission = (permissions[type] as Record<string, Permission>)[field.name]!;
  return ![who.name, on?.name].includes('superadmin');
};

const someThing: Thing = { id: 'x', alias: 'x', target: {} };

/** The places that do not name what a field acts on. */
const besides = (operation: Operation): Place[] => {
  const named = naming(operation, someThing) as Record<string, object>;
  const isTarget = ([first, ...rest]: Place): boolean =>
    first !== undefined && first in named && (rest.length === 0 || rest.every((step) => step in named[first]!));
  return placesOf(operation).filter((place) => !isTarget(place));
};

const named = operations
  .filter(isForOthers)
  .flatMap((operation) =>
    besides(operation).map((place) => ({ operation, place, key: [operation.field.name, ...place].join(' ') })),
  );

test('every place where somebody can name something is known', () => {
  const known = [...Object.keys(references), ...Object.keys(open), ...asked];
  expect(named.map(({ key }) => key).sort()).toEqual(known.sort());
});

describe.each(named.filter(({ key }) => key in references))('$key', ({ operation, place, key }) => {
  const { kind, byNumber } = references[key]!;
  const { type, field } = operation;
  let ofThisField: Things;
  beforeAll(() => {
    ofThisField = new Things(cast);
  });

  /** A place is kept for a user who is not there, so that nobody is missing twice. */
  const namedBy = async (name: ViewerName, relation: Relation): Promise<Thing> => {
    if (kind === 'user' && relation === 'missing') return { id: newUserId(), target: {} };
    return ofThisField.about(kind, relation, name);
  };

  const ask = async (name: ViewerName, relation: Relation): Promise<string> => {
    const own = operation.kind && (await things.about(operation.kind, 'own', name));
    const other = await namedBy(name, relation);
    const variables = await variablesOf(operation, cast, own);
    const id = byNumber ? Number(other.id) : other.id;
    const answer = await cast.people[name].graphql(documentOf(schema, operation), withAt(variables, place, id));
    expect([name, relation, answer.text.includes('INTERNAL')]).toEqual([name, relation, false]);
    return masked(answer, other);
  };

  const may = async (name: ViewerName): Promise<boolean> => {
    const thing = operation.kind && (await things.about(operation.kind, 'own', name));
    const relation = operation.kind && 'own';
    return expected({ type, field: field.name, name, viewer: cast.viewers[name], relation, thing }) === ok;
  };

  // What stands above somebody they do not see, but their own things name it.
  test('names what is hidden to the same effect as what never was', async () => {
    let compared = 0;
    for (const name of viewerNames.filter((each) => !seesAll.includes(each))) {
      if (!(await may(name))) continue;
      const never = await ask(name, 'missing');
      for (const relation of relations.filter((each) => each !== 'own' && !sees(name, kind, each))) {
        expect([name, relation, await ask(name, relation)]).toEqual([name, relation, never]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1);
  });
});

describe('a query parameter that names something', () => {
  const parameters: Readonly<Record<string, TargetKind>> = {
    'scaikey GET /api/v1/admin/tenants/ partner_id': 'admin',
  };
  const named = doors.flatMap((door) => {
    const { properties = {} } = z.toJSONSchema(door.endpoint.request, { io: 'input', unrepresentable: 'any' });
    const query = (properties['query'] as { properties?: object } | undefined)?.properties ?? {};
    const names = Object.keys(query).filter((name) => /(_id|Id|^id)$/.test(name));
    return names.map((name) => ({ door, name, key: `${door.route} ${name}` }));
  });

  test('is known, whichever endpoint takes it', () => {
    expect(named.map(({ key }) => key)).toEqual(Object.keys(parameters));
  });

  test.each(named)('names what is hidden to the same effect as what never was: $key', async ({ door, name, key }) => {
    const ask = async (viewer: ViewerName, relation: Relation): Promise<string> => {
      const thing = await things.about(parameters[key]!, relation, viewer);
      const path = await pathOf(door, gateway, undefined);
      return masked(await cast.people[viewer].get(`${path}?${name}=${thing.id}`), thing);
    };
    for (const viewer of viewerNames) {
      const never = await ask(viewer, 'missing');
      for (const relation of relations.filter((each) => each !== 'own' && !sees(viewer, parameters[key]!, each))) {
        expect([viewer, relation, await ask(viewer, relation)]).toEqual([viewer, relation, never]);
      }
    }
  });
});

interface Can {
  readonly allowed: boolean;
  readonly code: string | null;
  readonly reason: string | null;
}

const kindName = (kind: string): string => kind.toUpperCase().replaceAll(' ', '_');

describe('can', () => {
  const document =
    'query($action: String!, $target: AccessTarget) { can(action: $action, target: $target) { allowed code reason } }';

  test.each(
    operationsOf(schema).map((operation) => ({ operation, title: `${operation.field.name} by ${operation.way}` })),
  )('says of $title what the call itself would', async ({ operation }) => {
    const { type, field, kind, way } = operation;
    const calls = await callsOf(cast, things, { type, field: field.name, kind });
    const told = await inTurns(calls, 8, async (call) => {
      const id = way === 'id' ? call.thing?.id : call.thing?.alias;
      const target = kind && { kind: kindName(kind), id };
      const { json } = await cast.people[call.name].graphql(document, { action: field.name, target });
      const { allowed, code, reason } = json.data.can as Can;
      return [titleOf(call), allowed ? ok : [code, reason].filter(Boolean).join(' ')];
    });
    expect(told).toEqual(calls.map((call) => [titleOf(call), call.policy]));
  });
});

describe('a header that names a tenant or an organization', () => {
  test('counts for who runs the platform', async () => {
    const { alias } = await things.about('tenant', 'foreign', 'superadmin');
    const status = '/fullstackhero/api/v1/tenants/me/status';
    const { json } = await cast.people.superadmin.get(status, { headers: { tenant: alias! } });
    expect(json).toMatchObject({ id: alias });
  });

  const surfaces: Readonly<Record<string, (name: ViewerName, headers: Record<string, string>) => Promise<Answer>>> = {
    'currentTenant, currentBranding and myPlugins': (name, headers) =>
      cast.people[name].post(
        '/graphql',
        { query: '{ currentTenant { id } currentBranding { appName } myPlugins { key } }' },
        { headers },
      ),
    'fullstackhero’s own status': (name, headers) =>
      cast.people[name].get('/fullstackhero/api/v1/tenants/me/status', { headers }),
    'fullstackhero’s theme': (name, headers) =>
      cast.people[name].get('/fullstackhero/api/v1/tenants/theme', { headers }),
    'LusterCMS’ branding': (name, headers) =>
      cast.people[name].get('/lustercms/api/tenants/branding/current', { headers }),
    'LusterCMS’ plugins': (name, headers) =>
      cast.people[name].get('/lustercms/api/tenants/my-organization/plugins', { headers }),
  };

  test.each(Object.keys(surfaces))('is as good as none to whom it is hidden: %s', async (surface) => {
    for (const name of viewerNames) {
      const plain = masked(await surfaces[surface]!(name, {}), undefined);
      for (const relation of relations) {
        const tenant = await things.about('tenant', relation, name);
        const organization = await things.about('organization', relation, name);
        if (sees(name, 'tenant', relation) && !['member', 'tenant admin', 'service token'].includes(name)) continue;
        const headers = { tenant: tenant.alias!, 'X-Organization-ID': organization.id };
        expect([name, relation, masked(await surfaces[surface]!(name, headers), undefined)]).toEqual([
          name,
          relation,
          plain,
        ]);
      }
    }
  });
});
