import { createPrivateKey, KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateSigningKey } from '../../src/auth/access-tokens.js';
import { SigningKey } from '../../src/entities/signing-key.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Answer } from '../support/clients.js';
import { forgeriesOf, originalOf, remade, type Forgeries, type Original } from '../support/forgeries.js';
import { Issuer, Listener } from '../support/issuer.js';
import { overSocket } from '../support/live.js';
import { platformAdmin } from '../support/people.js';
import { newSession } from '../support/sessions.js';

/** What a surface answers to somebody with a bearer token: the role it sees, or how it refuses. */
type Surface = (token: string) => Promise<unknown>;

let gateway: TestApp;
/** The platform's issuer, and that of one tenant. Each makes whatever its token says true here. */
let trusted: Issuer;
let tenants: Issuer;
/** Tokens, metadata and certificates name it; nobody may ask it. */
let lure: Listener;
let ours: Original;
let theirs: Original;
let forged: Readonly<Record<'ours' | 'theirs', Forgeries>>;

const minute = 60_000;
const began = performance.now();

/** A key of ours whose time is over, still in the database. */
const retiredKey = async (): Promise<Original> => {
  const { vault, tokens } = gateway.app.services;
  const { kid, publicJwk, privateJwk } = await generateSigningKey();
  await gateway.build.change(async (em) => {
    for (const key of await em.find(SigningKey, {})) key.createdAt = new Date(Date.now() - 71 * minute);
    const sealedPrivateJwk = vault.seal(JSON.stringify(privateJwk), 'signing_key.sealed_private_jwk', kid);
    const createdAt = new Date(Date.now() - 90 * minute);
    em.persist(Object.assign(new SigningKey(), { kid, publicJwk, sealedPrivateJwk, createdAt }));
  });
  await tokens.keys.refresh();
  return {
    ...ours,
    header: { ...ours.header, kid },
    key: createPrivateKey({ key: privateJwk as never, format: 'jwk' }),
  };
};

