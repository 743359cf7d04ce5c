import { sql } from 'kysely';
import type { CreditAccount, CreditKind } from './entities/credit-entry.js';
import { AppError } from './errors.js';
import type { Write } from './write.js';

/*
 * Every movement of credits, and nothing else, goes through here: the balance by a guarded update, its entry in the same
 * transaction. Amounts are whole credits. An organization's row is always locked before its reseller's.
 */

/** Who pays for what an organization gets: the platform, or the pool of one reseller. */
export type Payer = 'PLATFORM' | { readonly adminId: number };

/** Why and by whom, for the entries. */
export interface Movement {
  readonly actorId: number | null;
  readonly reason: string | null;
}

interface Entry extends Movement {
  readonly account: CreditAccount;
  readonly owner: number;
  readonly kind: CreditKind;
  readonly amount: number;
  readonly balance: number;
}

const record = async ({ db }: Write, { account, owner, ...entry }: Entry): Promise<void> => {
  const holder = account === 'ADMIN_POOL' ? { admin_id: owner } : { organization_id: owner };
  await db
    .insertInto('credit_entry')
    .values({
      account,
      ...holder,
      kind: entry.kind,
      amount: entry.amount,
      balance: entry.balance,
      reason: entry.reason,
      actor_id: entry.actorId,
      created_at: new Date(),
    })
    .execute();
};

const refused = (reason: 'POOL_INSUFFICIENT' | 'CREDITS_INSUFFICIENT' | 'LIMIT_BELOW_USE', message: string): AppError =>
  new AppError('INVALID', message, { reason });

/** Moves a pool by a signed amount. @throws INVALID where it does not hold enough, or there is no such reseller */
const movePool = async (tx: Write, adminId: number, amount: number, kind: CreditKind, why: Movement): Promise<void> => {
  const granted = kind === 'GRANT' ? amount : 0;
  const { rows } = await sql<{ balance: number }>`
    update admin set
      credit_balance = credit_balance + ${amount}::bigint,
      total_granted = total_granted + ${granted}::bigint,
      total_distributed = total_distributed - ${granted === 0 ? amount : 0}::bigint
    where id = ${adminId} and credit_balance + ${amount}::bigint >= 0
    returning credit_balance::float8 as balance`.execute(tx.db);
  const [moved] = rows;
  if (!moved) throw refused('POOL_INSUFFICIENT', 'Insufficient admin credits');
  await record(tx, { account: 'ADMIN_POOL', owner: adminId, kind, amount, balance: moved.balance, ...why });
};

/** Adds to a reseller's pool. `amount` is positive. */
export const grantToPool = (tx: Write, adminId: number, amount: number, why: Movement): Promise<void> =>
  movePool(tx, adminId, amount, 'GRANT', why);

interface Account {
  readonly limit: number;
  readonly balance: number;
  readonly used: number;
  readonly share: number;
}

const lockAccount = async ({ db }: Write, organizationId: number): Promise<Account> => {
  const { rows } = await sql<Account>`
    select credit_limit::float8 as limit, credit_balance::float8 as balance, credit_used::float8 as used, pool_share::float8 as share
    from organization where id = ${organizationId} for update`.execute(db);
  const [account] = rows;
  if (!account) throw new AppError('NOT_FOUND', 'Organization not found.', { reason: 'ORGANIZATION_UNKNOWN' });
  return account;
};

/**
 * Sets what an organization may use beyond what it bought. A reseller's raise leaves their pool and a lowering gives back
 * at most what came from there; the platform's changes move no pool.
 * @throws INVALID where the limit would fall below what is used, or the pool does not hold enough
 */
export const setCreditLimit = async (
  tx: Write,
  organizationId: number,
  limit: number,
  payer: Payer,
  why: Movement,
): Promise<void> => {
  const account = await lockAccount(tx, organizationId);
  const change = limit - account.limit;
  if (change === 0) return;
  if (limit < account.used - account.balance) {
    throw refused('LIMIT_BELOW_USE', 'The limit is below the credits already used');
  }
  const fromPool = payer === 'PLATFORM' ? 0 : Math.max(change, -account.share);
  const share = Math.min(limit, account.share + fromPool);
  await tx.db
    .updateTable('organization')
    .set({ credit_limit: limit, pool_share: share, updated_at: new Date() })
    .where('id', '=', organizationId)
    .execute();
  const kind = payer === 'PLATFORM' ? 'PLATFORM_LIMIT' : change > 0 ? 'ALLOCATION' : 'RETURN';
  await record(tx, {
    account: 'ORGANIZATION_LIMIT',
    owner: organizationId,
    kind,
    amount: change,
    balance: limit,
    ...why,
  });
  if (payer !== 'PLATFORM' && fromPool !== 0) await movePool(tx, payer.adminId, -fromPool, kind, why);
};

/**
 * Adds to what an organization has bought. `amount` is positive.
 * @throws INVALID where a reseller's pool does not hold it
 */
export const addCredits = async (
  tx: Write,
  organizationId: number,
  amount: number,
  payer: Payer,
  why: Movement,
): Promise<void> => {
  const { balance } = await lockAccount(tx, organizationId);
  const held = balance + amount;
  await tx.db
    .updateTable('organization')
    .set({ credit_balance: held, updated_at: new Date() })
    .where('id', '=', organizationId)
    .execute();
  const kind = payer === 'PLATFORM' ? 'PURCHASE' : 'ALLOCATION';
  await record(tx, { account: 'ORGANIZATION_BALANCE', owner: organizationId, kind, amount, balance: held, ...why });
  if (payer !== 'PLATFORM') await movePool(tx, payer.adminId, -amount, kind, why);
};

/**
 * Uses credits of an organization. `amount` is positive. Of many at once exactly as many succeed as there are credits.
 * @throws INVALID where it has not that many left
 */
export const useCredits = async (tx: Write, organizationId: number, amount: number, why: Movement): Promise<void> => {
  const { rows } = await sql<{ used: number }>`
    update organization set credit_used = credit_used + ${amount}::bigint
    where id = ${organizationId} and credit_limit + credit_balance - credit_used >= ${amount}::bigint
    returning credit_used::float8 as used`.execute(tx.db);
  const [moved] = rows;
  if (!moved) throw refused('CREDITS_INSUFFICIENT', 'Insufficient credits');
  await record(tx, {
    account: 'ORGANIZATION_USED',
    owner: organizationId,
    kind: 'USAGE',
    amount,
    balance: moved.used,
    ...why,
  });
};

/** A balance that is not the sum of its entries. */
export interface Discrepancy {
  readonly account: CreditAccount;
  readonly owner: number;
  readonly balance: number;
  readonly entries: number;
}

/** Recomputes every balance from its entries and answers those that differ. */
export const discrepancies = async (db: Write['db']): Promise<readonly Discrepancy[]> => {
  const { rows } = await sql<Discrepancy>`
    with held as (
      select 'ADMIN_POOL' as account, id as owner, credit_balance as balance from admin
      union all select 'ORGANIZATION_LIMIT', id, credit_limit from organization
      union all select 'ORGANIZATION_BALANCE', id, credit_balance from organization
      union all select 'ORGANIZATION_USED', id, credit_used from organization
    ), summed as (
      select account, coalesce(admin_id, organization_id) as owner, sum(amount) as entries from credit_entry group by 1, 2
    )
    select account, owner, coalesce(held.balance, 0)::float8 as balance, coalesce(summed.entries, 0)::float8 as entries
    from held full join summed using (account, owner)
    where coalesce(held.balance, 0) <> coalesce(summed.entries, 0)
    order by 1, 2`.execute(db);
  return rows;
};
