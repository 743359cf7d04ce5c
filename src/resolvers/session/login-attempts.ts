import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Context } from '../../context.js';
import type { Database } from '../../entities/index.js';
import { AppError } from '../../errors.js';
import { networkOf } from './network-of.js';

/** An attempt that has been counted, by the keys that it counts for. */
export interface Attempt {
  readonly account: string;
  readonly address: string | null;
}

/** Addresses that somebody logged in from stay known for so long. */
export const knownDays = 30;

/** No two lists of parts have one key, whatever is in the e-mail that somebody sends. */
const keyOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const isKnown = async (db: Kysely<Database>, email: string, address: string): Promise<boolean> => {
  const found = await db
    .selectFrom('known_address as k')
    .innerJoin('user as u', 'u.id', 'k.user_id')
    .where('u.email', '=', email)
    .where('k.address', '=', address)
    .where(sql<boolean>`k.seen_at > now() - make_interval(days => ${sql.lit(knownDays)})`)
    .select('k.user_id')
    .executeTakeFirst();
  return found !== undefined;
};

/**
 * One more attempt for a key. The one that uses up the limit starts the lockout; those during it change nothing, so that it
 * ends by itself however often somebody tries.
 */
const take = async (db: Kysely<Database>, key: string, limit: number, minutes: number): Promise<void> => {
  if (limit === 0) return;
  const { rows } = await sql<{ attempts: number; seconds: number }>`
    insert into login_attempts as l (key, attempts, until)
    values (${key}, 1, now() + make_interval(secs => ${minutes * 60}))
    on conflict (key) do update set
      attempts = case when l.until <= now() then 1 else least(l.attempts, ${limit}) + 1 end,
      until = case when l.until > now() and l.attempts >= ${limit} then l.until else excluded.until end
    returning attempts, ceil(extract(epoch from until - now()))::int as seconds`.execute(db);
  const [counted] = rows;
  if (!counted || counted.attempts <= limit) return;
  throw new AppError('RATE_LIMITED', 'Too many attempts. Try again later.', {
    params: { retryAfter: Math.max(1, counted.seconds) },
  });
};

/**
 * Counts an attempt before any password is looked at, so that attempts at once count one by one, whoever they are for. An
 * address that the account was used from has a count of its own: what strangers try elsewhere locks nobody out there.
 * @throws RATE_LIMITED where the account or the address has used up its attempts; `retryAfter` is in seconds
 */
export const countAttempt = async ({ db, origin, services }: Context, email: string): Promise<Attempt> => {
  const { LOGIN_ATTEMPTS, LOGIN_ATTEMPTS_PER_ADDRESS, LOGIN_LOCKOUT_MINUTES, RATE_LIMIT_MULTIPLIER } = services.config;
  const scaled = (limit: number): number => Math.ceil(limit * RATE_LIMIT_MULTIPLIER);
  const network = origin.ip === null ? null : networkOf(origin.ip);
  const address = network === null ? null : keyOf('address', network);
  if (address !== null) await take(db, address, scaled(LOGIN_ATTEMPTS_PER_ADDRESS), LOGIN_LOCKOUT_MINUTES);
  const known = network !== null && (await isKnown(db, email, network));
  const account = known ? keyOf('account', email, network) : keyOf('account', email);
  await take(db, account, scaled(LOGIN_ATTEMPTS), LOGIN_LOCKOUT_MINUTES);
  return { account, address };
};

/** The attempt was right: the account starts anew, and the address gets this one attempt back. */
export const forgetAttempt = async ({ db }: Context, { account, address }: Attempt): Promise<void> => {
  await db.deleteFrom('login_attempts').where('key', '=', account).execute();
  if (address !== null) {
    await sql`
      update login_attempts set attempts = attempts - 1
      where key = ${address} and attempts > 0 and until > now()`.execute(db);
  }
  await sweep(db);
};

/** Counts that are over mean nothing any more. */
const sweep = async (db: Kysely<Database>): Promise<void> => {
  await sql`
    delete from login_attempts where key in (
      select key from login_attempts where until < now() order by until limit 100 for update skip locked)`.execute(db);
};
