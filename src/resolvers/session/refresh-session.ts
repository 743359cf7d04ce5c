import { hashSecret } from '../../auth/secret-hash.js';
import { loadViewer, type Viewer } from '../../auth/viewer.js';
import type { Context } from '../../context.js';
import { LoginSession } from '../../entities/login-session.js';
import { RefreshToken } from '../../entities/refresh-token.js';
import { write } from '../../write.js';
import { addRefreshToken, auditSession, refused, sessionAnswer } from './open-session.js';
import type { Session } from './session-type.js';

const notValid = () => refused('The refresh token is not valid.');

/** The session of a token, and whoever it belongs to. */
const sessionOf = async (
  { db }: Context,
  tokenHash: string,
): Promise<{ readonly sessionId: string; readonly viewer: Viewer }> => {
  const found = await db
    .selectFrom('refresh_token as r')
    .innerJoin('login_session as s', 's.id', 'r.session_id')
    .innerJoin('user as u', 'u.id', 's.user_id')
    .where('r.token_hash', '=', tokenHash)
    // A session that has ended is left alone: whoever keeps trying must not fill the audit log.
    .where('s.ended_at', 'is', null)
    .select(['s.id as sessionId', 's.tenant_id as tenantId', 'u.public_id as publicId'])
    .executeTakeFirst();
  if (!found) throw notValid();
  const { sessionId, tenantId, publicId } = found;
  return { sessionId, viewer: await loadViewer(db, publicId, { sessionId, tenantId: tenantId ?? undefined }) };
};

/**
 * Takes a refresh token and gives the next pair. A token that comes a second time was stolen from somebody, so its
 * session ends. The session's row is locked first, so that of two requests at once one finds the token spent.
 * @throws UNAUTHENTICATED for a token that is unknown, spent or expired, or whose session is over
 */
export const refreshSession = async (context: Context, token: string): Promise<Session> => {
  const tokenHash = hashSecret(token);
  const { sessionId, viewer } = await sessionOf(context, tokenHash);
  const next = await write(context.as(viewer), async (tx) => {
    await tx.db.selectFrom('login_session').where('id', '=', sessionId).select('id').forUpdate().execute();
    const session = await tx.em.findOneOrFail(LoginSession, sessionId);
    const presented = await tx.em.findOneOrFail(RefreshToken, { tokenHash });
    if (session.endedAt != null || presented.expiresAt.getTime() <= Date.now()) throw notValid();
    if (presented.usedAt != null) {
      session.endedAt = new Date();
      auditSession(tx, 'revoked', session);
      return null;
    }
    presented.usedAt = new Date();
    auditSession(tx, 'refreshed', session);
    return { session, refresh: addRefreshToken(tx, session, viewer) };
  });
  if (!next) throw notValid();
  return sessionAnswer(context, next.session, viewer, next.refresh);
};
