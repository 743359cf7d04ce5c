import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Namespace } from '../../../src/entities/namespace.js';
import type { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody, Person, type Answer } from '../../support/clients.js';
import {
  expectFailure,
  expectFields,
  expectParameter,
  notAllowed,
  path as tenantsPath,
  requestIdOf,
  ssoTenant,
  tenantNotFound,
} from '../../support/exd.js';

const path = '/api/v1/tokens';
const tokenNotFound = { code: 'not_found', message: 'Token not found.' };

let gateway: TestApp;
let acme: Tenant;
let namespace: Namespace;
let admin: Person;
let member: Person;
beforeAll(async () => {
  gateway = await startTestApp();
  acme = await gateway.build.tenant({ slug: 'acme', login: { mode: 'SSO', ssoProvider: 'acme-oidc' } });
  namespace = await gateway.build.namespace(acme);
  admin = await gateway.build.member(acme, 'TENANT_ADMIN');
  member = await gateway.build.member(acme, 'VIEWER');
});
afterAll(() => gateway.stop());

const make = (person: Person, body: object): Promise<Answer> => person.post(path, { name: 'reports', ...body });
const bearer = (answer: Answer): Person => new Person(gateway.url, answer.json.secret as string, undefined);
const namesSeenBy = async (person: Person): Promise<string[]> => {
  const { tokens } = (await person.get(`${path}?limit=200`)).json as { tokens: { name: string }[] };
  return tokens.map(({ name }) => name);
};

