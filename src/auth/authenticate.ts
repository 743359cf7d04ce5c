import type { Kysely } from 'kysely';
import type { Database } from '../entities/index.js';
import { AppError } from '../errors.js';
import type { AccessTokens } from './access-tokens.js';
import { isApiToken, loadApiTokenViewer } from './api-tokens.js';
import { loadClientViewer } from './clients.js';
import { anonymous, loadViewer, type Viewer } from './viewer.js';

/**
 * The viewer behind an `Authorization` header (RFC 6750: the scheme is case-insensitive). No header is nobody in particular.
 * @throws UNAUTHENTICATED for a header that is no valid bearer token
 * @throws FORBIDDEN where the bearer's tenant is suspended or expired
 */
export const authenticate = async (
  header: string | undefined,
  tokens: AccessTokens,
  db: Kysely<Database>,
): Promise<Viewer> => {
  if (header === undefined || header.trim() === '') return anonymous;
  const token = /^bearer +(\S+)$/i.exec(header.trim())?.[1];
  if (token === undefined) {
    throw new AppError('UNAUTHENTICATED', 'The Authorization header is not a bearer token.', {
      reason: 'CREDENTIALS_INVALID',
    });
  }
  if (isApiToken(token)) return loadApiTokenViewer(db, token);
  const claims = await tokens.verify(token);
  if ('client_id' in claims) return loadClientViewer(db, claims);
  return loadViewer(db, claims.sub, { tenantId: claims.tenant_id, sessionId: claims.sid });
};
