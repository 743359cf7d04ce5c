import { defineEntity, p } from '@mikro-orm/core';
import { LoginSession } from './login-session.js';

export const RefreshTokenTable = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_token',
  properties: {
    id: p.integer().primary().autoincrement(),
    tokenHash: p.text().unique(),
    /** All tokens of one session descend from one login; a spent one that comes back ends the session. */
    session: () => p.manyToOne(LoginSession).mapToPk().index(),
    expiresAt: p.datetime(3),
    usedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
});

/** A refresh token, known to the database only by its SHA-256. */
export class RefreshToken extends RefreshTokenTable.class {}

RefreshTokenTable.setClass(RefreshToken);
