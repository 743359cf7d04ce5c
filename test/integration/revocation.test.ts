import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { dialects } from '../../src/rest/dialects.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, Person, type Answer } from '../support/clients.js';
import { overSocket, overStream, type Subscription } from '../support/live.js';
import { demotions, losses, provisionedTenant, stranger, type Loss, type Refusal } from '../support/losses.js';
import { atThisPace } from '../support/machine-pace.js';
import { tell } from '../support/notices.js';
import { Processes } from '../support/processes.js';
import { refresh } from '../support/sessions.js';
import { serverUrl } from '../support/template.js';
import { startTwoGateways } from '../support/two-gateways.js';

jest.setTimeout(120_000);

/** One process alone may be on an embedded database. */
const places = serverUrl === undefined ? (['here'] as const) : (['here', 'in another process'] as const);
type Place = (typeof places)[number];

const processes = new Processes();
let gateway: TestApp;
const urls: Partial<Record<Place, string>> = {};
beforeAll(async () => {
  if (serverUrl === undefined) gateway = await startTestApp();
  else {
    const two = await startTwoGateways(processes);
    gateway = two.gateway;
    urls['in another process'] = two.otherUrl;
  }
  urls.here = gateway.url;
});
afterAll(async () => {
  await processes.dispose();
  await gateway.stop();
});

/** The same person at one of the processes. */
const at = (place: Place, { token, userId }: Person): Person => new Person(urls[place]!, token, userId);

const received = 'subscription { notificationReceived { title } }';

const transports = { WebSocket: overSocket, 'an event stream': overStream };
type Transport = keyof typeof transports;
const streams = places.flatMap((place) =>
  (Object.keys(transports) as Transport[]).map((name) => [place, name] as const),
);

/** A read and a write of each legacy API. */
const doors = dialects.flatMap(({ name, endpoints }) => {
  const closed = endpoints.filter((record) => record.public === undefined);
  const some = [closed.find(({ method }) => method === 'GET')!, closed.find(({ method }) => method !== 'GET')!];
  return some.map(({ method, path }) => ({ api: name, method, path: `/${name}${path.replace(/\{\w+\}/g, '1')}` }));
});

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const grant = (path: string) => (person: Person, token: string) =>
  person.post(path, undefined, { headers: form, raw: `grant_type=refresh_token&refresh_token=${token}` });

/** Under whatever name. */
const accessToken = /"eyJ/;

/** Wherever a refresh token can be used. */
const refreshes: Readonly<Record<string, (person: Person, token: string) => Promise<Answer>>> = {
  GraphQL: ({ url }, token) => refresh(url, token),
  lustercms: (person, token) => person.post('/lustercms/api/auth/refresh', { refresh_token: token }),
  fullstackhero: (person, token) =>
    person.post(
      '/fullstackhero/api/v1/identity/token/refresh',
      { refreshToken: token },
      { headers: { tenant: 'root' } },
    ),
  scaikey: grant('/scaikey/api/v1/platform/oauth/token'),
  OAuth: grant('/oauth/token'),
};

/** Until every one is served. Those that nobody can tell anything are given some time. */
const served = async (person: Person, subscriptions: readonly Subscription[]): Promise<void> => {
  const isUser = person.userId?.startsWith('usr_');
  if (!isUser) return setTimeout(500);
  for (let tries = 0; subscriptions.some(({ results }) => results.length === 0) && tries < 100; tries += 1) {
    await tell(gateway, person, 'before');
    await setTimeout(50);
  }
};

interface End {
  readonly subscription: Subscription;
  /** Milliseconds since the access was lost. */
  readonly after: number;
}

interface Lost {
  readonly loss: Loss;
  readonly next: Readonly<Partial<Record<Place, Answer>>>;
  readonly ends: ReadonlyMap<string, End>;
}

/** Opens subscriptions everywhere, takes the access, and makes the next request everywhere. */
const lose = async (arrange: (gateway: TestApp) => Promise<Loss>): Promise<Lost> => {
  const loss = await arrange(gateway);
  for (const place of places) {
    expect([place, (await at(place, loss.person).graphql('{ viewer { id } }')).status]).toEqual([place, 200]);
  }
  const open = streams.map(([place, transport]) => ({
    key: `${place} ${transport}`,
    subscription: transports[transport](urls[place]!, loss.person.token, received),
  }));
  await served(
    loss.person,
    open.map(({ subscription }) => subscription),
  );
  await loss.take();
  const began = performance.now();
  const ends = open.map(async ({ key, subscription }) => {
    await Promise.race([subscription.ended, setTimeout(20_000)]);
    return [key, { subscription, after: performance.now() - began }] as const;
  });
  const next: Partial<Record<Place, Answer>> = {};
  for (const place of places) next[place] = await at(place, loss.person).graphql('{ viewer { id } }');
  return { loss, next, ends: new Map(await Promise.all(ends)) };
};

