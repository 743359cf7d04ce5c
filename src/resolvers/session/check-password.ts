import { verifyPassword } from '../../auth/passwords.js';
import type { Context } from '../../context.js';
import { countAttempt, forgetAttempt } from './login-attempts.js';
import { refused } from './open-session.js';

/** The account that a login opens. */
export interface Account {
  readonly userId: number;
  readonly publicId: string;
  readonly passwordHash: string;
  readonly tenantId: string | undefined;
}

interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly tenant?: string | null | undefined;
}

const wrong = () => refused('The e-mail or the password is wrong.');

const tenantOf = async ({ db }: Context, userId: number, slug: string): Promise<string> => {
  const membership = await db
    .selectFrom('tenant_membership as m')
    .innerJoin('tenant as t', 't.id', 'm.tenant_id')
    .where('m.user_id', '=', userId)
    .where('t.slug', '=', slug)
    .where('t.deleted_at', 'is', null)
    .select('t.id')
    .executeTakeFirst();
  if (!membership) throw wrong();
  return membership.id;
};

/**
 * The account that e-mail and password open, in the tenant if one is named. The work and what is counted are the same
 * whether there is such an account or not.
 * @throws UNAUTHENTICATED for a wrong pair; RATE_LIMITED after too many, even for the right one
 */
export const checkPassword = async (context: Context, { email, password, tenant }: Credentials): Promise<Account> => {
  const address = email.toLowerCase();
  const attempt = await countAttempt(context, address);
  const user = await context.db
    .selectFrom('user')
    .where('email', '=', address)
    .select(['id as userId', 'public_id as publicId', 'password_hash as passwordHash', 'status'])
    .executeTakeFirst();
  const fits = await verifyPassword(user?.passwordHash ?? null, password);
  if (!user || !fits || user.passwordHash === null || user.status !== 'ACTIVE') throw wrong();
  const { userId, publicId, passwordHash } = user;
  const tenantId = tenant == null ? undefined : await tenantOf(context, userId, tenant);
  await forgetAttempt(context, attempt);
  return { userId, publicId, passwordHash, tenantId };
};
