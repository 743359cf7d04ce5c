import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Person } from '../support/clients.js';
import { overSocket, overStream } from '../support/live.js';
import { atThisPace } from '../support/machine-pace.js';

let gateway: TestApp;
let person: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  person = await gateway.build.member(await gateway.build.tenant(), 'VIEWER');
});
afterAll(() => gateway.stop());

const received = 'subscription { notificationReceived { id } }';
const asStream = { accept: 'text/event-stream' };

/** A socket that speaks for itself, and how it is closed. */
const bareSocket = (protocol: string): { socket: WebSocket; closed: Promise<number> } => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, protocol);
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
    socket.on('error', () => undefined);
  });
  return { socket, closed };
};

describe('event streams', () => {
  const refusals = [
    ['a PUT, which would share a stream by token', 'PUT', {}, undefined, 405],
    ['a DELETE', 'DELETE', {}, undefined, 405],
    [
      'a client that takes no event stream',
      'POST',
      { accept: 'application/json' },
      { query: '{ viewer { id } }' },
      406,
    ],
    ['a body without a query', 'POST', {}, {}, 400],
    ['an operator object for the query', 'POST', {}, { query: { $ne: null } }, 400],
    ['a list of variables', 'POST', {}, { query: '{ viewer { id } }', variables: [1] }, 400],
    ['a syntax error', 'POST', {}, { query: '{' }, 400],
    ['an unknown field', 'POST', {}, { query: '{ nothing }' }, 400],
    ['an unknown operation', 'POST', {}, { query: '{ viewer { id } }', operationName: 'other' }, 400],
    [
      'NUL in a variable',
      'POST',
      {},
      { query: 'query($a: ID) { tenant(id: $a) { id } }', variables: { a: '\0' } },
      400,
    ],
  ] as const;

  test.each(refusals)('%s is refused with a status and a code', async (_name, method, headers, body, status) => {
    const answer = await person.request(method, '/graphql/stream', {
      headers: { ...asStream, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(status);
    expect(answer.json.errors[0].extensions.code).toBe('INVALID');
  });

  test('a mutation is not run by a GET', async () => {
    const query = encodeURIComponent('mutation { markAllNotificationsRead }');
    const answer = await person.get(`/graphql/stream?query=${query}`, { headers: asStream });
    expect([answer.status, answer.json.errors[0].message]).toEqual([400, 'A mutation is sent with POST.']);
  });

  test('a body beyond 256 kB is refused', async () => {
    const answer = await person.post('/graphql/stream', { query: ' '.repeat(300_000) }, { headers: asStream });
    expect(answer.status).toBe(413);
  });

  test('a query has one result and then the stream is complete', async () => {
    const query = encodeURIComponent('query($n: Int) { notifications(first: $n) { totalCount } }');
    const response = await fetch(
      `${gateway.url}/graphql/stream?query=${query}&variables=${encodeURIComponent('{"n":1}')}`,
      {
        headers: { ...asStream, ...person.authorization },
      },
    );
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9A-Z]{26}$/);
    expect(await response.text()).toBe(
      ':\n\nevent: next\ndata: {"data":{"notifications":{"totalCount":0}}}\n\nevent: complete\ndata:\n\n',
    );
  });

  test('anybody may ask for what anybody may know', async () => {
    const subscription = overStream(gateway.url, undefined, '{ viewer { role } }');
    expect(await subscription.ended).toBe('complete');
    expect(subscription.results).toEqual([{ data: { viewer: { role: 'ANONYMOUS' } } }]);
  });
});

describe('sockets', () => {
  test('an operation that cannot be started is answered with its error, and the socket stays open', async () => {
    const subscription = overSocket(gateway.url, person.token, 'subscription { nothing }');
    expect(await subscription.ended).toEqual([
      expect.objectContaining({ extensions: { code: 'INVALID', reason: 'OPERATION_REFUSED' } }),
    ]);
  });

  test('another protocol is not spoken', async () => {
    const { closed } = bareSocket('graphql-ws');
    expect(await closed).toBe(1006);
  });

  test('what is not a message of the protocol closes the socket', async () => {
    const { socket, closed } = bareSocket('graphql-transport-ws');
    socket.on('open', () => socket.send('{"type":"nonsense"}'));
    expect(await closed).toBe(4400);
  });

  test('a message beyond 256 kB closes the socket', async () => {
    const { socket, closed } = bareSocket('graphql-transport-ws');
    socket.on('open', () => socket.send(' '.repeat(300_000)));
    expect(await closed).toBe(1009);
  });

  test('an operation before the connection is acknowledged closes the socket', async () => {
    const { socket, closed } = bareSocket('graphql-transport-ws');
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: received } })));
    expect(await closed).toBe(4401);
  });

  test('at most fifty operations run on one socket', async () => {
    const { socket } = bareSocket('graphql-transport-ws');
    const told: { type: string; id?: string }[] = [];
    socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as { type: string }));
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init', payload: person.authorization }));
    });
    for (let waited = 0; told.length === 0 && waited < 100; waited += 1) await setTimeout(20);
    for (let id = 1; id <= 51; id += 1) {
      socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload: { query: received } }));
    }
    for (let waited = 0; told.length === 1 && waited < 100; waited += 1) await setTimeout(20);
    expect(told.slice(1)).toEqual([expect.objectContaining({ type: 'error', id: '51' })]);
    socket.close();
  });
});

test('stopping ends streams and sockets so that clients come back, and does not wait for them', async () => {
  const stopping = await startTestApp();
  const reader = await stopping.build.member(await stopping.build.tenant(), 'VIEWER');
  const socket = overSocket(stopping.url, reader.token, received);
  const stream = overStream(stopping.url, reader.token, received);
  await setTimeout(200);
  const began = performance.now();
  await stopping.stop();
  expect(performance.now() - began).toBeLessThan(atThisPace(5_000));
  expect(await socket.ended).toEqual({ code: 1001, reason: 'Going away' });
  expect(await stream.ended).toEqual(
    expect.objectContaining({ message: 'Connection closed while having active streams' }),
  );
});

test('a port that is taken refuses the start, and the process stays', async () => {
  const { port } = new URL(gateway.url);
  await expect(startTestApp({ PORT: port })).rejects.toThrow('EADDRINUSE');
  expect((await anybody(gateway.url).get('/health/live')).status).toBe(200);
});
