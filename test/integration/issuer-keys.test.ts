import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person } from '../support/clients.js';
import { Issuer, json, keysPath, Listener, metadataPath } from '../support/issuer.js';
import { overSocket } from '../support/live.js';
import { atThisPace } from '../support/machine-pace.js';
import { platformAdmin } from '../support/people.js';
import { over, standingOf } from '../support/sessions.js';

const minute = 60_000;
const unavailable = [503, 'UNAVAILABLE', undefined];

let gateway: TestApp;
/** Configured with the address of their keys, or without. Each test takes one that has not been asked for anything. */
let keyed: Issuer[];
let discovered: Issuer[];
/** The one that a test is about. */
let issuer: Issuer;
/** Another one, which is always there. */
let steady: Issuer;

const open = (count: number): Promise<Issuer[]> => Promise.all(Array.from({ length: count }, () => Issuer.open()));
const paths = ['/realms/one', '/realms/two/'];

/** Time stands still but for what a test lets pass. Tokens end by another clock. */
let passed = 0;
const later = (milliseconds: number): void => void (passed += milliseconds);

beforeAll(async () => {
  [keyed, discovered, [steady]] = (await Promise.all([open(20), open(12), open(1)])) as [Issuer[], Issuer[], [Issuer]];
  const trusted = [
    ...[steady, ...keyed].map((each) => each.trusted({ scope: 'platform' })),
    ...discovered.map((each, index) => {
      const path = paths[index] ?? '';
      return each.trusted({ issuer: `${each.url}${path}`, jwksUri: undefined, scope: 'platform' });
    }),
  ];
  gateway = await startTestApp({ TRUSTED_ISSUERS: JSON.stringify(trusted) });
  const start = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => start + passed);
});
afterAll(async () => {
  await gateway.stop();
  for (const each of [steady, ...keyed, ...discovered]) each.close();
  jest.restoreAllMocks();
});

const take = (from: readonly Issuer[]): Issuer => from.find(({ hits }) => hits.length === 0)!;
beforeEach(() => {
  steady.hits.length = 0;
});

const person = async (of = issuer): Promise<Person> =>
  new Person(gateway.url, await of.token(platformAdmin.email), undefined);
const standing = async (of = issuer): Promise<unknown[]> => standingOf(await person(of));

/** A token under a key id that nobody knows. */
const unknown = async (): Promise<Person> => {
  const stranger = await Issuer.open();
  const token = await stranger.token(platformAdmin.email, { iss: issuer.url });
  stranger.close();
  return new Person(gateway.url, token, undefined);
};

describe('the metadata of a trusted issuer', () => {
  beforeEach(() => {
    issuer = take(discovered.slice(paths.length));
  });

  test.each(paths)('lead to its keys, and stand behind its path: %s', async (path) => {
    issuer = discovered[paths.indexOf(path)]!;
    const name = `${issuer.url}${path}`;
    issuer.answer = (request, response) => {
      const metadata = { issuer: name, jwks_uri: `${issuer.url}${keysPath}` };
      json(request.url === keysPath ? issuer.jwks : metadata)(request, response);
    };
    const token = await issuer.token(platformAdmin.email, { iss: name });
    expect(await standingOf(new Person(gateway.url, token, undefined))).toEqual([200]);
    expect(issuer.hits).toEqual([`${path.replace(/\/$/, '')}${metadataPath}`, keysPath]);
  });

  test('lead to its keys where it has no path', async () => {
    expect(await standing()).toEqual([200]);
    expect(issuer.hits).toEqual([metadataPath, keysPath]);
  });

  const refused: readonly (readonly [string, () => unknown])[] = [
    ['keys of another origin', () => ({ issuer: issuer.url, jwks_uri: `${steady.url}${keysPath}` })],
    ['keys of another port', () => ({ issuer: issuer.url, jwks_uri: issuer.url.replace(/\d+$/, '1') })],
    ['keys in a file', () => ({ issuer: issuer.url, jwks_uri: 'file:///etc/passwd' })],
    [
      'keys behind a user',
      () => ({ issuer: issuer.url, jwks_uri: `${issuer.url.replace('//', '//u:p@')}${keysPath}` }),
    ],
    ['no keys', () => ({ issuer: issuer.url })],
    ['keys that are no address', () => ({ issuer: issuer.url, jwks_uri: keysPath })],
    ['another issuer', () => ({ issuer: steady.url, jwks_uri: `${issuer.url}${keysPath}` })],
    ['the issuer with a slash more', () => ({ issuer: `${issuer.url}/`, jwks_uri: `${issuer.url}${keysPath}` })],
    ['nothing', () => null],
  ];
  test.each(refused)('are not followed where they name %s', async (_name, document) => {
    issuer.answer = (request, response) => {
      json(request.url === metadataPath ? document() : issuer.jwks)(request, response);
    };
    expect(await standing()).toEqual(unavailable);
    expect([...issuer.hits, ...steady.hits]).toEqual([metadataPath]);
  });
});

