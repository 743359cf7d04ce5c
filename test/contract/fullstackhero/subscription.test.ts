import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Answer } from '../../support/clients.js';
import {
  asRoot,
  badRequest,
  conflict,
  expectProblem,
  newTenant,
  notFound,
  path,
  validationError,
} from '../../support/fullstackhero.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp({ PLANS: 'starter=1, pro=12' });
});
afterAll(() => gateway.stop());

const day = 86_400_000;
const never = '9999-12-31T23:59:59Z';

type Verb = 'renew' | 'adjust-validity' | 'upgrade';

const at = (id: string, verb: Verb): string => `${path}/${id}/${verb}`;
const post = (id: string, verb: Verb, body: object): Promise<Answer> =>
  gateway.superadmin.post(at(id, verb), { [verb === 'upgrade' ? 'tenant' : 'tenantId']: id, ...body });
const renew = (id: string, body: object = {}) => post(id, 'renew', body);
const status = async (id: string) => (await gateway.superadmin.get(`${path}/${id}/status`)).json;
const until = async (validUntil: string | null): Promise<string> =>
  (await gateway.build.tenant({ validUntil: validUntil === null ? null : new Date(validUntil) })).slug;

/** A month or more from today by the calendar, at the same time of day. */
const monthsFromNow = (months: number): number => {
  const now = new Date();
  const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months + 1, 0)).getUTCDate();
  return (
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, Math.min(now.getUTCDate(), last)) + (Date.now() % day)
  );
};
const expectNear = (text: string, time: number): void => {
  expect(Math.abs(Date.parse(text) - time)).toBeLessThan(10_000);
};

describe('a new tenant', () => {
  test.each([
    [undefined, null, 1],
    [null, null, 1],
    ['starter', 'starter', 1],
    ['pro', 'pro', 12],
  ])('with the plan %s has paid for its first term', async (planKey, plan, months) => {
    const body = newTenant({ planKey });
    expect((await gateway.superadmin.post(path, body, asRoot)).status).toBe(201);
    const shown = await status(body['id'] as string);
    expect(shown.plan).toBe(plan);
    expectNear(shown.validUpto, monthsFromNow(months));
  });

  test('is not made with a plan that there is not', async () => {
    const body = newTenant({ planKey: 'gold' });
    expectProblem(await gateway.superadmin.post(path, body, asRoot), notFound('Plan gold not found.'));
    expect((await gateway.superadmin.get(`${path}/${String(body['id'])}/status`)).status).toBe(404);
  });
});

