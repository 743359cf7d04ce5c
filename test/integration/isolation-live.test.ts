import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { assemble, viewerNames, type Cast } from '../support/isolation/cast.js';
import { ok, type Decision } from '../support/isolation/decision.js';
import {
  documentOf,
  operationsOf,
  subscriptionsOf,
  variablesOf,
  type Operation,
} from '../support/isolation/graphql-calls.js';
import { inTurns } from '../support/isolation/in-turns.js';
import { callsOf, titleOf, type Prepared } from '../support/isolation/prepared-calls.js';
import { Things } from '../support/isolation/things.js';
import { EventStreams, Sockets, type Result, type Transport } from '../support/isolation/transports.js';
import { overSocket, overStream } from '../support/live.js';
import { tell } from '../support/notices.js';

let gateway: TestApp;
let cast: Cast;
let things: Things;
beforeAll(async () => {
  gateway = await startTestApp();
  cast = await assemble(gateway);
  things = new Things(cast);
});
afterAll(async () => {
  await Promise.all(Object.values(transports).map((transport) => transport.dispose()));
  await gateway.stop();
});

const schema = buildGatewaySchema();
const transports: Readonly<Record<string, Transport>> = { sockets: new Sockets(), 'event streams': new EventStreams() };
const titled = (operation: Operation) => ({ operation, title: `${operation.field.name} by ${operation.way}` });

const decisionOf = ({ errors, data, closed }: Result): Decision => {
  if (closed !== undefined) return `closed with ${closed}`;
  if (errors === undefined) return data ? ok : 'nothing';
  const { code, reason } = errors[0]!.extensions;
  return [code, reason].filter((word) => word !== undefined).join(' ');
};

/** Over a socket nobody in particular gets as far as asking. */
const overThat = (carrier: string, { name, decision }: Prepared): Decision =>
  carrier === 'sockets' && name === 'anonymous' ? 'closed with 4401' : decision;

const calledBy = (calls: readonly Prepared[], operation: Operation, carrier: string): Promise<unknown[]> =>
  inTurns(calls, 8, async (call) => {
    const variables = await variablesOf(operation, cast, call.thing);
    const result = await transports[carrier]!.call(cast.people[call.name], documentOf(schema, operation), variables);
    return [carrier, titleOf(call), decisionOf(result)];
  });

const decided = async (calls: readonly Prepared[], operation: Operation): Promise<void> => {
  for (const carrier of Object.keys(transports)) {
    expect(await calledBy(calls, operation, carrier)).toEqual(
      calls.map((call) => [carrier, titleOf(call), overThat(carrier, call)]),
    );
  }
};

describe.each(operationsOf(schema).map(titled))('$title', ({ operation }) => {
  const { type, field, kind } = operation;
  test('is decided over sockets and event streams as it is over HTTP', async () => {
    const calls = await callsOf(cast, things, { type, field: field.name, kind });
    // What is done once over HTTP is done no more often by another transport.
    await decided(
      calls.filter(({ changes }) => !changes),
      operation,
    );
  });
});

/** Answers nothing until something happens. */
const silent = ['notificationReceived'];

describe.each(subscriptionsOf(schema).map(titled))('$title', ({ operation }) => {
  const { field, kind } = operation;
  test('is opened for whom the table and the predicates let', async () => {
    const calls = await callsOf(cast, things, { type: 'Subscription', field: field.name, kind });
    const told = silent.includes(field.name) ? calls.filter(({ decision }) => decision !== ok) : calls;
    await decided(told, operation);
  });
});

describe.each([
  ['a socket', overSocket],
  ['an event stream', overStream],
])('over %s', (_name, open) => {
  test('everybody is told what is for them, and nobody what is for somebody else', async () => {
    const watching = viewerNames
      .filter((name) => name !== 'anonymous')
      .map((name) => {
        const { token, userId } = cast.people[name];
        const subscription = open(gateway.url, token, 'subscription { notificationReceived { title } }');
        return { name, subscription, isUser: userId?.startsWith('usr_') === true };
      });
    const users = watching.filter(({ isUser }) => isUser);
    // One who is not served yet misses what comes first.
    for (const { name, subscription } of users) {
      while (subscription.results.length === 0) {
        await tell(gateway, cast.people[name], `first for ${name}`);
        await Promise.race([subscription.received(1), new Promise((resolve) => setTimeout(resolve, 50))]);
      }
    }
    for (const { name } of users) await tell(gateway, cast.people[name], `last for ${name}`);
    for (const { name, subscription } of users) {
      const last = { data: { notificationReceived: { title: `last for ${name}` } } };
      while (JSON.stringify(subscription.results.at(-1)) !== JSON.stringify(last)) {
        await subscription.received(subscription.results.length + 1);
      }
    }
    for (const { name, subscription, isUser } of watching) {
      const others = JSON.stringify(subscription.results).replaceAll(`for ${name}"`, '');
      expect([name, others.includes(' for '), subscription.results.length > 0]).toEqual([name, false, isUser]);
      subscription.leave();
    }
  });
});
