import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { ApiToken } from '../../src/entities/api-token.js';
import { Tenant } from '../../src/entities/tenant.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Person, rawRequest } from '../support/clients.js';
import { overSocket } from '../support/live.js';

let gateway: TestApp;
let home: Tenant;
beforeAll(async () => {
  gateway = await startTestApp();
  home = await gateway.build.tenant({ slug: 'home' });
});
afterAll(() => gateway.stop());

const db = () => kyselyOf(gateway.app.services.orm.em);
const asks = '{ viewer { id name role tenant { slug role } tenants { slug } } }';
const codeOf = async (person: Person): Promise<unknown> => {
  const { json } = await person.graphql('{ viewer { role } }');
  return json.errors ? [json.errors[0].extensions.code, json.errors[0].extensions.reason] : json.data.viewer.role;
};
const invalid = ['UNAUTHENTICATED', 'CREDENTIALS_INVALID'];
const change = (person: Person, work: (token: ApiToken) => void): Promise<void> =>
  gateway.build.change(async (em) => {
    work(await em.findOneOrFail(ApiToken, person.userId!));
  });
const changeHome = (work: (tenant: Tenant) => void): Promise<void> =>
  gateway.build.change(async (em) => {
    work(await em.findOneOrFail(Tenant, home.id));
  });

const create = async (input: object): Promise<{ id: string; secret: string }> => {
  const document =
    'mutation($input: CreateApiTokenInput!) { createApiToken(input: $input) { token { id tenantId tenantSlug } secret } }';
  const { json } = await gateway.superadmin.graphql(document, { input });
  expect(json.errors).toBeUndefined();
  const { token, secret } = json.data.createApiToken;
  return { id: token.id as string, secret: secret as string };
};

describe('a service token', () => {
  test('is no user: it has a name, a role, and the tenant that it is bound to', async () => {
    const { secret } = await create({ type: 'TENANT', name: 'nightly', tenant: home.id });
    const { json } = await new Person(gateway.url, secret, undefined).graphql(asks);
    const tenant = { slug: 'home', role: 'TENANT_ADMIN' };
    expect(json.data.viewer).toEqual({
      ...{ id: null, name: 'nightly', role: 'TENANT_ADMIN' },
      ...{ tenant, tenants: [{ slug: 'home' }] },
    });
    expect(await codeOf(await gateway.build.apiToken('ADMIN'))).toBe('SUPERADMIN');
    expect(await codeOf(await gateway.build.apiToken('CLIENT', home))).toBe('NONE');
  });

  test('is stored as a hash alone, and stands in no audit row', async () => {
    const { id, secret } = await create({ type: 'ADMIN', name: 'hidden' });
    const { rows } = await sql<{ line: string }>`
      select row_to_json(k)::text as line from api_token k
      union all select row_to_json(a)::text from audit_log a`.execute(db());
    const text = rows.map(({ line }) => line).join('\n');
    expect(text).toContain(id);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.slice(-20));
    expect(JSON.stringify(gateway.events)).not.toContain(secret.slice(-20));
  });

  test('is no other type by another prefix', async () => {
    const { token } = await gateway.build.apiToken('READ', home);
    for (const prefix of ['exd_admin_', 'exd_tenant_', 'exd_', 'EXD_READ_', 'exd_root_']) {
      expect([prefix, await codeOf(new Person(gateway.url, token!.replace('exd_read_', prefix), undefined))]).toEqual([
        prefix,
        invalid,
      ]);
    }
  });

  test('of the wrong length or alphabet is refused without asking the database', async () => {
    const before = gateway.statements.length;
    for (const token of ['exd_admin_', `exd_admin_${'x'.repeat(42)}`, `exd_admin_${'-'.repeat(43)}`, 'exd_'])
      expect(await codeOf(new Person(gateway.url, token, undefined))).toEqual(invalid);
    expect(gateway.statements.length).toBe(before);
  });

  test('ends with its time', async () => {
    const token = await gateway.build.apiToken('ADMIN', undefined, { expiresAt: new Date(Date.now() + 60_000) });
    expect(await codeOf(token)).toBe('SUPERADMIN');
    await change(token, (row) => (row.expiresAt = new Date(Date.now() - 1)));
    expect(await codeOf(token)).toEqual(invalid);
  });

  test('ends when it is revoked, also on a socket', async () => {
    const token = await gateway.build.apiToken('ADMIN');
    const subscription = overSocket(gateway.url, token.token, 'subscription { notificationReceived { id } }');
    await gateway.superadmin.graphql('mutation($id: ID!) { revokeApiToken(id: $id) }', { id: token.userId });
    expect(await codeOf(token)).toEqual(invalid);
    subscription.leave();
    expect(await overSocket(gateway.url, token.token, '{ viewer { role } }').ended).toEqual({
      code: 4401,
      reason: 'The token is invalid or has expired.',
    });
  });

  test.each(['TENANT', 'READ'] as const)('of type %s falls and rises with its tenant', async (type) => {
    const token = await gateway.build.apiToken(type, home);
    const good = type === 'TENANT' ? 'TENANT_ADMIN' : 'NONE';
    expect(await codeOf(token)).toBe(good);
    await changeHome((tenant) => {
      tenant.changeStatus('SUSPENDED');
    });
    expect(await codeOf(token)).toEqual(['FORBIDDEN', 'TENANT_DEACTIVATED']);
    await changeHome((tenant) => {
      tenant.changeStatus('ACTIVE');
      tenant.validUntil = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
    });
    expect(await codeOf(token)).toEqual(['FORBIDDEN', 'TENANT_EXPIRED']);
    await changeHome((tenant) => {
      tenant.validUntil = null;
    });
    expect(await codeOf(token)).toBe(good);
  });

  test('does not outlive its tenant or its namespace', async () => {
    const tenant = await gateway.build.tenant();
    const [bound, flags] = [
      await gateway.build.apiToken('TENANT', tenant),
      await gateway.build.apiToken('READ', tenant),
    ];
    await db().deleteFrom('namespace').where('tenant_id', '=', tenant.id).execute();
    expect(await codeOf(flags)).toEqual(invalid);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).delete();
    });
    expect(await codeOf(bound)).toEqual(invalid);
  });
});