describe('the keys of a trusted issuer', () => {
  beforeEach(() => {
    issuer = take(keyed);
  });

  test('are asked for with the first token, once for many, and again after ten minutes', async () => {
    expect(issuer.hits).toEqual([]);
    expect(await Promise.all(Array.from({ length: 20 }, () => standing()))).toEqual(Array(20).fill([200]));
    expect(issuer.hits).toEqual([keysPath]);
    later(9 * minute);
    expect(await standing()).toEqual([200]);
    expect(issuer.hits).toHaveLength(1);
    later(2 * minute);
    expect(await standing()).toEqual([200]);
    expect(issuer.hits).toHaveLength(2);
  });

  test('are not asked for again by key ids that nobody knows, but every ten seconds', async () => {
    const stranger = await unknown();
    for (let count = 0; count < 20; count += 1) expect(await standingOf(stranger)).toEqual(over);
    expect(issuer.hits).toHaveLength(1);
    later(11_000);
    await Promise.all(Array.from({ length: 20 }, async () => expect(await standingOf(stranger)).toEqual(over)));
    expect(issuer.hits).toHaveLength(2);
  });

  test('may change: the new one counts ten seconds after the last look, the old one ten minutes later no more', async () => {
    const old = await person();
    expect(await standingOf(old)).toEqual([200]);
    await issuer.rotate();
    expect(await standing()).toEqual(over);
    later(11_000);
    expect(await standing()).toEqual([200]);
    expect(await standingOf(old)).toEqual(over);
    expect(issuer.hits).toHaveLength(2);
  });

  test('that are withdrawn are believed for ten minutes', async () => {
    const old = await person();
    expect(await standingOf(old)).toEqual([200]);
    await issuer.rotate();
    later(9 * minute);
    expect(await standingOf(old)).toEqual([200]);
    later(2 * minute);
    expect(await standingOf(old)).toEqual(over);
  });

  test('are good for an hour where the issuer does not answer, which the log says', async () => {
    expect(await standing()).toEqual([200]);
    issuer.answer = (_request, response) => void response.writeHead(500).end();
    later(59 * minute);
    expect(await standing()).toEqual([200]);
    expect(gateway.events).toContainEqual(expect.objectContaining({ type: 'issuer-failed', issuer: issuer.url }));
    later(2 * minute);
    expect(await standing()).toEqual(unavailable);
    issuer.answer = issuer.usual;
    later(11_000);
    expect(await standing()).toEqual([200]);
  });
});

const endless: Listener['answer'] = (_request, response) => {
  const send = (): void => {
    while (!response.destroyed && response.write(' '.repeat(16_384)));
  };
  response.writeHead(200).on('drain', send);
  send();
};

const failures: readonly (readonly [string, () => Listener['answer']])[] = [
  ['answers 500', () => (_request, response) => void response.writeHead(500).end('{"keys":[]}')],
  [
    'answers 404 with keys',
    () => (_request, response) => void response.writeHead(404).end(JSON.stringify(issuer.jwks)),
  ],
  ['redirects to itself', () => (_request, response) => void response.writeHead(302, { Location: keysPath }).end()],
  [
    'redirects elsewhere',
    () => (_request, response) => void response.writeHead(307, { Location: `${steady.url}/lure` }).end(),
  ],
  ['answers no JSON', () => (_request, response) => void response.writeHead(200).end('<html>')],
  ['answers no keys', () => json({ keys: {} })],
  ['answers nothing', () => (_request, response) => void response.writeHead(200).end()],
  ['hangs up', () => (request) => void request.destroy()],
  ['is silent', () => () => undefined],
  ['stops in the middle', () => (_request, response) => void response.writeHead(200).write('{"keys":')],
  ['never ends', () => endless],
  ['answers more than 64 KiB', () => json({ ...issuer.jwks, more: 'x'.repeat(65_536) })],
];

test.each(failures)('an issuer that %s keeps its own people out for a while and nobody else', async (_name, answer) => {
  issuer = take(keyed);
  issuer.answer = answer();
  const began = performance.now();
  const asked = (await Promise.all(Array.from({ length: 10 }, () => person()))).map((each) => standingOf(each));
  expect(await standing(steady)).toEqual([200]);
  expect(await standingOf(gateway.superadmin)).toEqual([200]);
  expect(await Promise.all(asked)).toEqual(Array(10).fill(unavailable));
  expect(performance.now() - began).toBeLessThan(atThisPace(15_000));
  expect(await standing()).toEqual(unavailable);
  expect(issuer.hits).toEqual([keysPath]);
  expect(steady.hits).not.toContain('/lure');

  issuer.answer = issuer.usual;
  later(11_000);
  expect(await standing()).toEqual([200]);
});

test('an issuer that does not answer is a 503 in every dialect, and a reason to try again for a socket', async () => {
  issuer = take(keyed);
  issuer.answer = (_request, response) => void response.writeHead(500).end();
  const bearer = await person();
  const dialects = ['/api/v1/admin/tenants/', '/api/tenants/organizations', '/exd/api/v1/tenants'];
  for (const path of [...dialects, '/fullstackhero/api/v1/tenants']) {
    expect([path, (await bearer.get(path)).status]).toEqual([path, 503]);
  }
  const socket = overSocket(gateway.url, bearer.token, '{ viewer { role } }');
  expect(await socket.ended).toEqual({ code: 1013, reason: 'Try again later' });
});
