import { sql } from 'kysely';
import type { CreditAccount, CreditKind } from './entities/credit-entry.js';
import { AppError, invalid } from './errors.js';
import type { Write } from './write.js';

/** All that money needs of a write: entries are audited by whoever moves it. */
type Transaction = Pick<Write, 'db'>;

/*
 * Every movement of credits, and nothing else, goes through here: the balance under its row's lock, its entry in the same
 * transaction. Amounts are whole credits. Rows are locked in one order everywhere: tenant, organization, reseller.
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
  /** Whose account it is; an entry of a pool also names the organization that it went to or came back from. */
  readonly adminId?: number;
  readonly organizationId?: number | undefined;
  readonly kind: CreditKind;
  readonly amount: number;
  readonly balance: number;
}

const record = async ({ db }: Transaction, entry: Entry): Promise<void> => {
  await db
    .insertInto('credit_entry')
    .values({
      account: entry.account,
      admin_id: entry.adminId ?? null,
      organization_id: entry.organizationId ?? null,
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

/** More credits than a number of JSON holds exactly. */
const tooMany = (field: string): AppError =>
  invalid({
    path: [field],
    code: 'TOO_LARGE',
    message: 'An account holds at most 9007199254740991 credits',
    limit: Number.MAX_SAFE_INTEGER,
  });

/** A movement of a pool. `organizationId` is where it goes to or comes from; a grant has none. */
interface PoolMovement extends Movement {
  readonly adminId: number;
  readonly organizationId?: number;
  readonly kind: CreditKind;
  /** Signed. */
  readonly amount: number;
}

/** @throws INVALID where the pool does not hold enough, or would hold too much */
const movePool = async (tx: Transaction, { adminId, kind, amount, ...entry }: PoolMovement): Promise<void> => {
  const granted = kind === 'GRANT' ? amount : 0;
  const { rows } = await sql<{ balance: number }>`
    update admin set
      credit_balance = credit_balance + ${amount}::bigint,
      total_granted = total_granted + ${granted}::bigint,
      total_distributed = total_distributed - ${amount - granted}::bigint
    where id = ${adminId} and credit_balance + ${amount}::bigint >= 0
      and total_granted + ${granted}::bigint <= ${Number.MAX_SAFE_INTEGER}::bigint
    returning credit_balance::float8 as balance`.execute(tx.db);
  const [moved] = rows;
  if (!moved) throw amount > 0 ? tooMany('amount') : refused('POOL_INSUFFICIENT', 'Insufficient admin credits');
  await record(tx, { account: 'ADMIN_POOL', adminId, kind, amount, balance: moved.balance, ...entry });
};

/** Adds to a reseller's pool, which must exist. `amount` is positive. @throws INVALID where it would hold too much */
export const grantToPool = (tx: Transaction, adminId: number, amount: number, why: Movement): Promise<void> =>
  movePool(tx, { adminId, kind: 'GRANT', amount, ...why });

interface Account {
  readonly limit: number;
  readonly balance: number;
  readonly used: number;
}

const lockAccount = async ({ db }: Transaction, organizationId: number): Promise<Account> => {
  const { rows } = await sql<Account>`
    select credit_limit::float8 as limit, credit_balance::float8 as balance, credit_used::float8 as used
    from organization where id = ${organizationId} for update`.execute(db);
  const [account] = rows;
  if (!account) throw new AppError('NOT_FOUND', 'Organization not found.', { reason: 'ORGANIZATION_UNKNOWN' });
  return account;
};

/**
 * What an organization's limit has taken out of one reseller's pool and not given back. The entries say so themselves, so
 * an organization that was handed to another reseller gives that one nothing which the first has paid.
 */
const takenFromPool = async ({ db }: Transaction, organizationId: number, adminId: number): Promise<number> => {
  const { rows } = await sql<{ taken: number }>`
    select coalesce(-sum(amount), 0)::float8 as taken from credit_entry
    where admin_id = ${adminId} and organization_id = ${organizationId} and kind in ('ALLOCATION', 'RETURN')`.execute(
    db,
  );
  return rows[0]?.taken ?? 0;
};

/** What a change of the limit costs the payer's pool; what it gives back is negative. */
const costOf = async (tx: Transaction, organizationId: number, change: number, payer: Payer): Promise<number> => {
  if (payer === 'PLATFORM') return 0;
  if (change > 0) return change;
  return -Math.min(-change, await takenFromPool(tx, organizationId, payer.adminId));
};

/**
 * Sets what an organization may use beyond what it bought. A reseller's raise leaves their pool and a lowering gives back
 * at most what was taken from there; the platform's changes move no pool.
 * @throws INVALID where the limit would fall below what is used, or the pool does not hold enough
 */
export const setCreditLimit = async (
  tx: Transaction,
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
  if (limit + account.balance > Number.MAX_SAFE_INTEGER) throw tooMany('creditLimit');
  const kind = payer === 'PLATFORM' ? 'PLATFORM_LIMIT' : change > 0 ? 'ALLOCATION' : 'RETURN';
  const cost = await costOf(tx, organizationId, change, payer);
  if (payer !== 'PLATFORM' && cost !== 0) {
    await movePool(tx, { adminId: payer.adminId, organizationId, kind, amount: -cost, ...why });
  }
  await tx.db
    .updateTable('organization')
    .set({ credit_limit: limit, updated_at: new Date() })
    .where('id', '=', organizationId)
    .execute();
  await record(tx, { account: 'ORGANIZATION_LIMIT', organizationId, kind, amount: change, balance: limit, ...why });
};

/**
 * Adds to what an organization has bought. `amount` is positive.
 * @throws INVALID where a reseller's pool does not hold it
 */
export const addCredits = async (
  tx: Transaction,
  organizationId: number,
  amount: number,
  payer: Payer,
  why: Movement,
): Promise<void> => {
  const account = await lockAccount(tx, organizationId);
  const balance = account.balance + amount;
  if (account.limit + balance > Number.MAX_SAFE_INTEGER) throw tooMany('amount');
  const kind = 'PURCHASE';
  if (payer !== 'PLATFORM') {
    await movePool(tx, { adminId: payer.adminId, organizationId, kind, amount: -amount, ...why });
  }
  await tx.db
    .updateTable('organization')
    .set({ credit_balance: balance, updated_at: new Date() })
    .where('id', '=', organizationId)
    .execute();
  await record(tx, { account: 'ORGANIZATION_BALANCE', organizationId, kind, amount, balance, ...why });
};

/**
 * Uses credits of an organization. `amount` is positive. Of many at once exactly as many succeed as there are credits.
 * @throws INVALID where it has not that many left
 */
export const useCredits = async (
  tx: Transaction,
  organizationId: number,
  amount: number,
  why: Movement,
): Promise<void> => {
  const { rows } = await sql<{ used: number }>`
    update organization set credit_used = credit_used + ${amount}::bigint
    where id = ${organizationId} and credit_limit + credit_balance - credit_used >= ${amount}::bigint
    returning credit_used::float8 as used`.execute(tx.db);
  const [moved] = rows;
  if (!moved) throw refused('CREDITS_INSUFFICIENT', 'Insufficient credits');
  const account = 'ORGANIZATION_USED';
  await record(tx, { account, organizationId, kind: 'USAGE', amount, balance: moved.used, ...why });
};

/** A stored number that is not the sum of its entries. The totals of a reseller are such sums as well. */
export interface Discrepancy {
  readonly account: CreditAccount | 'ADMIN_GRANTED' | 'ADMIN_DISTRIBUTED';
  /** The number of the reseller or organization. */
  readonly owner: number;
  readonly balance: number;
  readonly entries: number;
}

/** Recomputes every balance from its entries and answers those that differ. */
export const discrepancies = async (db: Transaction['db']): Promise<readonly Discrepancy[]> => {
  const { rows } = await sql<Discrepancy>`
    with held as (
      select 'ADMIN_POOL' as account, id as owner, credit_balance as balance from admin
      union all select 'ADMIN_GRANTED', id, total_granted from admin
      union all select 'ADMIN_DISTRIBUTED', id, total_distributed from admin
      union all select 'ORGANIZATION_LIMIT', id, credit_limit from organization
      union all select 'ORGANIZATION_BALANCE', id, credit_balance from organization
      union all select 'ORGANIZATION_USED', id, credit_used from organization
    ), summed as (
      select account, coalesce(admin_id, organization_id) as owner, sum(amount) as entries from credit_entry group by 1, 2
      union all select 'ADMIN_GRANTED', admin_id, sum(amount) from credit_entry
        where account = 'ADMIN_POOL' and kind = 'GRANT' group by 2
      union all select 'ADMIN_DISTRIBUTED', admin_id, -sum(amount) from credit_entry
        where account = 'ADMIN_POOL' and kind <> 'GRANT' group by 2
    )
    select account, owner, coalesce(held.balance, 0)::float8 as balance, coalesce(summed.entries, 0)::float8 as entries
    from held full join summed using (account, owner)
    where coalesce(held.balance, 0) <> coalesce(summed.entries, 0)
    order by 1, 2`.execute(db);
  return rows;
};
