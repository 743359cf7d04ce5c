import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { approved, newForm, register, requests, submitted } from '../support/lustercms.js';
import { whileUncommitted } from '../support/hold.js';
import { booksOf } from '../support/ledger.js';
import { rowCounts } from '../support/rows.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const db = () => kyselyOf(gateway.app.services.orm.em);
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** `[[status, how often], …]`, lowest first. */
const tally = (answers: readonly Answer[]): [number, number][] =>
  [...Map.groupBy(answers, ({ status }) => status)]
    .map(([status, all]): [number, number] => [status, all.length])
    .sort(([a], [b]) => a - b);

const post = (path: string, body?: unknown) => gateway.superadmin.post(`${requests}/${path}`, body);

const auditOf = async (id: number): Promise<string[]> =>
  (
    await db()
      .selectFrom('audit_log')
      .where('target_type', '=', 'registration_request')
      .where('target_id', '=', String(id))
      .orderBy('id')
      .select('action')
      .execute()
  ).map(({ action }) => action);

describe('of many who come at once', () => {
  test('to approve, one wins', async () => {
    const id = await submitted(gateway);
    const answers = await Promise.all(times(2, (n) => post(`${id}/approve`, { org_name: `Approver ${n}` })));
    expect(tally(answers)).toEqual([
      [200, 1],
      [409, 1],
    ]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await gateway.superadmin.get(`${requests}/${id}`)).json).toEqual(winner.json);
    expect(answers.find(({ status }) => status === 409)!.text).toBe('{"detail":"Request is not pending approval"}');
    expect(await auditOf(id)).toEqual(['registration.submitted', 'registration.approved']);
  });

  test('to approve and to reject, one wins', async () => {
    const id = await submitted(gateway);
    const answers = await Promise.all([post(`${id}/approve`), post(`${id}/reject`, { reason: 'no' })]);
    expect(tally(answers)).toEqual([
      [200, 1],
      [409, 1],
    ]);
    expect((await auditOf(id)).length).toBe(2);
  });

  const decisions = [
    ['APPROVED', 'approve', 'Request is not pending approval'],
    ['APPROVED', 'reject', 'Request is not pending approval'],
    ['REJECTED', 'approve', 'Request is not pending approval'],
    ['ACTIVE', 'provision', 'Request is not approved'],
  ] as const;
  test.each(decisions)(
    'of which one is about to make it %s, to %s it waits and is refused',
    async (status, verb, why) => {
      const id = await (verb === 'provision' ? approved : submitted)(gateway);
      const audited = await auditOf(id);
      const answer = await whileUncommitted(
        gateway,
        (held) => held.updateTable('registration_request').set({ status }).where('id', '=', id).execute(),
        () => post(`${id}/${verb}`, verb === 'reject' ? { reason: 'no' } : undefined),
      );
      expect([answer.status, answer.text]).toEqual([409, JSON.stringify({ detail: why })]);
      expect((await gateway.superadmin.get(`${requests}/${id}`)).json.status).toBe(status.toLowerCase());
      expect(await auditOf(id)).toEqual(audited);
    },
  );

  test('to provision under a reseller who is being suspended, it is refused', async () => {
    const { admin } = await gateway.build.reseller();
    const id = await approved(gateway);
    await db().updateTable('registration_request').set({ admin_id: admin.id }).where('id', '=', id).execute();
    const answer = await whileUncommitted(
      gateway,
      (held) => held.updateTable('admin').set({ status: 'SUSPENDED' }).where('id', '=', admin.id).execute(),
      () => post(`${id}/provision`),
    );
    expect([answer.status, answer.text]).toEqual([409, '{"detail":"Admin is suspended"}']);
  });

  test('to provision, one makes everything, once', async () => {
    const id = await approved(gateway);
    const before = await rowCounts(gateway);
    const answers = await Promise.all(times(5, () => post(`${id}/provision`)));
    expect(tally(answers)).toEqual([
      [200, 1],
      [409, 4],
    ]);
    for (const { status, text } of answers) {
      if (status === 409) expect(text).toBe('{"detail":"Request is not approved"}');
    }
    const after = await rowCounts(gateway);
    const made = ['admin', 'tenant', 'organization', 'user', 'tenant_membership', 'provisioning', 'notification'];
    expect(made.map((table) => [table, after[table]! - before[table]!])).toEqual(made.map((table) => [table, 1]));
    expect((await auditOf(id)).filter((action) => action.startsWith('registration.provision'))).toEqual([
      'registration.provisioned',
    ]);
  });

  test('to register one slug, one gets it', async () => {
    const slug = 'wanted-by-ten';
    const forms = times(10, () => newForm({ desired_org_slug: slug }));
    const answers = await Promise.all(forms.map((form) => register(gateway, form)));
    expect(tally(answers)).toEqual([
      [201, 1],
      [409, 9],
    ]);
    for (const { status, text } of answers) {
      if (status === 409) expect(text).toBe('{"detail":"Organization slug already taken"}');
    }
    const rows = await db().selectFrom('registration_request').where('slug', '=', slug).select('id').execute();
    expect(rows).toEqual([{ id: answers.find(({ status }) => status === 201)!.json.id as number }]);
  });

  test('to register with one address, all get the same answer and one is heard', async () => {
    const form = newForm();
    const answers = await Promise.all(times(10, () => register(gateway, form)));
    expect(tally(answers)).toEqual([[201, 10]]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(10);
    const rows = await db().selectFrom('registration_request').where('email', '=', form.email).select('id').execute();
    expect(rows).toHaveLength(1);
  });

  test('to make resellers of one name, each gets a slug of its own', async () => {
    const create = 'mutation { createAdmin(input: { name: "Twin Agency" }) { slug } }';
    const answers = await Promise.all(times(5, () => gateway.superadmin.graphql(create)));
    expect(answers.map(({ json }) => json.data.createAdmin.slug as string).sort()).toEqual([
      'twin-agency',
      ...times(4, (n) => `twin-agency-${n + 2}`),
    ]);
  });

  test('to grant credits, all count', async () => {
    const { admin } = await gateway.build.reseller();
    const grant = `mutation { grantAdminCredits(admin: "${admin.publicId}", amount: 3) { creditBalance } }`;
    const answers = await Promise.all(times(20, () => gateway.superadmin.graphql(grant)));
    const balances = answers.map(({ json }) => json.data.grantAdminCredits.creditBalance as number);
    expect(Math.max(...balances)).toBe(60);
    expect(await booksOf(gateway.app)).toEqual([]);
  });
});