describe('renewal', () => {
  test('adds a term to what is left, twice if it comes twice', async () => {
    const id = await until('2090-01-31T10:00:00.500Z');
    const answer = await renew(id, { planKey: null });
    const shown = { tenantId: id, validUpto: '2090-02-28T10:00:00.5Z', planKey: null, planChanged: false };
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify(shown)]);
    expect((await renew(id)).json.validUpto).toBe('2090-03-28T10:00:00.5Z');
    expect((await status(id)).validUpto).toBe('2090-03-28T10:00:00.5Z');
  });

  test('of a lapsed one begins now', async () => {
    const id = await until(new Date(Date.now() - 30 * day).toISOString());
    expect((await status(id)).expiryState).toBe('Expired');
    expectNear((await renew(id)).json.validUpto, monthsFromNow(1));
    expect((await status(id)).expiryState).toBe('Active');
  });

  test('switches to another plan and its term, and keeps it', async () => {
    const id = await until('2090-01-15T00:00:00Z');
    const first = await renew(id, { planKey: 'starter' });
    expect(first.json).toMatchObject({ validUpto: '2090-02-15T00:00:00Z', planKey: 'starter', planChanged: true });
    const second = await renew(id, { planKey: 'pro' });
    expect(second.json).toMatchObject({ validUpto: '2091-02-15T00:00:00Z', planKey: 'pro', planChanged: true });
    for (const body of [{}, { planKey: '' }, { planKey: ' ' }, { planKey: 'pro' }]) {
      expect((await renew(id, body)).json).toMatchObject({ planKey: 'pro', planChanged: false });
    }
    expect(await status(id)).toMatchObject({ plan: 'pro', validUpto: '2095-02-15T00:00:00Z' });
  });

  test('gives no end to what has none', async () => {
    const id = await until(null);
    expect((await renew(id, { planKey: 'pro' })).json).toEqual({
      tenantId: id,
      validUpto: never,
      planKey: 'pro',
      planChanged: true,
    });
  });

  test('ends with the calendar', async () => {
    const id = await until('9999-12-01T00:00:00Z');
    const answer = await renew(id, { planKey: 'pro' });
    expect([answer.status, answer.json.title]).toEqual([400, 'Validation error']);
    expect(await status(id)).toMatchObject({ validUpto: '9999-12-01T00:00:00Z', plan: null });
  });

  test('to a plan that there is not changes nothing', async () => {
    const id = await until('2090-01-15T00:00:00Z');
    expectProblem(await renew(id, { planKey: 'gold' }), notFound('Plan gold not found.'), {
      instance: at(id, 'renew'),
    });
    expect(await status(id)).toMatchObject({ validUpto: '2090-01-15T00:00:00Z', plan: null });
  });

  test.each(['Pro', '-pro', 'p', 'p\u0000o', 'x'.repeat(65)])('%j is no key of a plan', async (planKey) => {
    const errors = { PlanKey: ['Plan key must be a lowercase slug (a-z, 0-9, hyphen).'] };
    expectProblem(await renew('acme', { planKey }), validationError, { instance: at('acme', 'renew'), errors });
  });

  test('root is never renewed', async () => {
    const problem = conflict('The root tenant cannot be renewed.');
    expectProblem(await renew('root'), problem, { instance: at('root', 'renew') });
  });

  test('also of a deactivated tenant, which stays so', async () => {
    const { slug } = await gateway.build.tenant({ status: 'SUSPENDED', validUntil: new Date('2090-01-01T00:00:00Z') });
    expect((await renew(slug)).status).toBe(200);
    expect(await status(slug)).toMatchObject({ isActive: false, validUpto: '2090-02-01T00:00:00Z' });
  });
});

describe('adjusting validity', () => {
  const adjust = (id: string, validUpto: unknown) => post(id, 'adjust-validity', { validUpto });

  test('sets the end to any day', async () => {
    const id = await until('2090-01-01T00:00:00Z');
    const answer = await adjust(id, '2080-05-05T05:05:05Z');
    const shown = { tenantId: id, validUpto: '2080-05-05T05:05:05Z' };
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify(shown)]);
    expect(await status(id)).toMatchObject({ validUpto: '2080-05-05T05:05:05Z', expiryState: 'Active' });
    await adjust(id, new Date(Date.now() - 30 * day).toISOString());
    expect((await status(id)).expiryState).toBe('Expired');
  });

  test.each([
    ['2031-02-03', '2031-02-03T00:00:00Z'],
    ['2031-02-03T04:05:06', '2031-02-03T04:05:06Z'],
    ['2031-02-03T04:05:06.1234567', '2031-02-03T04:05:06.123Z'],
    ['2031-02-03T04:05:06.1234567Z', '2031-02-03T04:05:06.123Z'],
    ['2031-02-03T04:05:06+02:00', '2031-02-03T02:05:06Z'],
  ])('%s is a date to .NET', async (text, shown) => {
    const id = await until(null);
    expect((await adjust(id, text)).json.validUpto).toBe(shown);
  });

  test.each(['tomorrow', '2031-02-30T00:00:00Z', '2031-13-01', '', '31.12.2031', 5, true, {}, ['2031-02-03']])(
    '%j is none',
    async (validUpto) => {
      const problem = badRequest('The JSON value could not be converted. Path: $.validUpto.');
      expectProblem(await adjust('acme', validUpto), problem, { instance: at('acme', 'adjust-validity') });
    },
  );

  test.each([undefined, '0001-01-01T00:00:00'])('%s is a date left out', async (validUpto) => {
    const errors = { ValidUpto: ["A valid 'validUpto' date is required."] };
    const answer = await adjust('acme', validUpto);
    expectProblem(answer, validationError, { instance: at('acme', 'adjust-validity'), errors });
  });

  test('the validity of root cannot be adjusted', async () => {
    const errors = { TenantId: ["The root operator tenant's validity cannot be adjusted."] };
    const answer = await adjust('root', '2031-02-03T00:00:00Z');
    expectProblem(answer, validationError, { instance: at('root', 'adjust-validity'), errors });
    expect((await status('root')).validUpto).toBe(never);
  });
});

