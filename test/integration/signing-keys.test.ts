import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { SigningKey } from '../../src/entities/signing-key.js';
import { lookAfterSigningKeys, rotateSigningKeys } from '../../src/signing-keys.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, Person, signInAs } from '../support/clients.js';
import { platformAdmin } from '../support/people.js';

const minute = 60_000;
const day = 24 * 60 * minute;

let gateway: TestApp;
beforeEach(async () => {
  gateway = await startTestApp();
});
afterEach(() => gateway.stop());

const published = async (): Promise<{ kid: string }[]> =>
  (await anybody(gateway.url).get('/.well-known/jwks.json')).json.keys as { kid: string }[];
const kids = async (): Promise<string[]> => (await published()).map(({ kid }) => kid);

/** The id of the key that a new session is signed with. */
const signer = async (): Promise<string | undefined> => {
  const { token } = await signInAs(gateway.app, platformAdmin.email);
  return decodeProtectedHeader(token!).kid;
};

const roleOf = async (person: Person): Promise<unknown> => {
  const { json } = await person.graphql('{ viewer { role } }');
  return json.errors ? json.errors[0].extensions.code : json.data.viewer.role;
};

/** Lets time pass on every key there is, and the gateway notice. */
const later = async (milliseconds: number): Promise<void> => {
  await gateway.build.change(async (em) => {
    for (const key of await em.find(SigningKey, {})) key.createdAt = new Date(key.createdAt.getTime() - milliseconds);
  });
  await look();
  // Nor is anybody remembered any more.
  await setTimeout(550);
};
const look = (): Promise<void> => {
  const { tokens, orm, vault } = gateway.app.services;
  return lookAfterSigningKeys(tokens, orm, vault);
};
const rotate = async (): Promise<string> => {
  const { orm, vault } = gateway.app.services;
  const kid = await rotateSigningKeys(orm, vault);
  await look();
  return kid!;
};

describe('the signing keys', () => {
  test('are published without their private halves, for anybody to check a token with', async () => {
    expect(await published()).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: await signer(), alg: 'EdDSA', use: 'sig' },
    ]);
    const keys = createRemoteJWKSet(new URL(`${gateway.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(gateway.superadmin.token!, keys, { issuer: 'tenantry', audience: 'tenantry' });
    expect(payload.sub).toBe(gateway.superadmin.userId);
  });

  test('follow each other so that no token dies early and no copy of the set is too old', async () => {
    const [first] = await kids();
    const second = await rotate();
    expect(await kids()).toEqual([second, first]);
    expect(await signer()).toBe(first);

    const old = await signInAs(gateway.app, platformAdmin.email);
    await later(10 * minute);
    expect(await signer()).toBe(second);
    expect(await roleOf(old)).toBe('SUPERADMIN');

    await later(59 * minute);
    expect(await roleOf(old)).toBe('SUPERADMIN');
    await later(minute);
    expect(await kids()).toEqual([second]);
    expect(await roleOf(old)).toBe('UNAUTHENTICATED');
    expect(await roleOf(await signInAs(gateway.app, platformAdmin.email))).toBe('SUPERADMIN');
  });

  test('are replaced after 30 days, once, however many look', async () => {
    await later(30 * day - minute);
    expect(await kids()).toHaveLength(1);
    await gateway.build.change(async (em) => {
      for (const key of await em.find(SigningKey, {})) key.createdAt = new Date(key.createdAt.getTime() - 2 * minute);
    });
    await Promise.all([look(), look(), look(), look()]);
    expect(await kids()).toHaveLength(2);
  });

  test('that nothing is verified with any more are dropped with the next rotation, and each rotation is on record', async () => {
    const [first] = await kids();
    const second = await rotate();
    await later(2 * day);
    const third = await rotate();
    const { json } = await (
      await signInAs(gateway.app, platformAdmin.email)
    ).graphql('{ auditLogs(filter: { targetType: "signing_key" }) { nodes { action targetId actorRole changes } } }');
    const row = (kid: unknown, before: unknown[], after: unknown[]) => ({
      action: 'signing_key.rotated',
      targetId: kid,
      actorRole: 'SYSTEM',
      changes: { before: { keys: before }, after: { keys: after } },
    });
    expect(json.data.auditLogs.nodes).toEqual([
      row(third, [second, first], [third, second]),
      row(second, [first], [second, first]),
      row(first, [], [first]),
    ]);
  });

  test('made by another process are known here with the first token', async () => {
    const { orm, vault, tokens } = gateway.app.services;
    const kid = await rotateSigningKeys(orm, vault);
    expect(await kids()).toHaveLength(1);
    // As if the last look had been a while ago.
    (tokens.keys as unknown as { readAt: number }).readAt = 0;
    const unknown = gateway.superadmin.token!.split('.').with(0, header('unknown')).join('.');
    expect(await roleOf(new Person(gateway.url, unknown, undefined))).toBe('UNAUTHENTICATED');
    expect(await kids()).toEqual([kid, expect.any(String)]);
  });

  test('are not read anew for every unknown key id', async () => {
    const unknown = gateway.superadmin.token!.split('.').with(0, header('unknown')).join('.');
    const before = gateway.statements.length;
    for (let count = 0; count < 20; count += 1) await roleOf(new Person(gateway.url, unknown, undefined));
    expect(gateway.statements.slice(before).filter((text) => text.includes('signing_key'))).toEqual([]);
  });
});

const header = (kid: string): string =>
  Buffer.from(JSON.stringify({ alg: 'EdDSA', kid, typ: 'at+jwt' })).toString('base64url');
