import { createHmac, createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person, type Answer } from '../support/clients.js';

type Json = Record<string, unknown>;

let gateway: TestApp;
let header: Json;
let payload: Json;
let publicJwk: Json;
let ours: KeyObject;
const stranger = generateKeyPairSync('ed25519');

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;

/** A token of any header and payload, signed with a key of ours unless told otherwise. */
const forge = (changes: { header?: Json; payload?: Json; key?: KeyObject } = {}): string => {
  const input = `${encode({ ...header, ...changes.header })}.${encode({ ...payload, ...changes.payload })}`;
  return `${input}.${sign(null, Buffer.from(input), changes.key ?? ours).toString('base64url')}`;
};

const withHmac = (secret: Buffer | string, changes: Json = {}): string => {
  const input = `${encode({ ...header, alg: 'HS256', ...changes })}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};

const unsigned = (alg: string): string => `${encode({ ...header, alg })}.${encode(payload)}.`;
const parts = (): [string, string, string] => forge().split('.') as [string, string, string];
const now = (): number => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  gateway = await startTestApp();
  const [head = '', body = ''] = gateway.superadmin.token!.split('.');
  [header, payload] = [decode(head), decode(body)];
  const { vault, orm } = gateway.app.services;
  const key = await kyselyOf(orm.em).selectFrom('signing_key').selectAll().executeTakeFirstOrThrow();
  publicJwk = key.public_jwk;
  ours = createPrivateKey({
    key: JSON.parse(vault.open(key.sealed_private_jwk, 'signing_key.sealed_private_jwk', key.kid)) as never,
    format: 'jwk',
  });
});
afterAll(() => gateway.stop());

const ask = (authorization: string): Promise<Answer> =>
  new Person(gateway.url, undefined, undefined).post(
    '/graphql',
    { query: '{ viewer { role } }' },
    { headers: { Authorization: authorization } },
  );

const accepted: readonly [string, () => string][] = [
  ['as it was issued', () => `Bearer ${gateway.superadmin.token!}`],
  ['forged with our own key, which shows that the forgeries below are well made', () => `Bearer ${forge()}`],
  ['with the scheme in lower case', () => `bearer ${forge()}`],
  ['with the scheme in upper case', () => `BEARER ${forge()}`],
  ['after several spaces', () => `Bearer    ${forge()}`],
];

const refusedTokens: readonly [string, () => string][] = [
  ['alg none', () => unsigned('none')],
  ['alg None', () => unsigned('None')],
  ['alg NONE', () => unsigned('NONE')],
  ['alg nOnE', () => unsigned('nOnE')],
  ['an empty alg', () => unsigned('')],
  ['alg none with our signature', () => forge({ header: { alg: 'none' } })],
  ['no alg', () => forge({ header: { alg: undefined } })],
  ['HS256 with the public key’s bytes', () => withHmac(Buffer.from(String(publicJwk['x']), 'base64url'))],
  ['HS256 with the public key’s text', () => withHmac(String(publicJwk['x']))],
  ['HS256 with the public JWK', () => withHmac(JSON.stringify(publicJwk))],
  ['HS256 with an empty secret', () => withHmac('')],
  ['a wrong kid', () => forge({ header: { kid: 'another' } })],
  ['a kid that is a path', () => forge({ header: { kid: '../../encryption.key' } })],
  ['a kid that is a property of every object', () => forge({ header: { kid: 'constructor' } })],
  ['no kid', () => forge({ header: { kid: undefined } })],
  ['a kid that is no text', () => forge({ header: { kid: { $ne: null } } })],
  ['another typ', () => forge({ header: { typ: 'JWT' } })],
  ['no typ', () => forge({ header: { typ: undefined } })],
  ['a stranger’s key', () => forge({ key: stranger.privateKey })],
  [
    'a stranger’s key embedded',
    () =>
      forge({
        key: stranger.privateKey,
        header: { kid: undefined, jwk: stranger.publicKey.export({ format: 'jwk' }) },
      }),
  ],
  [
    'a stranger’s key embedded under our kid',
    () => forge({ key: stranger.privateKey, header: { jwk: stranger.publicKey.export({ format: 'jwk' }) } }),
  ],
  ['a jku', () => forge({ key: stranger.privateKey, header: { jku: 'https://example.com/jwks.json' } })],
  ['an x5u', () => forge({ key: stranger.privateKey, header: { x5u: 'https://example.com/cert.pem' } })],
  ['an unknown critical header', () => forge({ header: { crit: ['exp2'], exp2: 1 } })],
  ['unencoded payload asked for', () => forge({ header: { b64: false, crit: ['b64'] } })],
  ['a wrong issuer', () => forge({ payload: { iss: 'somebody' } })],
  ['no issuer', () => forge({ payload: { iss: undefined } })],
  ['a wrong audience', () => forge({ payload: { aud: 'another' } })],
  ['no audience', () => forge({ payload: { aud: undefined } })],
  ['an expiry a second ago', () => forge({ payload: { exp: now() - 1 } })],
  ['no expiry', () => forge({ payload: { exp: undefined } })],
  ['an expiry that is a text', () => forge({ payload: { exp: String(now() + 600) } })],
  ['a start in the future', () => forge({ payload: { nbf: now() + 600 } })],
  ['no jti', () => forge({ payload: { jti: undefined } })],
  ['no iat', () => forge({ payload: { iat: undefined } })],
  ['no subject', () => forge({ payload: { sub: undefined } })],
  ['a subject that is nobody', () => forge({ payload: { sub: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV' } })],
  ['a subject that is an object', () => forge({ payload: { sub: { $ne: null } } })],
  ['a subject that is a number', () => forge({ payload: { sub: 1 } })],
  ['a tenant that the user is not in', () => forge({ payload: { tenant_id: 'tnt_0000000000000000' } })],
  ['a tenant that is an object', () => forge({ payload: { tenant_id: { $ne: null } } })],
  ['more than 4096 characters', () => forge({ payload: { pad: 'x'.repeat(5000) } })],
  ['a changed payload', () => `${parts()[0]}.${encode({ ...payload, sub: 'usr_other' })}.${parts()[2]}`],
  ['a changed header', () => `${encode({ ...header, x: 1 })}.${parts()[1]}.${parts()[2]}`],
  ['half a signature', () => `${parts()[0]}.${parts()[1]}.${parts()[2].slice(0, 43)}`],
  ['no signature', () => `${parts()[0]}.${parts()[1]}.`],
  ['two segments', () => parts().slice(0, 2).join('.')],
  ['four segments', () => `${forge()}.${parts()[2]}`],
  ['five segments, like a JWE', () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
  ['a payload that is a list', () => `${parts()[0]}.${Buffer.from('[]').toString('base64url')}.${parts()[2]}`],
  ['plain base64', () => Buffer.from(forge()).toString('base64')],
  ['dots', () => '..'],
  ['a word', () => 'token'],
];

const refusedHeaders: readonly [string, () => string][] = [
  ['a scheme and nothing', () => 'Bearer '],
  ['a token without a scheme', () => forge()],
  ['another scheme', () => `Basic ${Buffer.from('root:root').toString('base64')}`],
  ['two tokens', () => `Bearer ${forge()} ${forge()}`],
  ['two tokens with a comma', () => `Bearer ${forge()}, Bearer ${forge()}`],
  ['a tab', () => `Bearer\t${forge()}`],
];

const expectUnauthenticated = ({ status, json, headers }: Answer, message: string): void => {
  expect(json).toEqual({
    errors: [{ message, extensions: { code: 'UNAUTHENTICATED', reason: 'CREDENTIALS_INVALID' } }],
  });
  expect(status).toBe(401);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
};

describe('access tokens', () => {
  test.each(accepted)('are accepted %s', async (_name, authorization) => {
    const { status, json } = await ask(authorization());
    expect([status, json]).toEqual([200, { data: { viewer: { role: 'SUPERADMIN' } } }]);
  });

  test.each(refusedTokens)('are refused with %s', async (_name, token) => {
    expectUnauthenticated(await ask(`Bearer ${token()}`), 'The token is invalid or has expired.');
  });

  test.each(refusedHeaders)('are refused where the header is %s', async (_name, authorization) => {
    expectUnauthenticated(await ask(authorization()), 'The Authorization header is not a bearer token.');
  });

  test('an absent header is nobody in particular', async () => {
    const answer = await new Person(gateway.url, undefined, undefined).graphql('{ viewer { id role tenants { id } } }');
    expect(answer.json).toEqual({ data: { viewer: { id: null, role: 'ANONYMOUS', tenants: [] } } });
  });
});
