import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { booksOf } from '../support/ledger.js';
import { change, credits, dataOf, refusalOf, show } from '../support/organizations.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

/** A database too busy to answer in time says so, and the key makes trying again safe: what a metering client does. */
const debit = async (id: number, key: string): Promise<Answer> => {
  const answer = await change(gateway.superadmin, 'recordUsage', id, { creditsUsed: 1, idempotencyKey: key }, 'id');
  const isBusy = answer.json.errors?.[0].extensions.code === 'UNAVAILABLE';
  return isBusy ? debit(id, key) : answer;
};

test('of 200 debits of 1 at once against 100 credits exactly 100 succeed', async () => {
  const { organization } = await gateway.build.organization({ creditLimit: 60 });
  dataOf(await change(gateway.superadmin, 'addOrganizationCredits', organization.id, { amount: 40 }));
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => debit(organization.id, `debit-${n}`)));

  const refused = answers.filter(({ json }) => json.errors).map(refusalOf);
  expect(refused).toEqual(Array.from({ length: 100 }, () => ({ code: 'INVALID', reason: 'CREDITS_INSUFFICIENT' })));
  expect(dataOf(await show(gateway.superadmin, organization.id, credits))).toEqual({
    creditLimit: 60,
    creditBalance: 40,
    creditUsed: 100,
    availableCredits: 0,
  });
  const { rows } = await sql<{ balances: number[] }>`
    select array_agg(balance::int order by id) as balances from credit_entry
    where organization_id = ${organization.id} and account = 'ORGANIZATION_USED'`.execute(
    kyselyOf(gateway.app.services.orm.em),
  );
  expect(rows[0]?.balances).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  expect(await booksOf(gateway.app)).toEqual([]);
}, 60_000);

test('a limit that is lowered while credits are used stays above what is used', async () => {
  const { organization } = await gateway.build.organization({ creditLimit: 50 });
  const lower = (creditLimit: number) =>
    change(gateway.superadmin, 'setOrganizationCreditLimit', organization.id, { creditLimit }, credits);
  await Promise.all([
    ...Array.from({ length: 40 }, (_, n) => debit(organization.id, `race-${n}`)),
    ...[40, 30, 20, 10].map(lower),
  ]);
  const { creditLimit, creditUsed } = dataOf(await show(gateway.superadmin, organization.id, credits));
  expect(creditUsed).toBeLessThanOrEqual(creditLimit);
  expect(await booksOf(gateway.app)).toEqual([]);
}, 60_000);
