import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Provisioning, provisioningSteps } from '../../src/entities/provisioning.js';
import type { Tenant } from '../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person } from '../support/clients.js';
import { overSocket, overStream, type Subscription } from '../support/live.js';
import { Processes } from '../support/processes.js';
import { ProvisioningProbe } from '../support/provisioning.js';
import { serverUrl } from '../support/template.js';
import { startTwoGateways, type TwoGateways } from '../support/two-gateways.js';

jest.setTimeout(120_000);

let gateway: TestApp;
let probe: ProvisioningProbe;
beforeAll(async () => {
  gateway = await startTestApp();
  probe = new ProvisioningProbe(gateway);
});
afterAll(() => gateway.stop());

interface Attempt {
  readonly correlationId: string;
  readonly status: string;
  readonly currentStep: string | null;
  readonly steps: readonly { readonly step: string; readonly status: string }[];
}

const fields = 'correlationId status currentStep error steps { step status }';
const updated = (tenant: string): string => `subscription { provisioningUpdated(tenant: "${tenant}") { ${fields} } }`;

const attemptOf = (result: unknown): Attempt =>
  (result as { data: { provisioningUpdated: Attempt } }).data.provisioningUpdated;

const errorOf = (result: unknown): unknown => (result as { errors: { extensions: unknown }[] }).errors[0]?.extensions;

const unknownTenant = { code: 'NOT_FOUND', reason: 'TENANT_UNKNOWN' };

/** The events up to the one that says how the attempt ended. */
const untilEnded = async ({ results, received }: Subscription): Promise<Attempt[]> => {
  for (;;) {
    const attempts = results.map(attemptOf);
    if (/COMPLETED|FAILED/.test(attempts.at(-1)?.status ?? '')) return attempts;
    await received(results.length + 1);
  }
};

const numbers: Readonly<Record<string, number>> = { PENDING: 0, RUNNING: 1, COMPLETED: 2 };

/** How far an attempt has come, as a number that only rises. */
const progress = ({ status, steps }: Attempt): number =>
  (numbers[status] ?? NaN) + steps.reduce((sum, step) => sum + (numbers[step.status] ?? NaN), 0);

const waiting = async (): Promise<{ tenant: Tenant; attempt: Provisioning }> => {
  const tenant = await gateway.build.tenant();
  return { tenant, attempt: await probe.leave(tenant) };
};

describe.each([
  ['WebSocket', overSocket],
  ['an event stream', overStream],
] as const)('over %s', (name, subscribe) => {
  const watch = (tenant: string, person: Person = gateway.superadmin): Subscription =>
    subscribe(gateway.url, person.token, updated(tenant));

  test('the state comes first, and then one event for each change until the attempt has ended', async () => {
    const { tenant, attempt } = await waiting();
    const watching = watch(tenant.slug);
    await watching.received(1);
    expect(attemptOf(watching.results[0])).toEqual({
      ...{ correlationId: attempt.correlationId, status: 'PENDING', currentStep: null, error: null },
      steps: provisioningSteps.map((step) => ({ step, status: 'PENDING' })),
    });
    await probe.send(attempt);
    // It begins, each step begins and completes, and it completes.
    const events = (await watching.received(1 + 1 + 2 * provisioningSteps.length + 1)).map(attemptOf);
    expect(events.map(progress)).toEqual(events.map(progress).sort((one, other) => one - other));
    expect(events.at(-1)).toEqual({
      ...{ correlationId: attempt.correlationId, status: 'COMPLETED', currentStep: null, error: null },
      steps: provisioningSteps.map((step) => ({ step, status: 'COMPLETED' })),
    });
    await setTimeout(150);
    expect(watching.results).toHaveLength(events.length);
    watching.leave();
  });

  test('the next attempt is watched as well', async () => {
    const { tenant, attempt } = await waiting();
    await probe.ended(attempt);
    const watching = watch(tenant.id);
    await watching.received(1);
    const { json } = await gateway.superadmin.graphql(
      `mutation { retryProvisioning(tenant: "${tenant.id}") { correlationId } }`,
    );
    await watching.received(2);
    const events = await untilEnded(watching);
    expect(events[0]).toMatchObject({ correlationId: attempt.correlationId, status: 'COMPLETED' });
    expect(events.at(-1)).toMatchObject({ ...json.data.retryProvisioning, status: 'COMPLETED' });
    watching.leave();
  });

  test('one that fails says why', async () => {
    const { json } = await gateway.superadmin.graphql(
      'mutation($input: CreateTenantInput!) { createTenant(input: $input) { id } }',
      { input: { displayName: `Fails over ${name}`, connectionString: 'Server=db.acme.com;Database=AcmeDb;' } },
    );
    const watching = watch(json.data.createTenant.id as string);
    const error = 'The connection string names no user.';
    expect((await untilEnded(watching)).at(-1)).toMatchObject({ status: 'FAILED', currentStep: 'DATABASE', error });
    watching.leave();
  });

  test('nobody hears of another tenant', async () => {
    const [one, other] = [await waiting(), await waiting()];
    const watching = watch(one.tenant.id);
    await watching.received(1);
    await probe.ended(other.attempt);
    await setTimeout(150);
    expect(watching.results).toHaveLength(1);
    watching.leave();
  });

  test('a tenant that is deleted ends it, also where another takes over the slug', async () => {
    const { tenant, attempt } = await waiting();
    await probe.ended(attempt);
    const watching = watch(tenant.slug);
    await watching.received(1);
    await gateway.superadmin.graphql(`mutation { deleteTenant(tenant: "${tenant.id}") }`);
    await gateway.superadmin.graphql(
      `mutation { createTenant(input: { displayName: "Next", slug: "${tenant.slug}" }) { id } }`,
    );
    expect(await watching.ended).toBe('complete');
    expect(watching.results.slice(1)).toEqual([
      { errors: [{ message: 'Tenant not found.', extensions: unknownTenant }] },
    ]);
  });

  test('a tenant that was never provisioned has nothing to watch', async () => {
    const watching = watch('root');
    expect(await watching.ended).toBe('complete');
    expect(watching.results.map(errorOf)).toEqual([{ code: 'NOT_FOUND', reason: 'PROVISIONING_UNKNOWN' }]);
  });
});