describe('the last use of a token', () => {
  const lastUse = async (person: Person): Promise<string | null> => {
    const { json } = await gateway.superadmin.graphql('{ apiTokens { nodes { id lastUsedAt } } }');
    const nodes = json.data.apiTokens.nodes as { id: string; lastUsedAt: string | null }[];
    return nodes.find(({ id }) => id === person.userId)?.lastUsedAt ?? null;
  };

  test('is known to the minute, and costs one write for all requests of it', async () => {
    const token = await gateway.build.apiToken('ADMIN');
    expect(await lastUse(token)).toBeNull();
    const before = gateway.statements.length;
    for (let count = 0; count < 10; count += 1) await codeOf(token);
    const made = gateway.statements.slice(before);
    expect(made.filter((text) => text.includes('update api_token'))).toHaveLength(1);
    // Requests of one moment are looked up once.
    expect(made.length).toBeLessThanOrEqual(11);
    const first = await lastUse(token);
    expect(Date.now() - Date.parse(first!)).toBeLessThan(30_000);
    await change(token, (row) => (row.lastUsedAt = new Date(Date.parse(first!) - 61_000)));
    const noted = async () => Date.parse((await lastUse(token))!) >= Date.parse(first!);
    for (let waited = 0; waited < 5_000 && !(await noted()); waited += 100) {
      await codeOf(token);
      await setTimeout(100);
    }
    expect(await noted()).toBe(true);
  });
});

describe('what a token does', () => {
  test('is on record under the token’s id, and so is what it was refused', async () => {
    const token = await gateway.build.apiToken('ADMIN');
    const bound = await gateway.build.apiToken('TENANT', home);
    await token.graphql('mutation { createPartnerGroup(input: { name: "Made by a token" }) { id } }');
    await bound.graphql('mutation { createTenant(input: { displayName: "Refused" }) { id } }');
    const { json } = await gateway.superadmin.graphql(
      '{ auditLogs(first: 2) { nodes { action actorId actorEmail actorRole actorCredential } } }',
    );
    const nobody = { actorId: null, actorEmail: null };
    expect(json.data.auditLogs.nodes).toEqual([
      { action: 'access.denied', ...nobody, actorRole: 'TENANT_ADMIN', actorCredential: bound.userId },
      { action: 'partner_group.created', ...nobody, actorRole: 'SUPERADMIN', actorCredential: token.userId },
    ]);
  });

  test('counts against its own quota, not that of an address', async () => {
    const limited = await startTestApp({ RATE_LIMIT_MULTIPLIER: '1' });
    const { token } = await limited.build.apiToken('ADMIN');
    const { headers } = await rawRequest(limited.url, {
      method: 'GET',
      path: '/api/v1/tokens',
      headers: { Authorization: `Bearer ${token ?? ''}` },
    });
    expect([headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]).toEqual(['600', '599']);
    await limited.stop();
  });
});
