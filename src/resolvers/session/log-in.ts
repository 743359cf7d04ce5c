import { sql } from 'kysely';
import { loadViewer } from '../../auth/viewer.js';
import type { Context } from '../../context.js';
import { LoginSession } from '../../entities/login-session.js';
import { write, type Write } from '../../write.js';
import type { Account } from './check-password.js';
import { knownDays } from './login-attempts.js';
import { networkOf } from './network-of.js';
import { addRefreshToken, auditSession, refused, sessionAnswer } from './open-session.js';
import type { Session } from './session-type.js';

/** Keeps the user's row until the end, so that a change of the password or an end of all sessions comes before or after. */
const assertUnchanged = async ({ db }: Write, { userId, passwordHash }: Account): Promise<void> => {
  const user = await db
    .selectFrom('user')
    .where('id', '=', userId)
    .select('password_hash as passwordHash')
    .forShare()
    .executeTakeFirst();
  if (user?.passwordHash !== passwordHash) throw refused('The e-mail or the password is wrong.');
};

/** See `KnownAddress`. Those of long ago go. */
const remember = async ({ db }: Write, userId: number, ip: string | null): Promise<void> => {
  if (ip === null) return;
  await sql`
    insert into known_address (user_id, address, seen_at) values (${userId}, ${networkOf(ip)}, now())
    on conflict (user_id, address) do update set seen_at = excluded.seen_at`.execute(db);
  await sql`
    delete from known_address
    where user_id = ${userId} and seen_at < now() - make_interval(days => ${sql.lit(knownDays)})`.execute(db);
};

/**
 * Opens a session for an account whose password has been checked.
 * @throws FORBIDDEN where the tenant is suspended or expired; UNAUTHENTICATED where the password is another one by now
 */
export const logIn = async (context: Context, account: Account, api: string | null): Promise<Session> => {
  const viewer = await loadViewer(context.db, account.publicId, { tenantId: account.tenantId });
  const { session, refresh } = await write(context.as(viewer), async (tx) => {
    await assertUnchanged(tx, account);
    await remember(tx, account.userId, context.origin.ip);
    const session = LoginSession.open(account.userId, account.tenantId ?? null, api);
    await tx.em.persist(session).flush();
    auditSession(tx, 'opened', session);
    return { session, refresh: addRefreshToken(tx, session, viewer) };
  });
  return sessionAnswer(context, session, viewer, refresh);
};