describe('whoever may not ask how a tenant’s provisioning stands may not watch it', () => {
  const refusals = async (person: Person, tenant: string): Promise<unknown[]> => {
    const asked = await person.graphql(`{ provisioning(tenant: "${tenant}") { status } }`);
    const status = await overStream(gateway.url, person.token, updated(tenant)).ended;
    const [error] = (await overSocket(gateway.url, person.token, updated(tenant)).ended) as { extensions: unknown }[];
    return [errorOf(asked.json), status, error?.extensions];
  };

  test.each(['TENANT_ADMIN', 'EDITOR', 'VIEWER'] as const)('its %s', async (role) => {
    const { tenant } = await waiting();
    const forbidden = { code: 'FORBIDDEN' };
    expect(await refusals(await gateway.build.member(tenant, role), tenant.id)).toEqual([forbidden, 403, forbidden]);
  });

  test('its reseller', async () => {
    const { admin, owner } = await gateway.build.reseller();
    const { slug } = await gateway.build.tenant({ adminId: admin.id });
    const forbidden = { code: 'FORBIDDEN' };
    expect(await refusals(owner, slug)).toEqual([forbidden, 403, forbidden]);
  });

  test('anybody, of a tenant that there is not', async () => {
    const { tenant } = await waiting();
    await gateway.superadmin.graphql(`mutation { deleteTenant(tenant: "${tenant.id}") }`);
    for (const key of [tenant.id, tenant.slug, 'tnt_0000000000000000', 'nothing']) {
      expect(await refusals(gateway.superadmin, key)).toEqual([unknownTenant, 404, unknownTenant]);
    }
  });

  test('but a client that reads may do both', async () => {
    const { tenant } = await waiting();
    const { token } = await gateway.build.clientToken('admin:read');
    const watching = overStream(gateway.url, token, updated(tenant.slug));
    await watching.received(1);
    expect(attemptOf(watching.results[0]).status).toBe('PENDING');
    watching.leave();
  });
});

(serverUrl === undefined ? describe.skip : describe)('in two processes', () => {
  const processes = new Processes();
  const two: { value?: TwoGateways } = {};
  beforeAll(async () => {
    two.value = await startTwoGateways(processes);
  });
  afterAll(async () => {
    await processes.dispose();
    await two.value?.gateway.stop();
  });

  test.each([
    ['WebSocket', overSocket],
    ['an event stream', overStream],
  ] as const)('a tenant is made in one and watched in the other until it is ready: %s', async (name, subscribe) => {
    const { gateway: here, otherUrl } = two.value!;
    const slug = name.toLowerCase().replaceAll(' ', '-');
    const { json } = await here.superadmin.graphql(
      `mutation { createTenant(input: { displayName: "Made", slug: "${slug}" }) { provisioning { correlationId } } }`,
    );
    const watching = subscribe(otherUrl, here.superadmin.token, updated(slug));
    const events = await untilEnded(watching);
    expect(new Set(events.map(({ correlationId }) => correlationId))).toEqual(
      new Set([json.data.createTenant.provisioning.correlationId]),
    );
    expect(events.at(-1)?.status).toBe('COMPLETED');
    watching.leave();
  });
});
