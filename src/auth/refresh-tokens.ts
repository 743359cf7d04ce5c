import { randomBytes } from 'node:crypto';
import { RefreshToken } from '../entities/refresh-token.js';
import { hashSecret } from './secret-hash.js';

/** Refresh tokens live a week, counted anew with each rotation. */
export const refreshTokenSeconds = 7 * 24 * 60 * 60;

/** A new token of a session, and its row. */
export const newRefreshToken = (sessionId: string, expiresAt: Date): { token: string; row: RefreshToken } => {
  const token = randomBytes(32).toString('base64url');
  const row = new RefreshToken();
  row.tokenHash = hashSecret(token);
  row.session = sessionId;
  row.createdAt = new Date();
  row.expiresAt = expiresAt;
  return { token, row };
};
