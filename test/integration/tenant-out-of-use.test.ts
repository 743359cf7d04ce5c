import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.js';
import { Tenant } from '../../src/entities/tenant.js';
import { dialects } from '../../src/rest/dialects.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, signInAs, type Answer, type Person } from '../support/clients.js';
import { logIn } from '../support/fullstackhero.js';
import { overSocket, overStream } from '../support/live.js';
import { tell } from '../support/notices.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const day = 86_400_000;

/** Every endpoint that looks at credentials, under its API's own prefix. */
const endpoints = dialects.flatMap(({ name, endpoints: records }) =>
  records.flatMap(({ method, path, ...record }) =>
    record.public === true ? [] : [{ api: name, method, path: `/${name}${path.replace(/\{\w+\}/g, '1')}` }],
  ),
);

/** The two ways in which a tenant goes out of use, and how each API says so. */
const states = {
  suspended: {
    change: (tenant: Tenant) => {
      tenant.changeStatus('SUSPENDED');
    },
    error: { message: 'This tenant has been deactivated.', reason: 'TENANT_DEACTIVATED' },
    words: {
      exd: 'This tenant has been deactivated.',
      fullstackhero: 'This tenant has been deactivated. Contact your administrator.',
      lustercms: 'Organization is suspended',
      scaikey: 'Tenant is suspended',
    },
  },
  'past its grace': {
    change: (tenant: Tenant) => void (tenant.validUntil = new Date(Date.now() - 7 * day - 60_000)),
    error: { message: "This tenant's subscription has expired.", reason: 'TENANT_EXPIRED' },
    words: {
      exd: "This tenant's subscription has expired.",
      fullstackhero: "This tenant's subscription has expired. Please renew to continue.",
      lustercms: 'Organization subscription has expired',
      scaikey: 'Tenant subscription has expired',
    },
  },
} as const;

type State = (typeof states)[keyof typeof states];

/** The text of a refusal in any API's envelope. */
const wordsOf = ({ json }: Answer): unknown => json.error?.message ?? json.detail;

const put = (tenant: Tenant, { change }: State): Promise<void> =>
  gateway.build.change(async (em) => {
    change(await em.findOneOrFail(Tenant, tenant.id));
  });

const user = async () => {
  const tenant = await gateway.build.tenant();
  return { tenant, person: await gateway.build.member(tenant, 'TENANT_ADMIN', { tenant: tenant.slug }) };
};

describe.each(Object.entries(states))('a tenant that is %s', (_name, state) => {
  const gone: { person?: Person } = {};
  beforeAll(async () => {
    const { tenant, person } = await user();
    gone.person = person;
    await put(tenant, state);
  });

  test.each(endpoints)('is refused by $api: $method $path', async ({ api, method, path }) => {
    const answer = await gone.person!.request(method, path, method === 'GET' ? {} : { body: {} });
    expect([answer.status, answer.headers.get('X-Api-Dialect'), wordsOf(answer)]).toEqual([403, api, state.words[api]]);
    expect(answer.headers.has('X-Subscription-Grace')).toBe(false);
  });

  test('is refused by GraphQL, whatever it asks for', async () => {
    for (const document of [
      '{ viewer { id } }',
      '{ tenants { totalCount } }',
      'mutation { markAllNotificationsRead }',
    ]) {
      const { status, json } = await gone.person!.graphql(document);
      const { message, reason } = state.error;
      expect([status, json]).toEqual([403, { errors: [{ message, extensions: { code: 'FORBIDDEN', reason } }] }]);
    }
  });

  test('begins no subscription', async () => {
    const received = 'subscription { notificationReceived { title } }';
    const { token } = gone.person!;
    expect(await overSocket(gateway.url, token, received).ended).toEqual({ code: 4403, reason: state.error.message });
    expect(await overStream(gateway.url, token, received).ended).toBe(403);
  });

  test.each([
    ['WebSocket', overSocket],
    ['event stream', overStream],
  ] as const)('ends the subscriptions that it has: %s', async (_transport, subscribe) => {
    const { tenant, person } = await user();
    const received = subscribe(gateway.url, person.token, 'subscription { notificationReceived { title } }');
    while (received.results.length === 0) {
      await tell(gateway, person, 'before');
      await setTimeout(20);
    }
    await put(tenant, state);
    await tell(gateway, person, 'too late');
    expect(await received.ended).toBe('complete');
    const { message, reason } = state.error;
    expect(received.results.at(-1)).toEqual({ errors: [{ message, extensions: { code: 'FORBIDDEN', reason } }] });
    expect(JSON.stringify(received.results)).not.toContain('too late');
  });

  test('is let in again once it is back', async () => {
    const { tenant, person } = await user();
    await put(tenant, state);
    expect((await person.graphql('{ viewer { id } }')).status).toBe(403);
    await gateway.build.change(async (em) => {
      Object.assign(await em.findOneOrFail(Tenant, tenant.id), { status: 'ACTIVE', validUntil: null });
    });
    expect((await person.graphql('{ viewer { id } }')).status).toBe(200);
  });
});

