import { defineEntity, p } from '@mikro-orm/core';
import { newUserId } from '../ids.js';

export const userStatuses = ['ACTIVE', 'SUSPENDED', 'PENDING'] as const;
export type UserStatus = (typeof userStatuses)[number];

export const UserTable = defineEntity({
  name: 'User',
  tableName: 'user',
  properties: {
    id: p.integer().primary().autoincrement(),
    publicId: p.text().unique(),
    email: p.text().nullable().unique(),
    name: p.text().nullable(),
    passwordHash: p.text().nullable(),
    platformRole: p.enum(['SUPERADMIN'] as const).nullable(),
    status: p.enum(userStatuses),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

/**
 * A person or service account. PENDING is a place kept for somebody granted a role before they first appeared;
 * such an account has no e-mail and no password, so nobody can log in as it.
 */
export class User extends UserTable.class {
  static create(fields: { email: string; name?: string; passwordHash?: string; superadmin?: boolean }): User {
    const user = new User();
    const now = new Date();
    user.publicId = newUserId();
    user.email = fields.email.toLowerCase();
    user.name = fields.name ?? null;
    user.passwordHash = fields.passwordHash ?? null;
    user.platformRole = fields.superadmin === true ? 'SUPERADMIN' : null;
    user.status = 'ACTIVE';
    user.createdAt = now;
    user.updatedAt = now;
    return user;
  }

  /** Keeps a place for a user known only by their public id. */
  static pending(publicId: string): User {
    const user = new User();
    const now = new Date();
    user.publicId = publicId;
    user.status = 'PENDING';
    user.createdAt = now;
    user.updatedAt = now;
    return user;
  }
}

UserTable.setClass(User);
