import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { AppError } from '../../src/errors.js';
import { addCredits, discrepancies, grantToPool, setCreditLimit, useCredits, type Payer } from '../../src/ledger.js';
import type { Write } from '../../src/write.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { LedgerModel, type Account, type Movement, type Pool, type Refusal } from '../support/ledger-model.js';

const admins: number[] = [];
const organizations: { readonly id: number; readonly tenant: string; readonly owner: number }[] = [];

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
  for (const owner of [0, 1]) admins[owner] = (await gateway.build.reseller()).admin.id;
  for (const owner of [0, 0, 1]) {
    const { organization, tenant } = await gateway.build.organization({ adminId: admins[owner] ?? 0 });
    organizations.push({ id: organization.id, tenant: tenant.id, owner });
  }
});
afterAll(() => gateway.stop());

const carryOut = async (tx: Write, movement: Movement, account: Account | undefined): Promise<void> => {
  const why = { actorId: null, reason: null };
  if (movement.kind === 'grant') return grantToPool(tx, admins[movement.admin]!, movement.amount, why);
  const { id, tenant } = organizations[movement.organization]!;
  const reseller: Payer = { adminId: admins[account!.admin]! };
  switch (movement.kind) {
    case 'limit':
      return setCreditLimit(tx, id, movement.to, movement.platform ? 'PLATFORM' : reseller, why);
    case 'add':
      return addCredits(tx, id, movement.amount, movement.platform ? 'PLATFORM' : reseller, why);
    case 'use':
      return useCredits(tx, id, movement.amount, why);
    case 'hand over':
      await sql`update tenant set admin_id = ${admins[movement.admin]} where id = ${tenant}`.execute(tx.db);
  }
};

/** What the ledger says to a movement. */
const outcome = async (tx: Write, movement: Movement, account: Account | undefined): Promise<Refusal> => {
  try {
    await carryOut(tx, movement, account);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.reason ?? error.violations[0]?.code) as Refusal;
  }
};

/** Everything that is stored, in the model's words; shares are read off the entries of the pools. */
const stored = async ({ db }: Write): Promise<{ pools: Pool[]; accounts: Account[] }> => {
  const { rows } = await sql<{ pools: (Pool & { id: number })[]; accounts: (Account & { id: number })[] }>`
    with shares as (
      select organization_id as o, admin_id as a,
        -coalesce(sum(amount) filter (where kind <> 'PURCHASE'), 0) as taken,
        -coalesce(sum(amount) filter (where kind = 'PURCHASE'), 0) as bought
      from credit_entry where account = 'ADMIN_POOL' and organization_id is not null group by 1, 2
    ), every as (
      select o.id as o, a.id as a, coalesce(s.taken, 0) as taken, coalesce(s.bought, 0) as bought
      from organization o cross join admin a left join shares s on s.o = o.id and s.a = a.id
      where a.id = any(${sql.val(admins)}::int[])
    )
    select
      (select json_agg(json_build_object('id', a.id, 'balance', credit_balance, 'granted', total_granted,
          'distributed', total_distributed) order by a.id)
        from admin a where a.id = any(${sql.val(admins)}::int[])) as pools,
      (select json_agg(json_build_object('id', o.id, 'admin', t.admin_id, 'limit', credit_limit,
          'balance', credit_balance, 'used', credit_used,
          'taken', (select json_agg(taken order by a) from every e where e.o = o.id),
          'bought', (select json_agg(bought order by a) from every e where e.o = o.id)) order by o.id)
        from organization o join tenant t on t.id = o.tenant_id) as accounts`.execute(db);
  const [row] = rows;
  return {
    pools: row!.pools.map(({ id: _, ...pool }) => pool),
    accounts: row!.accounts.map(({ id: _, ...account }) => ({ ...account, admin: admins.indexOf(account.admin) })),
  };
};

/** Entries whose balance is not the sum of those of the same account up to them. */
const brokenChains = async ({ db }: Write): Promise<unknown[]> => {
  const { rows } = await sql`
    select * from (
      select id, balance, sum(amount) over (partition by account, coalesce(admin_id, organization_id) order by id) as total
      from credit_entry) as chain
    where balance <> total`.execute(db);
  return rows;
};

const assertSound = ({ pools, accounts }: { pools: readonly Pool[]; accounts: readonly Account[] }): void => {
  for (const [admin, pool] of pools.entries()) {
    const held = accounts.reduce((sum, { taken, bought }) => sum + taken[admin]! + bought[admin]!, 0);
    expect(pool.balance + held).toBe(pool.granted);
    expect(Math.min(pool.balance, pool.granted, pool.distributed)).toBeGreaterThanOrEqual(0);
  }
  for (const { limit, balance, used, taken, bought } of accounts) {
    expect(limit).toBeGreaterThanOrEqual(used - balance);
    expect(Math.min(limit, balance, used, ...taken, ...bought)).toBeGreaterThanOrEqual(0);
  }
};

class Undo extends Error {}

/** Runs against the real tables, and takes everything back. */
const undone = async (work: (tx: Write) => Promise<void>): Promise<void> => {
  const transaction = gateway.app.services.orm.em.fork({ useContext: true }).transactional(async (em) => {
    await work(gateway.build.tx(em));
    throw new Undo();
  });
  await transaction.catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
};

// Weighted so that each kind of refusal is met in twenty histories of a thousand or more.
const huge = fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1);
const credits = fc.oneof(
  // Small ones meet each bound exactly, and one beside it.
  { weight: 25, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 2, arbitrary: huge },
);
const admin = fc.nat({ max: 1 });
// Much happens to the first one, so that what happens to it builds on what happened before.
const organization = fc.constantFrom(0, 0, 0, 1, 2);
const platform = fc.boolean();
const to = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: credits },
  { weight: 1, arbitrary: huge },
);

const movement: fc.Arbitrary<Movement> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('grant' as const), admin, amount: credits }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('limit' as const), organization, to, platform }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), organization, amount: credits, platform }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('use' as const), organization, amount: credits }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hand over' as const), organization, admin }) },
);

test('1,000 random histories: the ledger says and stores what its rules say', async () => {
  const seen = new Set<string>();
  const history = fc.array(movement, { minLength: 5, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(history, (movements) =>
      undone(async (tx) => {
        const owners = organizations.map(({ owner }) => owner);
        const model = new LedgerModel(admins.length, owners);
        const agree = async () => {
          const now = await stored(tx);
          expect(now).toEqual({ pools: model.pools, accounts: model.accounts });
          assertSound(now);
        };
        for (const each of movements) {
          const account = each.kind === 'grant' ? undefined : model.accounts[each.organization];
          const said = await outcome(tx, each, account && { ...account });
          expect(said).toBe(model.apply(each));
          // A refusal has changed nothing, even before the transaction is rolled back.
          if (said !== undefined) await agree();
          seen.add(`${each.kind} ${said}`);
        }
        await agree();
        expect(await discrepancies(tx.db)).toEqual([]);
        expect(await brokenChains(tx)).toEqual([]);
      }),
    ),
    { numRuns: 1_000 },
  );
  // A generator that never gets this far would prove nothing.
  const expected = [
    ...['grant', 'limit', 'add', 'use', 'hand over'].map((kind) => `${kind} undefined`),
    ...['limit POOL_INSUFFICIENT', 'limit LIMIT_BELOW_USE', 'limit TOO_LARGE', 'add POOL_INSUFFICIENT'],
    ...['add TOO_LARGE', 'use CREDITS_INSUFFICIENT', 'grant TOO_LARGE'],
  ];
  expect([...seen].sort()).toEqual(expected.sort());
}, 300_000);