describe('making a token', () => {
  test('answers it with its secret, members in order', async () => {
    const answer = await make(gateway.superadmin, { type: 'tenant', tenant: 'acme' });
    expect(answer.status).toBe(201);
    const { token, secret } = answer.json;
    expect(token.id).toMatch(/^tok_[0-9A-Za-z]{16}$/);
    expect(token.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(secret).toMatch(/^exd_tenant_[0-9A-Za-z]{43}$/);
    expect(answer.text).toBe(
      JSON.stringify({
        token: {
          ...{ id: token.id, type: 'tenant', name: 'reports', tenant: 'acme', namespace: null, environment: null },
          ...{ created_at: token.created_at, expires_at: null, last_used_at: null },
        },
        secret,
        request_id: requestIdOf(answer),
      }),
    );
  });

  test.each([
    ['admin', {}, {}],
    ['tenant', { tenant: 'acme' }, {}],
    ['read', { tenant: 'acme', namespace: true }, {}],
    ['write', { tenant: 'acme', namespace: true }, {}],
    ['client', { tenant: 'acme', namespace: true, environment: 'production' }, {}],
    ['tenant', { tenant: 'acme', expires_at: '2999-01-01T02:00:00+02:00' }, { expires_at: '2999-01-01T00:00:00Z' }],
  ])('of type %s with %j', async (type, given, shown) => {
    const binding = 'namespace' in given ? { ...given, namespace: namespace.slug } : given;
    const { status, json } = await make(gateway.superadmin, { type, ...binding });
    expect(status).toBe(201);
    expect(json.secret).toMatch(new RegExp(`^exd_${type}_`));
    const unbound = { tenant: null, namespace: null, environment: null, expires_at: null };
    expect(json.token).toMatchObject({ type, ...unbound, ...binding, ...shown });
  });

  test.each([
    ['without anything', {}, ['type', 'name']],
    ['of a type there is not', { type: 'root', name: 'x' }, ['type']],
    ['without a tenant to be bound to', { type: 'tenant', name: 'x' }, ['tenant']],
    ['that reaches everything and is bound', { type: 'admin', name: 'x', tenant: 'acme' }, ['tenant']],
    ['without a namespace', { type: 'read', name: 'x', tenant: 'acme' }, ['namespace']],
    [
      'with an environment that does not belong',
      { type: 'tenant', name: 'x', tenant: 'acme', environment: 'e' },
      ['environment'],
    ],
    ['that would be dead', { type: 'admin', name: 'x', expires_at: '2020-01-01T00:00:00Z' }, ['expires_at']],
    ['whose end is no time', { type: 'admin', name: 'x', expires_at: 'tomorrow' }, ['expires_at']],
    ['with a nameless name', { type: 'admin', name: '' }, ['name']],
  ])('%s is refused by field', async (_name, body, fields) => {
    expectFields(await gateway.superadmin.post(path, body), ...fields);
  });

  test('for a namespace or tenant that is not there is 404', async () => {
    expectFailure(await make(gateway.superadmin, { type: 'tenant', tenant: 'nobody' }), 404, tenantNotFound);
    expectFailure(await make(gateway.superadmin, { type: 'read', tenant: 'acme', namespace: 'none' }), 404, {
      code: 'not_found',
      message: 'Namespace not found.',
      details: { fields: [{ field: 'namespace', message: 'There is no such namespace' }] },
    });
  });

  test('is for superadmins, and for tenant admins within their tenant', async () => {
    const other = await gateway.build.tenant({ slug: 'globex', login: { mode: 'SSO', ssoProvider: 'x' } });
    expect((await make(admin, { type: 'tenant', tenant: 'acme' })).status).toBe(201);
    expectFailure(await make(admin, { type: 'tenant', tenant: other.slug }), 404, tenantNotFound);
    expectFailure(await make(admin, { type: 'admin' }), 403, notAllowed);
    expectFailure(await make(member, { type: 'tenant', tenant: 'acme' }), 403, {
      code: 'forbidden',
      message: 'You may not do this to this tenant.',
    });
    expect((await make(anybody(gateway.url), { type: 'admin' })).status).toBe(401);
  });
});

describe('listing and revoking', () => {
  test('shows no secret, each caller their own, newest first, page by page', async () => {
    const tenant = await gateway.build.tenant({ slug: 'listed' });
    const person = await gateway.build.member(tenant, 'TENANT_ADMIN');
    for (const name of ['one', 'two', 'three']) await make(person, { name, type: 'tenant', tenant: 'listed' });
    const first = await person.get(`${path}?limit=2`);
    expect(first.text).not.toMatch(/exd_|secret/);
    expect(first.json).toEqual({
      tokens: [expect.objectContaining({ name: 'three' }), expect.objectContaining({ name: 'two' })],
      next_cursor: expect.any(String),
      request_id: requestIdOf(first),
    });
    const second = await person.get(`${path}?limit=2&after=${String(first.json.next_cursor)}`);
    expect(second.json).toMatchObject({ tokens: [{ name: 'one', tenant: 'listed' }], next_cursor: null });
    expect(await namesSeenBy(gateway.superadmin)).toEqual(expect.arrayContaining(['one', 'reports']));
    expectFailure(await member.get(path), 403, notAllowed);
    expectParameter(await person.get(`${path}?after=garbled`), 'after');
    expectParameter(await person.get(`${path}?limit=0`), 'limit');
  });

  test('ends the token with the next request, and is no more than a 404 the second time', async () => {
    const answer = await make(admin, { type: 'tenant', tenant: 'acme' });
    const { id } = answer.json.token as { id: string };
    const token = bearer(answer);
    expect((await token.get(`${tenantsPath}/acme`)).status).toBe(200);
    expectFailure(await member.request('DELETE', `${path}/${id}`), 403, notAllowed);
    const revoked = await admin.request('DELETE', `${path}/${id}`);
    expect([revoked.status, revoked.text]).toEqual([204, '']);
    expectFailure(await token.get(`${tenantsPath}/acme`), 401, {
      code: 'unauthorized',
      message: 'The token is invalid or has expired.',
    });
    expectFailure(await admin.request('DELETE', `${path}/${id}`), 404, tokenNotFound);
  });

  test('a token of another tenant cannot be told from none', async () => {
    const tenant = await gateway.build.tenant();
    const foreign = await gateway.build.apiToken('TENANT', tenant);
    const never = await admin.request('DELETE', `${path}/tok_0000000000000000`);
    const hidden = await admin.request('DELETE', `${path}/${foreign.userId ?? ''}`);
    const mask = ({ status, text, json }: Answer) => [status, text.replace(json.request_id as string, '')];
    expect(mask(hidden)).toEqual(mask(never));
    expectFailure(hidden, 404, tokenNotFound);
    expect((await foreign.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('TENANT_ADMIN');
  });
});

describe('what a token may do', () => {
  test('exd_admin_ is a superadmin', async () => {
    const token = await gateway.build.apiToken('ADMIN');
    expect((await token.post(tenantsPath, ssoTenant('by-token'))).status).toBe(201);
    const { json } = await token.get(`${tenantsPath}/by-token`);
    expect(json.tenant.current_user_roles).toEqual(['superadmin']);
  });

  test('exd_tenant_ is an admin of its tenant and sees no other', async () => {
    const token = await gateway.build.apiToken('TENANT', acme);
    const { json } = await token.get(tenantsPath);
    expect(json.tenants).toEqual([expect.objectContaining({ slug: 'acme', current_user_roles: ['tenant_admin'] })]);
    expectFailure(await token.get(`${tenantsPath}/by-token`), 404, tenantNotFound);
    expectFailure(await token.post(tenantsPath, ssoTenant('refused')), 403, notAllowed);
    const grant = `${tenantsPath}/acme/admins/usr_01HV5Z9R4Y0XJ7A2W8WJ000099`;
    expect((await token.request('PUT', grant)).status).toBe(200);
  });

  test.each(['READ', 'WRITE', 'CLIENT'] as const)(
    'exd_%s_ holds no tenant permission: 403 everywhere',
    async (type) => {
      const token = await gateway.build.apiToken(type, acme);
      expectFailure(await token.get(tenantsPath), 403, notAllowed);
      expectFailure(await token.get(`${tenantsPath}/acme`), 403, notAllowed);
      expectFailure(await token.post(tenantsPath, ssoTenant('refused')), 403, notAllowed);
      expectFailure(await token.get(path), 403, notAllowed);
      expectFailure(await make(token, { type: 'tenant', tenant: 'acme' }), 403, notAllowed);
    },
  );
});