const expectRefused = ({ status, json }: Answer, { error, status: expected }: Refusal): void => {
  expect([status, json]).toEqual([expected, { errors: [error] }]);
};

describe.each(losses)('$name', ({ arrange, refusal, isSession }) => {
  let lost: Lost;
  beforeAll(async () => {
    lost = await lose(arrange);
  });
  const { status, error } = refusal;

  test.each(places)('the next query is refused %s', (place) => {
    expectRefused(lost.next[place]!, refusal);
  });

  test.each(places)('the next mutation is refused %s', async (place) => {
    expectRefused(await at(place, lost.loss.person).graphql('mutation { markAllNotificationsRead }'), refusal);
  });

  test.each(places.flatMap((place) => doors.map((door) => ({ place, ...door }))))(
    'refused $place: $api, $method $path',
    async ({ place, api, method, path }) => {
      const answer = await at(place, lost.loss.person).request(method, path, method === 'GET' ? {} : { body: {} });
      expect([answer.status, answer.headers.get('X-Api-Dialect')]).toEqual([status, api]);
    },
  );

  test.each(streams)('a subscription that is open ends within a second %s: %s', (place, transport) => {
    const { subscription, after } = lost.ends.get(`${place} ${transport}`)!;
    expect(subscription.results.at(-1)).toEqual({ errors: [error] });
    expect(JSON.stringify(subscription.results.slice(0, -1))).not.toMatch(/errors|uspended/);
    expect(after).toBeLessThan(atThisPace(1_000));
  });

  test.each(streams)('no subscription begins %s: %s', async (place, transport) => {
    const { ended, results } = transports[transport](urls[place]!, lost.loss.person.token, received);
    const closed = { code: status === 401 ? 4401 : 4403, reason: error.message };
    expect([await ended, results]).toEqual([transport === 'WebSocket' ? closed : status, []]);
  });

  const ofSession = isSession
    ? places.flatMap((place) => Object.keys(refreshes).map((door) => [place, door] as const))
    : [];
  for (const [place, door] of ofSession) {
    test(`no refresh token gives another ${place}: ${door}`, async () => {
      const answer = await refreshes[door]!(anybody(urls[place]!), lost.loss.refreshToken!);
      expect(answer.text).not.toMatch(accessToken);
      if (door === 'GraphQL') expect(answer.json.errors[0].extensions.code).toBe(error.extensions.code);
      else expect([400, 401, 403]).toContain(answer.status);
    });
  }
});

test.each(Object.keys(refreshes))(
  'a refresh token of somebody in good standing does give another: %s',
  async (door) => {
    const { refreshToken } = await losses[0]!.arrange(gateway);
    const answer = await refreshes[door]!(anybody(gateway.url), refreshToken!);
    expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(accessToken)]);
  },
);

describe.each(Object.entries(demotions))('%s, and the account is left', (_name, arrange) => {
  test.each(places)('who had access is answered like somebody who never had any %s', async (place) => {
    const { person, take } = await arrange(gateway);
    const nobody = await stranger(gateway);
    await at(place, person).graphql('{ viewer { id } }');
    await take();
    const all = '{ viewer { role } tenants { totalCount } organizations { totalCount } }';
    const { json } = await at(place, person).graphql(all);
    const nothing = { totalCount: 0 };
    expect(json).toEqual({ data: { viewer: { role: 'MEMBER' }, tenants: nothing, organizations: nothing } });
    for (const { method, path } of doors) {
      const options = method === 'GET' ? {} : { body: {} };
      const [one, other] = [at(place, person), at(place, nobody)].map((each) => each.request(method, path, options));
      expect([path, (await one!).status]).toEqual([path, (await other!).status]);
    }
  });
});

test.each(streams)('a superadmin who is one no more watches no longer %s: %s', async (place, transport) => {
  const { person, take } = await demotions['they are a superadmin no more']!(gateway);
  const document = `subscription { provisioningUpdated(tenant: "${await provisionedTenant(gateway)}") { status } }`;
  const watching = transports[transport](urls[place]!, person.token, document);
  await watching.received(1);
  await take();
  expect(await watching.ended).toBe('complete');
  const error = { message: 'You may not do this.', extensions: { code: 'FORBIDDEN' } };
  expect(watching.results).toEqual([{ data: { provisioningUpdated: { status: 'COMPLETED' } } }, { errors: [error] }]);
});
