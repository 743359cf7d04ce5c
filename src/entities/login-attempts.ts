import { defineEntity, p } from '@mikro-orm/core';

export const LoginAttemptsTable = defineEntity({
  name: 'LoginAttempts',
  tableName: 'login_attempts',
  properties: {
    /** The SHA-256 of an account or of a network address. */
    key: p.text().primary(),
    attempts: p.integer(),
    /** When they are forgotten. */
    until: p.datetime(3).index(),
  },
});

/** How often somebody has tried to log in, as one account or from one address. Accounts that there are not count alike. */
export class LoginAttempts extends LoginAttemptsTable.class {}

LoginAttemptsTable.setClass(LoginAttempts);
