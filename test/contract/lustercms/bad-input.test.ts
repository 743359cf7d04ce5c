import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { fault, outcome, unprocessable } from '../../support/lustercms.js';
import { pathOf } from '../../support/lustercms/case.js';
import { caseOf, methodOf, records, routes } from '../../support/lustercms/cases.js';
import { World } from '../../support/lustercms/world.js';
import { rowCounts } from '../../support/rows.js';

let world: World;
let before: unknown;
const reads = ['admins', 'partner-groups', 'requests', 'organizations', 'settings', 'notifications'];

/** How many rows there are, and what can be read of those that a change could have touched. */
const state = async (): Promise<unknown> => {
  const { admin, organization } = world.things;
  const shown = [];
  for (const end of [...reads, `admins/${admin}/branding`, `organizations/${organization}/detail`]) {
    shown.push((await world.people.superadmin.get(`/api/tenants/${end}`)).text);
  }
  return [await rowCounts(world.gateway), shown];
};

beforeAll(async () => {
  world = await World.make();
  before = await state();
});
afterAll(async () => {
  expect(await state()).toEqual(before);
  await world.gateway.stop();
});

const json = 'application/json';
const send = (route: string, raw: string, type = json) =>
  world.people.superadmin.request(methodOf(route), pathOf(route, world.things), {
    raw,
    headers: { 'Content-Type': type },
  });

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

const isObject = (schema: JsonSchema | undefined): boolean => schema?.properties !== undefined;

/** The names of an object's members, those of objects within it as `outer.inner` beside `outer`. */
const names = (schema: JsonSchema | undefined): string[] => {
  const object = isObject(schema) ? schema : schema?.anyOf?.find(isObject);
  return Object.entries(object?.properties ?? {}).flatMap(([name, inner]) => [
    name,
    ...names(inner).map((below) => `${name}.${below}`),
  ]);
};

const schemaOf = (route: string): JsonSchema | undefined =>
  z.toJSONSchema(records.get(route)!.request, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

test.each(routes)('%s: every member of its body and its query has bad values here', (route) => {
  const { properties = {} } = schemaOf(route) ?? {};
  expect(names(properties['body']).sort()).toEqual(Object.keys(caseOf(route).fields ?? {}).sort());
  expect(names(properties['query']).sort()).toEqual(Object.keys(caseOf(route).query ?? {}).sort());
});

/** A body as JSON, with one member, possibly within another, as it is written. */
const withMember = (body: Readonly<Record<string, unknown>>, [name, ...rest]: readonly string[], written: string) => {
  const { [name!]: inner, ...others } = body;
  const value: string =
    rest.length === 0 ? written : withMember((inner ?? {}) as Readonly<Record<string, unknown>>, rest, written);
  const members = Object.entries(others).map(([key, member]) => `"${key}": ${JSON.stringify(member)}`);
  return `{${[...members, `"${name}": ${value}`].join(', ')}}`;
};

const rows = routes.flatMap((route) =>
  Object.entries(caseOf(route).fields ?? {}).flatMap(([field, values]) =>
    values.map(([written, type, msg]) => ({ route, field, written, type, msg })),
  ),
);

describe('a value that may not be is 422 in its place, and stores nothing', () => {
  test.each(rows)('$route $field: $written', async ({ route, field, written, type, msg }) => {
    const valid = (caseOf(route).body?.(world.things) ?? {}) as Readonly<Record<string, unknown>>;
    const answer = await send(route, withMember(valid, field.split('.'), written));
    expect(outcome(answer)).toEqual(unprocessable(fault(['body', ...field.split('.')], type, msg)));
  });

  const plugins = "Input should be 'calendar', 'ecommerce' or 'linkedin'";
  test.each([
    ['["ecommerce", "crm"]', 'literal_error', plugins],
    ['["ecommerce", 5]', 'string_type', 'Input should be a valid string'],
  ])('a plugin among others, %s, in its own place', async (written, type, msg) => {
    const answer = await send('PUT /api/tenants/organizations/{org_id}/edit', `{"enabled_plugins": ${written}}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(['body', 'enabled_plugins', 1], type, msg)));
  });
});

const withBody = routes.filter((route) => caseOf(route).body);

describe('a body that is none', () => {
  const notDict = unprocessable(fault(['body'], 'dict_type', 'Input should be a valid dictionary'));
  const missing = (...locs: string[][]) =>
    unprocessable(...locs.map((loc) => fault(['body', ...loc], 'missing', 'Field required')));

  test.each(withBody)('%s', async (route) => {
    for (const raw of ['5', '"text"', 'true', '[]', '[{}]', '1e400', '9007199254740993']) {
      expect(outcome(await send(route, raw))).toEqual(notDict);
    }
    expect(outcome(await send(route, '{}', 'text/plain'))).toEqual(notDict);
    expect(outcome(await send(route, '{"a": x}'))).toEqual(
      unprocessable(fault(['body', 6], 'json_invalid', 'JSON decode error')),
    );
    const { needs = [], bodyIsOptional } = caseOf(route);
    if (needs.length > 0) expect(outcome(await send(route, '{}'))).toEqual(missing(...needs.map((name) => [name])));
    if (!bodyIsOptional) expect(outcome(await send(route, ''))).toEqual(missing([]));
  });
});

describe('a bad query is 422 in its place', () => {
  const queries = routes.flatMap((route) =>
    Object.entries(caseOf(route).query ?? {}).flatMap(([name, values]) =>
      values.map(([written, type, msg]) => ({ route, name, written, type, msg })),
    ),
  );

  test.each(queries)('$route $name=$written', async ({ route, name, written, type, msg }) => {
    const answer = await world.people.superadmin.get(`${pathOf(route, world.things)}?${name}=${written}`);
    expect(outcome(answer)).toEqual(unprocessable(fault(['query', name], type, msg)));
  });

  test.each([...new Map(queries.map((query) => [`${query.route} ${query.name}`, query])).values()])(
    '$route $name given twice',
    async ({ route, name }) => {
      const answer = await world.people.superadmin.get(`${pathOf(route, world.things)}?${name}=1&${name}=1`);
      expect([answer.status, answer.json.detail[0].loc]).toEqual([422, ['query', name]]);
    },
  );
});
