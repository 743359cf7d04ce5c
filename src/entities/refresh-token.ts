import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';
import { User } from './user.js';

export const RefreshTokenTable = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_token',
  properties: {
    id: p.integer().primary().autoincrement(),
    tokenHash: p.text().unique(),
    /** All tokens that descend from one login; reuse of a spent one ends the whole family. */
    family: p.text().index(),
    user: () => p.manyToOne(User).mapToPk(),
    tenant: () => p.manyToOne(Tenant).mapToPk().nullable(),
    api: p.text().nullable(),
    expiresAt: p.datetime(3),
    usedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
});

/** A refresh token, known to the database only by its SHA-256. */
export class RefreshToken extends RefreshTokenTable.class {}

RefreshTokenTable.setClass(RefreshToken);
