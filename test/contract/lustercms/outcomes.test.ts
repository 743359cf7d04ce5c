import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anybody, Person, type Answer } from '../../support/clients.js';
import { essence, fault, outcome, refused, unprocessable } from '../../support/lustercms.js';
import { kinds, parameterOf, pathOf, type Attempt, type Case } from '../../support/lustercms/case.js';
import { caseOf, methodOf, records, routes } from '../../support/lustercms/cases.js';
import { noInteger, noIntegerFault, nothingHas } from '../../support/lustercms/values.js';
import { foreigners, roles, World, type Role, type Things } from '../../support/lustercms/world.js';
import { faces } from '../../../src/rest/lustercms/envelope.js';

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world.gateway.stop());

const nobody = (): Person => anybody(world.gateway.url);
const may = ({ who }: Case, role: Role): boolean => typeof who === 'string' || who.includes(role);
const asksNobody = (route: string): boolean => caseOf(route).who === 'anybody';
const guarded = routes.filter((route) => typeof caseOf(route).who !== 'string');

interface Sent {
  readonly id?: string;
  readonly things?: Partial<Things>;
  readonly body?: unknown;
}

const send = (route: string, person: Person, { id, ...sent }: Sent = {}): Promise<Answer> => {
  const things = { ...world.things, ...sent.things };
  const body = 'body' in sent ? sent.body : caseOf(route).body?.(things);
  return person.request(methodOf(route), pathOf(route, things, id), body === undefined ? {} : { body });
};

test('every endpoint has a case, and every case an endpoint', () => {
  expect([...records.keys()].sort()).toEqual([...routes].sort());
  expect(routes).toHaveLength(40 + 2);
});

describe.each(routes)('%s', (route) => {
  const each = caseOf(route);
  const { status, keys, isList, who, fresh, refusals = {} } = each;
  const parameter = parameterOf(route);
  const isOwn = (role: Role) => may(each, role);

  test.each([...roles.filter(isOwn), ...(who === 'anybody, or somebody' || who === 'anybody' ? ['nobody'] : [])])(
    `is answered to a %s with ${status} and every key of the page in its order`,
    async (role) => {
      const person = role === 'nobody' ? nobody() : world.people[role as Role];
      const answer = await send(route, person, { things: (await fresh?.(world, role as Role)) ?? {} });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json; charset=utf-8']);
      expect(Object.keys(isList ? answer.json[0] : answer.json)).toEqual(keys);
      expect(answer.headers.has('x-total-count')).toBe(isList === true);
    },
  );

  for (const role of roles) {
    if (isOwn(role)) continue;
    test(`is 403 for a ${role}, whatever they send`, async () => {
      for (const sent of [
        {},
        { id: nothingHas[0] },
        { id: 'x' },
        { body: methodOf(route) === 'GET' ? undefined : [] },
      ]) {
        expect(outcome(await send(route, world.people[role], sent as Sent))).toEqual(
          refused(403, 'Insufficient permissions'),
        );
      }
    });
  }

  if (parameter) {
    const { name, unknown } = parameter;

    test.each(nothingHas)('is 404 for %s, which nothing has', async (id) => {
      const body = each.body?.(world.things);
      // Whom the body names is compared with the path before anything is looked for.
      const sent = route.endsWith('/grant-credits') ? { ...(body as object), admin_id: undefined } : body;
      expect(outcome(await send(route, world.people.superadmin, { id, body: sent }))).toEqual(refused(404, unknown));
    });

    test.each(noInteger)('is 422 for %s, which is no integer', async (id) => {
      const encoded = encodeURI(id).replaceAll('%25', '%');
      expect(outcome(await send(route, world.people.superadmin, { id: encoded }))).toEqual(
        unprocessable(fault(['path', name], ...noIntegerFault)),
      );
    });

    for (const [foreigner, role] of Object.entries(foreigners)) {
      if (!isOwn(role)) continue;
      test(`is answered to a ${foreigner} as if it never was`, async () => {
        const person = world.people[foreigner as Role];
        const hidden = await send(route, person);
        expect(outcome(hidden)).toEqual(refused(404, unknown));
        expect(essence(hidden)).toEqual(essence(await send(route, person, { id: nothingHas[0]! })));
      });
    }
  }

  for (const [refusal, arrange] of Object.entries(refusals)) {
    test(`is refused: ${refusal}`, async () => {
      const attempt: Attempt = await arrange(world);
      const person = attempt.as === 'nobody' ? nobody() : world.people[attempt.as ?? 'superadmin'];
      const { as: _, ...sent } = attempt;
      const answer = await send(route, person, sent);
      expect(`${answer.status} ${answer.json.detail}`).toBe(refusal);
      expect(Object.keys(answer.json)).toEqual(['detail']);
    });
  }
});

