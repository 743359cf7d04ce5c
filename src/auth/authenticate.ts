import type { Kysely } from 'kysely';
import type { Database } from '../entities/index.js';
import { AppError } from '../errors.js';
import type { AccessTokens } from './access-tokens.js';
import { isApiToken, loadApiTokenViewer } from './api-tokens.js';
import { loadClientViewer } from './clients.js';
import { isCompactToken } from './compact-token.js';
import { loadExternalViewer } from './external-viewer.js';
import type { KnownViewers, Verified } from './known-viewers.js';
import type { TrustedIssuers } from './trusted-issuers.js';
import { anonymous, credentialsInvalid, loadViewer, type Viewer } from './viewer.js';

/** Whose tokens there are. */
export interface Issuers {
  /** Our own. */
  readonly tokens: AccessTokens;
  /** Those of others that the configuration names. */
  readonly issuers: TrustedIssuers;
  /** Whose tokens were looked at a moment ago. */
  readonly viewers: KnownViewers;
}

/**
 * The viewer behind an `Authorization` header (RFC 6750: the scheme is case-insensitive). No header is nobody in particular.
 * @throws UNAUTHENTICATED for a header that is no valid bearer token
 * @throws FORBIDDEN where the bearer's tenant is suspended or expired
 * @throws UNAVAILABLE where the keys of the token's issuer cannot be had
 */
export const authenticate = async (
  header: string | undefined,
  issuers: Issuers,
  db: Kysely<Database>,
): Promise<Viewer> => {
  if (header === undefined || header.trim() === '') return anonymous;
  const token = /^bearer +(\S+)$/i.exec(header.trim())?.[1];
  if (token === undefined) {
    throw new AppError('UNAUTHENTICATED', 'The Authorization header is not a bearer token.', {
      reason: 'CREDENTIALS_INVALID',
    });
  }
  return issuers.viewers.viewerOf(token, () => verified(token, issuers, db));
};

const verified = async (token: string, { tokens, issuers }: Issuers, db: Kysely<Database>): Promise<Verified> => {
  if (isApiToken(token)) return { viewer: await loadApiTokenViewer(db, token), until: Infinity };
  if (!isCompactToken(token)) throw credentialsInvalid();
  const introduction = await issuers.verify(token);
  if (introduction) return { viewer: await loadExternalViewer(db, introduction), until: introduction.until };
  const claims = await tokens.verify(token);
  const until = claims.exp * 1000;
  if (claims.client_id !== undefined) return { viewer: await loadClientViewer(db, claims), until };
  const bearing = { tenantId: claims.tenant_id, sessionId: claims.sid };
  return { viewer: await loadViewer(db, claims.sub, bearing), until };
};
