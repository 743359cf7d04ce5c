/*
 * The rules of money once more, as plainly as they can be said: what the ledger must agree with after every movement.
 */

export type Movement =
  | { readonly kind: 'grant'; readonly admin: number; readonly amount: number }
  | { readonly kind: 'limit'; readonly organization: number; readonly to: number; readonly platform: boolean }
  | { readonly kind: 'add'; readonly organization: number; readonly amount: number; readonly platform: boolean }
  | { readonly kind: 'use'; readonly organization: number; readonly amount: number }
  | { readonly kind: 'hand over'; readonly organization: number; readonly admin: number };

export interface Pool {
  balance: number;
  granted: number;
  distributed: number;
}

export interface Account {
  admin: number;
  limit: number;
  balance: number;
  used: number;
  /** By reseller: what its limit holds of their pool, and what it bought out of it. */
  readonly taken: number[];
  readonly bought: number[];
}

/** Why a movement is refused; `undefined` where it is not. */
export type Refusal = 'POOL_INSUFFICIENT' | 'CREDITS_INSUFFICIENT' | 'LIMIT_BELOW_USE' | 'TOO_LARGE' | undefined;

const most = Number.MAX_SAFE_INTEGER;

export class LedgerModel {
  readonly pools: readonly Pool[];
  readonly accounts: readonly Account[];

  constructor(admins: number, owners: readonly number[]) {
    this.pools = Array.from({ length: admins }, () => ({ balance: 0, granted: 0, distributed: 0 }));
    this.accounts = owners.map((admin) => ({
      admin,
      limit: 0,
      balance: 0,
      used: 0,
      taken: this.pools.map(() => 0),
      bought: this.pools.map(() => 0),
    }));
  }

  /** Carries the movement out, or says why not and leaves everything as it was. */
  apply(movement: Movement): Refusal {
    if (movement.kind === 'grant') return this.grant(this.pools[movement.admin]!, movement.amount);
    const account = this.accounts[movement.organization]!;
    switch (movement.kind) {
      case 'limit':
        return this.limit(account, movement.to, movement.platform);
      case 'add':
        return this.add(account, movement.amount, movement.platform);
      case 'use':
        if (account.limit + account.balance - account.used < movement.amount) return 'CREDITS_INSUFFICIENT';
        account.used += movement.amount;
        return undefined;
      case 'hand over':
        account.admin = movement.admin;
        return undefined;
    }
  }

  private grant(pool: Pool, amount: number): Refusal {
    if (pool.granted + amount > most) return 'TOO_LARGE';
    pool.balance += amount;
    pool.granted += amount;
    return undefined;
  }

  private limit(account: Account, to: number, platform: boolean): Refusal {
    const change = to - account.limit;
    const taken = account.taken[account.admin]!;
    const cost = platform ? 0 : Math.max(change, -taken);
    if (change === 0) return undefined;
    if (to < account.used - account.balance) return 'LIMIT_BELOW_USE';
    if (to + account.balance > most) return 'TOO_LARGE';
    if (!this.pay(account.admin, cost)) return 'POOL_INSUFFICIENT';
    account.taken[account.admin] = taken + cost;
    account.limit = to;
    return undefined;
  }

  private add(account: Account, amount: number, platform: boolean): Refusal {
    if (account.limit + account.balance + amount > most) return 'TOO_LARGE';
    if (!this.pay(account.admin, platform ? 0 : amount)) return 'POOL_INSUFFICIENT';
    if (!platform) account.bought[account.admin]! += amount;
    account.balance += amount;
    return undefined;
  }

  private pay(admin: number, cost: number): boolean {
    const pool = this.pools[admin]!;
    if (pool.balance < cost) return false;
    pool.balance -= cost;
    pool.distributed += cost;
    return true;
  }
}
