import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { RefreshToken } from '../entities/refresh-token.js';

/** Refresh tokens live a week, counted anew with each rotation. */
export const refreshTokenSeconds = 7 * 24 * 60 * 60;

/** What the database knows a token by. A token has 256 random bits, so a plain hash cannot be guessed backwards. */
export const hashRefreshToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A new token and its row. Give the family of the token it replaces, or none for a login. */
export const newRefreshToken = (owner: {
  readonly userId: number;
  readonly tenantId: string | null;
  readonly api: string | null;
  readonly family?: string;
}): { token: string; row: RefreshToken } => {
  const token = randomBytes(32).toString('base64url');
  const row = new RefreshToken();
  const now = Date.now();
  row.tokenHash = hashRefreshToken(token);
  row.family = owner.family ?? randomUUID();
  row.user = owner.userId;
  row.tenant = owner.tenantId;
  row.api = owner.api;
  row.createdAt = new Date(now);
  row.expiresAt = new Date(now + refreshTokenSeconds * 1000);
  return { token, row };
};
