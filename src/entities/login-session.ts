import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';
import { User } from './user.js';

export const LoginSessionTable = defineEntity({
  name: 'LoginSession',
  tableName: 'login_session',
  properties: {
    id: p.text().primary(),
    user: () => p.manyToOne(User).mapToPk().index(),
    /** The tenant it was opened for, if one was named. */
    tenant: () => p.manyToOne(Tenant).mapToPk().nullable(),
    /** The legacy API it was opened through, if any. */
    api: p.text().nullable(),
    startedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
});

/** What one login opened. Its access tokens name it and its refresh tokens belong to it: they all end with it. */
export class LoginSession extends LoginSessionTable.class {
  static open(userId: number, tenantId: string | null, api: string | null): LoginSession {
    const session = new LoginSession();
    session.id = randomUUID();
    session.user = userId;
    session.tenant = tenantId;
    session.api = api;
    session.startedAt = new Date();
    return session;
  }
}

LoginSessionTable.setClass(LoginSession);