describe('the days of grace', () => {
  const header = (answer: Answer): string | null => answer.headers.get('X-Subscription-Grace');
  const late = async (days: number, role: 'TENANT_ADMIN' | 'VIEWER' = 'TENANT_ADMIN') => {
    const tenant = await gateway.build.tenant({ validUntil: new Date(Date.now() - days * day) });
    return { tenant, person: await gateway.build.member(tenant, role, { tenant: tenant.slug }) };
  };

  test.each([
    [0.001, '7'],
    [0.999, '7'],
    [1.001, '6'],
    [6.001, '1'],
    [6.999, '1'],
  ])('%d days after the end %s are left', async (days, left) => {
    const { person, tenant } = await late(days, 'VIEWER');
    const answer = await person.get('/fullstackhero/api/v1/tenants/me/status');
    expect([answer.status, header(answer), answer.json.expiryState]).toEqual([200, left, 'InGrace']);
    const { json } = await person.graphql('{ viewer { tenant { slug graceDaysLeft } } }');
    expect(json.data.viewer.tenant).toEqual({ slug: tenant.slug, graceDaysLeft: Number(left) });
  });

  const ofOurs = endpoints.filter(({ api }) => api === 'fullstackhero');
  test.each(ofOurs)('show on every answer of fullstackhero: $method $path', async ({ method, path }) => {
    const { person } = await late(2.5);
    expect(header(await person.request(method, path, method === 'GET' ? {} : { raw: '{' }))).toBe('5');
    expect(header(await person.request(method, path, method === 'GET' ? {} : { body: {} }))).toBe('5');
    expect(header(await gateway.superadmin.request(method, path))).toBeNull();
    const { person: paid } = await user();
    expect(header(await paid.request(method, path))).toBeNull();
  });

  test('are served by every other API as well, without a word', async () => {
    const { person } = await late(6.5);
    for (const { api, method, path } of endpoints.filter((each) => each.api !== 'fullstackhero')) {
      const answer = await person.request(method, path, method === 'GET' ? {} : { body: {} });
      const { status, json } = answer;
      const words: unknown = status === 204 ? undefined : (json.error?.message ?? json.detail);
      expect([api, method, path, header(answer), words === states['past its grace'].words[api]]).toEqual([
        ...[api, method, path],
        ...[null, false],
      ]);
    }
  });

  test('show when somebody logs in and refreshes, and to nobody without the password', async () => {
    const { tenant } = await late(2.5);
    const member = await gateway.build.user({ passwordHash: await hashPassword('a long password') });
    await gateway.build.join(tenant, member, 'VIEWER');
    const nobody = anybody(gateway.url);
    const opened = await logIn(nobody, tenant.slug, member.email!, 'a long password');
    expect([opened.status, header(opened)]).toEqual([200, '5']);
    const body = { refreshToken: opened.json.refreshToken };
    const refreshed = await nobody.post('/api/v1/identity/token/refresh', body, { headers: { tenant: tenant.slug } });
    expect([refreshed.status, header(refreshed)]).toEqual([200, '5']);
    const wrong = await logIn(nobody, tenant.slug, member.email!, 'wrong');
    expect([wrong.status, header(wrong)]).toEqual([401, null]);
  });

  test('of one tenant, once they are over, take nothing from its people elsewhere', async () => {
    const { tenant } = await late(8);
    const other = await gateway.build.tenant();
    const member = await gateway.build.user();
    for (const each of [tenant, other]) await gateway.build.join(each, member, 'TENANT_ADMIN');
    const person = await signInAs(gateway.app, member.email!);
    const { json } = await person.graphql('{ tenants { nodes { slug } } viewer { tenants { slug } } }');
    expect(json.data).toEqual({
      tenants: { nodes: [{ slug: other.slug }] },
      viewer: { tenants: [{ slug: other.slug }] },
    });
    const there = await signInAs(gateway.app, member.email!, { tenant: tenant.slug });
    expect((await there.graphql('{ viewer { id } }')).status).toBe(403);
  });
});
