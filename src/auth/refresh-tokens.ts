import { createHash, randomBytes } from 'node:crypto';
import { RefreshToken } from '../entities/refresh-token.js';

/** Refresh tokens live a week, counted anew with each rotation. */
export const refreshTokenSeconds = 7 * 24 * 60 * 60;

/** What the database knows a token by. A token has 256 random bits, so a plain hash cannot be guessed backwards. */
export const hashRefreshToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A new token of a session, and its row. */
export const newRefreshToken = (sessionId: string, expiresAt: Date): { token: string; row: RefreshToken } => {
  const token = randomBytes(32).toString('base64url');
  const row = new RefreshToken();
  row.tokenHash = hashRefreshToken(token);
  row.session = sessionId;
  row.createdAt = new Date();
  row.expiresAt = expiresAt;
  return { token, row };
};