describe('who comes without credentials', () => {
  const bearer = (token: string) => new Person(world.gateway.url, token, undefined);

  test.each(guarded)('%s: 401, whatever they send', async (route) => {
    for (const sent of [{}, { id: 'x' }]) {
      const answer = await send(route, nobody(), sent);
      expect(outcome(answer)).toEqual(refused(401, 'Not authenticated'));
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test.each(routes.filter((route) => !asksNobody(route)))('%s: 401 for a token that is none', async (route) => {
    const answer = await send(route, bearer('nonsense'));
    expect(outcome(answer)).toEqual(refused(401, 'Could not validate credentials'));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each(routes.filter(asksNobody))('%s does not look at a token', async (route) => {
    const detail = (await send(route, bearer('nonsense'))).json.detail as unknown;
    expect(detail).toBe(route.endsWith('/refresh') ? 'Could not validate credentials' : undefined);
  });
});

describe('who is shut out', () => {
  const out = {
    'of a suspended organization': [403, 'Organization is suspended'],
    'of an expired organization': [403, 'Organization subscription has expired'],
    'who owns a suspended admin': [403, 'Organization is suspended'],
    'whose own account is suspended': [401, 'Could not validate credentials'],
  } as const;
  const people = new Map<string, Person>();
  beforeAll(async () => {
    const { build } = world.gateway;
    const [suspended, expired] = [await build.tenant(), await build.tenant({ validUntil: new Date(0) })];
    const { admin, owner } = await build.reseller();
    const user = await build.member(await build.tenant(), 'TENANT_ADMIN');
    const members = [await build.member(suspended, 'TENANT_ADMIN'), await build.member(expired, 'TENANT_ADMIN')];
    for (const [index, name] of Object.keys(out).entries()) people.set(name, [...members, owner, user][index]!);
    await world.db.updateTable('tenant').set({ status: 'SUSPENDED' }).where('id', '=', suspended.id).execute();
    await world.db.updateTable('admin').set({ status: 'SUSPENDED' }).where('id', '=', admin.id).execute();
    await world.db.updateTable('user').set({ status: 'SUSPENDED' }).where('public_id', '=', user.userId!).execute();
  });

  test.each(routes.filter((route) => !asksNobody(route)))('%s: with a token from before', async (route) => {
    for (const [name, [status, detail]] of Object.entries(out)) {
      expect([name, outcome(await send(route, people.get(name)!))]).toEqual([name, refused(status, detail)]);
    }
  });
});

test('every refusal that the API has words for is met above', () => {
  const met = new Set(routes.flatMap((route) => Object.keys(caseOf(route).refusals ?? {})));
  for (const [, unknown] of Object.values(kinds)) met.add(`404 ${unknown}`);
  for (const elsewhere of ['401 Could not validate credentials', '403 Organization is suspended']) met.add(elsewhere);
  met.add('403 Organization subscription has expired');
  const worded = Object.values(faces).flatMap(([status, detail]) =>
    typeof detail === 'string' ? [`${status} ${detail}`] : [],
  );
  expect(worded.filter((face) => !met.has(face))).toEqual([]);
});

describe('a path that there is, by a method that there is not', () => {
  const paths = Map.groupBy(routes, (route) => route.split(' ')[1]!);

  test.each([...paths.keys()])('%s: 405 with the methods that there are', async (path) => {
    const methods = paths.get(path)!.map(methodOf);
    const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !methods.includes(each))) {
      const answer = await world.people.superadmin.request(method, path.replace(/\{\w+\}/, '1'));
      // `admins/{id}` also is what `admins` and something else below it would be.
      expect([method, outcome(answer)]).toEqual([method, refused(405, 'Method Not Allowed')]);
      expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allowed.sort());
    }
  });

  test.each([...paths.keys()])('%s: also below /lustercms, and nothing behind it', async (path) => {
    const at = path.replace(/\{\w+\}/, '1');
    expect(outcome(await nobody().request('PATCH', `/lustercms${at}`))).toEqual(refused(405, 'Method Not Allowed'));
    expect(outcome(await nobody().get(`${at}/nowhere/else`))).toEqual(refused(404, 'Not Found'));
  });
});
