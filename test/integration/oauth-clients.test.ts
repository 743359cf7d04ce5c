import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { OAuthClient } from '../../src/entities/oauth-client.js';
import { kyselyOf } from '../../src/orm.js';
import { permissions } from '../../src/permissions.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, Person, type Answer } from '../support/clients.js';
import { rootFields, someCall } from '../support/operations.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const create = async (scopes: string[]): Promise<{ id: string; secret: string }> => {
  const document =
    'mutation($scopes: [ClientScope!]!) { createOAuthClient(input: { name: "reports", scopes: $scopes }) { client { id name scopes lastUsedAt } secret } }';
  const { json } = await gateway.superadmin.graphql(document, { scopes });
  const { client, secret } = json.data.createOAuthClient;
  expect(client).toEqual({
    id: expect.stringMatching(/^app_[0-9A-Za-z]{16}$/),
    name: 'reports',
    scopes,
    lastUsedAt: null,
  });
  expect(secret).toMatch(/^[0-9A-Za-z]{43}$/);
  return { id: client.id as string, secret: secret as string };
};

const issue = (id: string, secret: string, scope?: string): Promise<Answer> =>
  anybody(gateway.url).graphql(
    'mutation($id: String!, $secret: String!, $scope: String) { issueClientToken(client: { id: $id, secret: $secret }, scope: $scope) { accessToken expiresIn scope } }',
    { id, secret, scope },
  );

const viewerOf = async (token: string): Promise<unknown> => {
  const { json } = await new Person(gateway.url, token, undefined).graphql(
    '{ viewer { id name role tenants { id } } }',
  );
  return json.errors ? json.errors[0].extensions.code : json.data.viewer;
};

describe('a client', () => {
  test('is shown its secret once, and acts as itself', async () => {
    const { id, secret } = await create(['ADMIN_READ']);
    const { json } = await issue(id, secret);
    expect(json.data.issueClientToken).toMatchObject({ expiresIn: 3600, scope: 'admin:read' });
    expect(await viewerOf(json.data.issueClientToken.accessToken as string)).toEqual({
      ...{ id: null, name: 'reports', role: 'SUPERADMIN', tenants: [] },
    });
    const listed = await gateway.superadmin.graphql('{ oauthClients { nodes { id name scopes lastUsedAt } } }');
    expect(listed.json.data.oauthClients.nodes).toContainEqual({
      ...{ id, name: 'reports', scopes: ['ADMIN_READ'], lastUsedAt: expect.any(String) },
    });
    expect(listed.text).not.toContain(secret);
  });

  test('leaves no secret in the database, the audit log or what is observed', async () => {
    const { id, secret } = await create(['ADMIN_WRITE']);
    const { accessToken } = (await issue(id, secret)).json.data.issueClientToken;
    await issue(id, 'pl4nted-wrong-secret');
    await anybody(gateway.url).request('POST', '/oauth/token', {
      raw: `grant_type=client_credentials&client_id=${id}&client_secret=pl4nted-form-secret`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const { rows } = await sql<{ line: string }>`
      select row_to_json(c)::text as line from oauth_client c
      union all select row_to_json(a)::text from audit_log a`.execute(kyselyOf(gateway.app.services.orm.em));
    const text = `${rows.map(({ line }) => line).join('\n')}\n${JSON.stringify(gateway.events)}`;
    expect(text).toContain(id);
    for (const hidden of [secret, String(accessToken).split('.')[2], 'pl4nted']) expect(text).not.toContain(hidden);
  });

  test('ends with its tokens', async () => {
    const token = await gateway.build.clientToken('admin:write');
    expect(await viewerOf(token.token!)).toMatchObject({ role: 'SUPERADMIN' });
    await gateway.superadmin.graphql('mutation($id: ID!) { deleteOAuthClient(id: $id) }', { id: token.userId });
    expect(await viewerOf(token.token!)).toBe('UNAUTHENTICATED');
    expect((await issue(token.userId!, 'client-secret')).json.errors[0].extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'CLIENT_INVALID',
    });
  });

  test('that may less from now on may less with the tokens it has, and never more', async () => {
    const token = await gateway.build.clientToken('admin:read', 'admin:write');
    const reader = await gateway.build.clientToken('admin:read');
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(OAuthClient, token.userId!)).scopes = ['admin:read'];
      (await em.findOneOrFail(OAuthClient, reader.userId!)).scopes = ['admin:read', 'admin:write'];
    });
    const mutation = 'mutation { createPartnerGroup(input: { name: "Refused" }) { id } }';
    for (const person of [token, reader]) {
      expect((await person.graphql(mutation)).json.errors[0].extensions.reason).toBe('SCOPE_MISSING');
      expect((await person.graphql('{ partnerGroups { totalCount } }')).json.errors).toBeUndefined();
    }
  });

  test('is on record with what it does and what it was refused', async () => {
    const token = await gateway.build.clientToken('admin:write');
    const reader = await gateway.build.clientToken('admin:read');
    const mutation = 'mutation { createPartnerGroup(input: { name: "Made by a client" }) { id } }';
    await token.graphql(mutation);
    await reader.graphql(mutation);
    const { json } = await gateway.superadmin.graphql(
      '{ auditLogs(first: 2) { nodes { action actorNumber actorRole actorCredential } } }',
    );
    const actor = { actorNumber: null, actorRole: 'SUPERADMIN' };
    expect(json.data.auditLogs.nodes).toEqual([
      { action: 'access.denied', ...actor, actorCredential: reader.userId },
      { action: 'partner_group.created', ...actor, actorCredential: token.userId },
    ]);
  });
});

const schema = buildGatewaySchema();

describe('a token with admin:read', () => {
  test.each(rootFields(schema, 'query').map(({ name }) => name))('may ask %s like one that writes', async (name) => {
    const people = [await gateway.build.clientToken('admin:read'), await gateway.build.clientToken('admin:write')];
    const document = someCall(schema, name, 'query');
    const answers = await Promise.all(people.map((person) => person.graphql(document)));
    const codes = answers.map(({ json }) => json.errors?.[0].extensions.code as unknown);
    expect(codes[0]).toBe(codes[1]);
    expect(codes[0]).not.toBe('FORBIDDEN');
  });

  test.each(Object.keys(permissions.Mutation))('may not call %s, whatever it is given', async (name) => {
    const reader = await gateway.build.clientToken('admin:read');
    const before = await rowCounts(gateway);
    const { json } = await reader.graphql(someCall(schema, name, 'mutation'));
    expect(json.errors[0].extensions).toEqual({ code: 'FORBIDDEN', reason: 'SCOPE_MISSING' });
    const after = await rowCounts(gateway);
    expect({ ...after, audit_log: (after['audit_log'] ?? 0) - 1 }).toEqual(before);
  });
});