/** What only our own tokens say, and what is asked of nobody else's. */
const ownForgeries = async (): Promise<Forgeries> => {
  const made = (payload: Record<string, unknown>): string => remade(ours, { payload });
  const odd = [1, true, {}, [], ['x'], { $ne: null }, '', 'x\u0000', "' or 1=1 --", 'x'.repeat(65)];
  const each = (name: string, values: readonly unknown[]) =>
    values.map((value) => [`${name} ${JSON.stringify(value)}`, made({ [name]: value })]);
  const { tokens } = await newSession(gateway.url, platformAdmin);
  const { id } = await gateway.build.client('admin:write');
  const client = { aud: ['tenantry', id], sub: id, client_id: id, scope: 'admin:write' };
  return {
    ...Object.fromEntries(['sub', 'tenant_id', 'sid', 'client_id'].flatMap((name) => each(name, odd))),
    ...Object.fromEntries(each('aud', [['tenantry'], ['tenantry', 'x'], [1, 'tenantry'], ['tenantry', { a: 1 }]])),
    'an end a second ago': made({ exp: Math.floor(Date.now() / 1000) - 1 }),
    'a tenant that the user is not in': made({ tenant_id: 'tnt_0000000000000000' }),
    'a subject that is nobody': made({ sub: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
    'a client’s token without the client': made({ ...client, aud: 'tenantry' }),
    ...Object.fromEntries(
      [1, null, [], {}, undefined].map((scope) => [`scope ${JSON.stringify(scope)}`, made({ ...client, scope })]),
    ),
    'a client’s token whose subject is no text': made({ ...client, sub: 1 }),
    'no jti': made({ jti: undefined }),
    'no kid': remade(ours, { header: { kid: undefined } }),
    'a refresh token': tokens.refreshToken,
    'a retired key': remade(await retiredKey()),
    'a trusted issuer’s key': remade(ours, { key: theirs.key }),
    'a trusted issuer’s key and kid': remade({ ...theirs, payload: ours.payload }),
    'more than 4096 characters': made({ pad: 'x'.repeat(3000) }),
  };
};

const foreignForgeries = async (): Promise<Forgeries> => {
  const made = (payload: Record<string, unknown>): string => remade(theirs, { payload });
  const retired = theirs;
  await trusted.rotate();
  theirs = originalOf(await trusted.token(platformAdmin.email), KeyObject.from(trusted.key.privateKey));
  const tenant = originalOf(await tenants.token(platformAdmin.email), KeyObject.from(tenants.key.privateKey));
  return {
    'a retired key': remade(retired),
    'a retired key under the new one’s name': remade(theirs, { key: retired.key }),
    'our own key': remade(theirs, { key: ours.key }),
    'our own key and kid': remade({ ...ours, payload: theirs.payload }),
    'a user who is not known': made({ email: 'nobody@example.com' }),
    'the issuer of a tenant that the user is not in': remade(tenant),
    'the issuer of a tenant, in the name of the platform’s': remade({ ...tenant, payload: theirs.payload }),
    'the issuer of a tenant, with the platform’s kid': remade({ ...tenant, header: theirs.header }),
    'an audience of another trusted issuer': made({ aud: 'tenants-api' }),
  };
};

beforeAll(async () => {
  [trusted, tenants, lure] = [await Issuer.open(), await Issuer.open('EdDSA'), await Listener.open()];
  gateway = await startTestApp({
    TRUSTED_ISSUERS: JSON.stringify([
      trusted.trusted({ scope: 'platform' }),
      tenants.trusted({ audiences: ['tenants-api'] }),
    ]),
  });
  await gateway.build.tenant({ issuer: lure.url });
  await gateway.build.tenant({ issuer: tenants.url });
  const { vault, orm } = gateway.app.services;
  const { kid, sealed_private_jwk: sealed } = await kyselyOf(orm.em)
    .selectFrom('signing_key')
    .selectAll()
    .executeTakeFirstOrThrow();
  const jwk = vault.open(sealed, 'signing_key.sealed_private_jwk', kid);
  ours = originalOf(gateway.superadmin.token!, createPrivateKey({ key: JSON.parse(jwk) as never, format: 'jwk' }));
  theirs = originalOf(await trusted.token(platformAdmin.email), KeyObject.from(trusted.key.privateKey));
  const [own, foreign] = [await ownForgeries(), await foreignForgeries()];
  forged = {
    ours: { ...(await forgeriesOf(ours, lure.url)), ...own },
    theirs: { ...(await forgeriesOf(theirs, lure.url)), ...foreign },
  };
});
afterAll(async () => {
  await gateway.stop();
  for (const listener of [trusted, tenants, lure]) listener.close();
});

const bearing = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

const rest =
  (path: string): Surface =>
  async (token) => {
    const { status, headers, text } = await anybody(gateway.url).get(path, bearing(token));
    if (status === 200) return 'SUPERADMIN';
    const body = text.replace(/"(request_id|traceId)":"[^"]+"/, '"$1":"…"');
    return [status, headers.get('WWW-Authenticate'), body];
  };

const overGraphql: Surface = async (token) => {
  const answer: Answer = await anybody(gateway.url).post('/graphql', { query: '{ viewer { role } }' }, bearing(token));
  const { status, headers, json } = answer;
  return status === 200 ? json.data.viewer.role : [status, headers.get('Content-Type'), json];
};

const overWebSocket: Surface = async (token) => {
  const socket = overSocket(gateway.url, token, '{ viewer { role } }');
  const refused = socket.ended.then((end) => (end === 'complete' ? socket.results[0] : end));
  const end = (await refused) as { data?: { viewer: { role: string } } };
  return end.data?.viewer.role ?? end;
};

const invalid = 'The token is invalid or has expired.';
const noBearer = 'The Authorization header is not a bearer token.';

const graphqlError = (message: string) => [
  401,
  'application/json; charset=utf-8',
  { errors: [{ message, extensions: { code: 'UNAUTHENTICATED', reason: 'CREDENTIALS_INVALID' } }] },
];
const detail = (text: string) => [401, 'Bearer', JSON.stringify({ detail: text })];
const exdError = (message: string) => [
  401,
  'Bearer',
  JSON.stringify({ error: { code: 'unauthorized', message, details: {} }, request_id: '…' }),
];
const problem = {
  type: 'https://datatracker.ietf.org/doc/html/rfc7235#section-3.1',
  title: 'Unauthorized',
  status: 401,
  detail: 'Authentication is required to access this resource.',
  instance: '/fullstackhero/api/v1/tenants',
  traceId: '…',
};

/** Each surface, and its own way to refuse a token. */
const surfaces: readonly (readonly [string, Surface, (message: string) => unknown])[] = [
  ['GraphQL', overGraphql, graphqlError],
  ['ScaiKey', rest('/api/v1/admin/tenants/'), () => detail('Invalid or expired token')],
  ['LusterCMS', rest('/api/tenants/organizations'), () => detail('Could not validate credentials')],
  ['exd', rest('/exd/api/v1/tenants'), exdError],
  ['fullstackhero', rest('/fullstackhero/api/v1/tenants'), () => [401, 'Bearer', JSON.stringify(problem)]],
  ['WebSocket', overWebSocket, (message) => ({ code: 4401, reason: message })],
];

describe.each(surfaces)('over %s', (_name, surface, refusal) => {
  test.each(['ours', 'theirs'] as const)('good tokens are accepted: %s', async (whose) => {
    const original = { ours, theirs }[whose];
    expect(await surface(remade(original))).toBe('SUPERADMIN');
    expect(await surface(remade(original, { payload: { nbf: 0, more: 'x' } }))).toBe('SUPERADMIN');
    expect(await surface(remade(original, { header: { typ: 'application/AT+JWT' } }))).toBe('SUPERADMIN');
  });

  test.each(['ours', 'theirs'] as const)('no forgery is accepted: %s', async (whose) => {
    const tokens = Object.entries(forged[whose]);
    expect(tokens.length).toBeGreaterThan(200);
    const answers = await Promise.all(
      tokens.map(async ([name, token]) => {
        const expected = refusal(/\s/.test(token) ? noBearer : invalid);
        return { name, answer: await surface(token), expected };
      }),
    );
    expect(answers.filter(({ answer, expected }) => !isDeepStrictEqual(answer, expected))).toEqual([]);
  });
});

describe('all these forgeries', () => {
  test('made nobody ask an address that a token or a tenant names', () => {
    expect(lure.hits).toEqual([]);
  });

  test('made nobody ask the trusted issuers for more than their keys, now and then', () => {
    expect(new Set([...trusted.hits, ...tenants.hits])).toEqual(new Set(['/keys']));
    const seconds = (performance.now() - began) / 1000;
    for (const { hits } of [trusted, tenants]) expect(hits.length).toBeLessThanOrEqual(1 + seconds / 10);
  });

  test('were no faults of the gateway', () => {
    expect(gateway.events.filter(({ type }) => type === 'failed')).toEqual([]);
  });
});
