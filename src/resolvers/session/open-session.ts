import { accessTokenSeconds } from '../../auth/access-tokens.js';
import { newRefreshToken, refreshTokenSeconds } from '../../auth/refresh-tokens.js';
import type { Viewer } from '../../auth/viewer.js';
import type { Context } from '../../context.js';
import type { LoginSession } from '../../entities/login-session.js';
import { AppError } from '../../errors.js';
import type { Write } from '../../write.js';
import { viewerType, type Session } from './session-type.js';

/** Why credentials open nothing. */
export const refused = (message: string): AppError =>
  new AppError('UNAUTHENTICATED', message, { reason: 'CREDENTIALS_INVALID' });

/** Says to the audit log what became of a session. */
export const auditSession = (
  tx: Write,
  verb: 'ended' | 'opened' | 'refreshed' | 'revoked',
  session: Pick<LoginSession, 'id' | 'tenant'>,
): void => {
  tx.audit({
    action: `session.${verb}`,
    targetType: 'session',
    targetId: session.id,
    tenantId: session.tenant ?? null,
  });
};

/** Some seconds from now, but never after the end of the session. */
const expiry = (seconds: number, { startedAt }: LoginSession, { sessionTimeout }: Viewer): Date => {
  const end = sessionTimeout === null ? Infinity : startedAt.getTime() + sessionTimeout * 60_000;
  return new Date(Math.min(Date.now() + seconds * 1000, end));
};

interface Refresh {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A session's next refresh token, put into the database. */
export const addRefreshToken = ({ em }: Write, session: LoginSession, viewer: Viewer): Refresh => {
  const { token, row } = newRefreshToken(session.id, expiry(refreshTokenSeconds, session, viewer));
  em.persist(row);
  return { token, expiresAt: row.expiresAt };
};

/** What the client gets, once the refresh token is in the database for good. */
export const sessionAnswer = async (
  { services }: Context,
  session: LoginSession,
  viewer: Viewer,
  refresh: Refresh,
): Promise<Session> => {
  // Tokens count whole seconds.
  const end = expiry(accessTokenSeconds, session, viewer);
  const accessTokenExpiresAt = new Date(Math.floor(end.getTime() / 1000) * 1000);
  const { publicId, email, role, tenant } = viewer;
  const claims = {
    sub: publicId ?? '',
    email: email ?? '',
    role,
    sid: session.id,
    ...(tenant ? { tenant: tenant.slug, tenant_id: tenant.id } : {}),
    ...(session.api == null ? {} : { api: session.api.toLowerCase() }),
  };
  return {
    accessToken: await services.tokens.issue(claims, accessTokenExpiresAt),
    accessTokenExpiresAt,
    refreshToken: refresh.token,
    refreshTokenExpiresAt: refresh.expiresAt,
    user: viewerType(viewer),
  };
};
