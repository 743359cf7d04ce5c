import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Tenant } from '../../src/entities/tenant.js';
import type { User } from '../../src/entities/user.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { rowCounts } from '../support/rows.js';
import { errorOf, onAdmin, strangers, updateTenant } from '../support/tenant-writes.js';

let gateway: TestApp;
let tenant: Tenant;
let holder: User;
beforeAll(async () => {
  gateway = await startTestApp({ SSO_PROVIDERS: 'okta,entra' });
});
beforeEach(async () => {
  tenant = await gateway.build.tenant();
  holder = await gateway.build.user();
  await gateway.build.join(tenant, holder, 'TENANT_ADMIN');
});
afterAll(() => gateway.stop());

const run = (document: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
  gateway.superadmin.graphql(document, variables);
const update = (input: Record<string, unknown>, key = tenant.id): Promise<Answer> => updateTenant(gateway, key, input);
const [newcomer, nobody] = strangers;

describe('updateTenant', () => {
  const settingsAfter = async (...patches: Record<string, unknown>[]) => {
    let answer: Answer | undefined;
    for (const settings of patches) answer = await update({ settings });
    return (answer!.json.data?.updateTenant.settings as unknown) ?? errorOf(answer!);
  };
  const unset = { mfaRequired: null, mfaMethods: null, passwordPolicy: null, sessionTimeout: null, extra: null };

  test('settings merge key by key, null removes, and what is inside a key is replaced whole', async () => {
    expect(
      await settingsAfter({ mfaRequired: true, passwordPolicy: { min: 8, max: 9 } }, { sessionTimeout: 5 }),
    ).toEqual({
      ...unset,
      mfaRequired: true,
      passwordPolicy: { min: 8, max: 9 },
      sessionTimeout: 5,
    });
    expect(await settingsAfter({ passwordPolicy: { min: 1 }, mfaRequired: null })).toEqual({
      ...unset,
      passwordPolicy: { min: 1 },
      sessionTimeout: 5,
    });
    expect(await settingsAfter({ extra: { a: 1, b: 2 } }, { extra: { a: null, c: 3 } })).toMatchObject({
      extra: { b: 2, c: 3 },
    });
    expect(await settingsAfter({ extra: null })).toMatchObject({ extra: null });
    expect(await settingsAfter({})).toEqual({ ...unset, passwordPolicy: { min: 1 }, sessionTimeout: 5 });
  });

  test('MFA cannot come to be required without a method', async () => {
    expect(await settingsAfter({ mfaMethods: [] }, { mfaRequired: true })).toMatchObject({
      code: 'INVALID',
      violations: [{ path: ['settings', 'mfaMethods'] }],
    });
    expect(await settingsAfter({ mfaMethods: ['TOTP'], mfaRequired: true }, { mfaMethods: [] })).toMatchObject({
      code: 'INVALID',
    });
  });

  test('branding merges key by key; what is left out or null stays', async () => {
    const before = {
      displayName: 'Before',
      contactEmail: 'a@example.com',
      issuer: 'i',
      branding: { a: 1, b: { c: 2 } },
    };
    await update(before);
    const { json } = await update({ branding: { a: null, d: 4 } });
    expect(json.data.updateTenant).toEqual({
      ...before,
      branding: { b: { c: 2 }, d: 4 },
      status: 'ACTIVE',
      settings: unset,
    });
    const kept = await update({ branding: null, settings: null, status: null, slug: null, adminId: null });
    expect(kept.json.data).toEqual(json.data);
    expect((await update({ contactEmail: null, issuer: null })).json.data.updateTenant).toMatchObject({
      contactEmail: null,
      issuer: null,
    });
    expect(errorOf(await update({ displayName: null }))).toMatchObject({
      code: 'INVALID',
      violations: [{ path: ['displayName'] }],
    });
  });

  test('the slug is refused unless it is the same', async () => {
    expect((await update({ slug: tenant.slug }, tenant.slug)).json.errors).toBeUndefined();
    expect(errorOf(await update({ slug: 'other' }))).toMatchObject({
      code: 'INVALID',
      violations: [{ path: ['slug'], code: 'IMMUTABLE' }],
    });
  });

  test('the root tenant can be neither suspended nor deleted', async () => {
    const before = await rowCounts(gateway);
    const conflict = { code: 'CONFLICT', reason: 'ROOT_TENANT' };
    expect(errorOf(await update({ status: 'SUSPENDED', displayName: 'Gone' }, 'root'))).toEqual(conflict);
    expect(errorOf(await run('mutation { deleteTenant(tenant: "root") }'))).toEqual(conflict);
    expect((await run('{ tenant(slug: "root") { displayName status } }')).json.data.tenant).toEqual({
      displayName: 'Root Tenant',
      status: 'ACTIVE',
    });
    expect(await rowCounts(gateway)).toEqual(before);
  });
});

describe('tenant admins', () => {
  const grant = (userId: string) => run(onAdmin('grantTenantAdmin'), { tenant: tenant.slug, userId });
  const revoke = (userId: string) => run(onAdmin('revokeTenantAdmin'), { tenant: tenant.slug, userId });
  const held = (userId: string) => ({ tenantSlug: tenant.slug, userId, role: 'TENANT_ADMIN' });

  test('granting twice changes nothing; a member is promoted', async () => {
    expect((await grant(newcomer)).json).toEqual({ data: { grantTenantAdmin: held(newcomer) } });
    const before = (await rowCounts(gateway))['tenant_membership'];
    expect((await grant(newcomer)).json).toEqual({ data: { grantTenantAdmin: held(newcomer) } });
    const editor = await gateway.build.user();
    await gateway.build.join(tenant, editor, 'EDITOR');
    expect((await grant(editor.publicId)).json).toEqual({ data: { grantTenantAdmin: held(editor.publicId) } });
    expect((await rowCounts(gateway))['tenant_membership']).toBe(before! + 1);
  });

  test('what nobody holds cannot be revoked; what is revoked is gone', async () => {
    expect(errorOf(await revoke(nobody))).toEqual({ code: 'NOT_FOUND', reason: 'GRANT_UNKNOWN' });
    expect((await revoke(holder.publicId)).json).toEqual({ data: { revokeTenantAdmin: held(holder.publicId) } });
    expect(errorOf(await revoke(holder.publicId))).toEqual({ code: 'NOT_FOUND', reason: 'GRANT_UNKNOWN' });
  });

  test('two last admins of an SSO tenant who remove each other at once cannot both succeed', async () => {
    tenant = await gateway.build.tenant({ login: { mode: 'SSO', ssoProvider: 'okta' } });
    const users = [await gateway.build.user(), await gateway.build.user()];
    for (const user of users) await gateway.build.join(tenant, user, 'TENANT_ADMIN');
    const answers = await Promise.all(users.map(({ publicId }) => revoke(publicId)));
    expect(answers.map(errorOf).filter(Boolean)).toEqual([{ code: 'CONFLICT', reason: 'LAST_TENANT_ADMIN' }]);
  });

  test('in an e-mail domain tenant there is nothing to grant or revoke', async () => {
    tenant = await gateway.build.tenant({ login: { mode: 'EMAIL_DOMAIN', emailDomain: 'example.net' } });
    for (const answer of [await grant(newcomer), await revoke(newcomer)])
      expect(errorOf(answer)).toEqual({ code: 'CONFLICT', reason: 'ADMINS_IMPLIED' });
  });
});