describe('upgrade', () => {
  const upgrade = (id: string, extendedExpiryDate: unknown) => post(id, 'upgrade', { extendedExpiryDate });

  test('extends to a date', async () => {
    const id = await until('2090-01-01T00:00:00Z');
    const answer = await upgrade(id, '2091-01-01T00:00:00Z');
    expect([answer.status, answer.text]).toEqual([
      200,
      JSON.stringify({ newValidity: '2091-01-01T00:00:00Z', tenant: id }),
    ]);
  });

  test('is never backdated', async () => {
    const id = await until('2090-01-01T00:00:00Z');
    const problem = conflict('Subscription cannot be backdated.');
    for (const date of ['2089-12-31T00:00:00Z', '2090-01-01T00:00:00Z']) {
      expectProblem(await upgrade(id, date), problem, { instance: at(id, 'upgrade') });
    }
    const endless = await until(null);
    expectProblem(await upgrade(endless, never), problem, { instance: at(endless, 'upgrade') });
  });

  test.each([undefined, '2020-01-01T00:00:00Z', new Date().toISOString()])('%s is not to come', async (date) => {
    const answer = await upgrade('acme', date);
    const [text] = answer.json.errors.ExtendedExpiryDate as string[];
    expect(text).toMatch(/^'Extended Expiry Date' must be greater than '.*Z'\.$/);
    const errors = { ExtendedExpiryDate: [text!] };
    expectProblem(answer, validationError, { instance: at('acme', 'upgrade'), errors });
  });

  test('root has no end', async () => {
    const problem = conflict('The root tenant cannot be given an end.');
    expectProblem(await upgrade('root', '2090-01-01T00:00:00Z'), problem, { instance: at('root', 'upgrade') });
  });
});

describe.each(['renew', 'adjust-validity', 'upgrade'] as const)('%s', (verb) => {
  const date = '2090-01-01T00:00:00Z';
  const body = { planKey: 'pro', validUpto: date, extendedExpiryDate: date };

  test('of an unknown tenant is not found', async () => {
    for (const id of ['nobody', 'x_y', 'Acme']) {
      const problem = notFound(`AppTenantInfo ${id} Not Found.`);
      expectProblem(await post(id, verb, body), problem, { instance: at(id, verb) });
    }
  });

  test('of another tenant than the path’s is refused without a word, whatever else is wrong', async () => {
    const { slug } = await gateway.build.tenant();
    for (const named of [undefined, null, '', 'root', slug.toUpperCase()]) {
      for (const more of [body, {}, { planKey: 'X' }]) {
        const answer = await post(slug, verb, { ...more, tenant: named, tenantId: named });
        expect([answer.status, answer.text]).toEqual([400, '']);
      }
    }
  });

  test('a name that is no text does not bind', async () => {
    const name = verb === 'upgrade' ? 'tenant' : 'tenantId';
    const problem = badRequest(`The JSON value could not be converted. Path: $.${name}.`);
    expectProblem(await post('acme', verb, { ...body, [name]: 5 }), problem, { instance: at('acme', verb) });
  });
});
