import { Args, ArgsType, Ctx, Field, Mutation, Resolver } from 'type-graphql';
import { z } from 'zod';
import { hashPassword, verifyPassword } from '../../auth/passwords.js';
import { Context } from '../../context.js';
import { assertPasswordFits, type PasswordPolicy } from '../../entities/password-policy.js';
import { AppError, invalid } from '../../errors.js';
import { text } from '../../violations.js';
import { write } from '../../write.js';
import { Rules } from '../rules.js';
import { endSessions } from './end-sessions.js';
import { countAttempt, forgetAttempt } from './login-attempts.js';
import { ViewerType, viewerType } from './session-type.js';

@ArgsType()
@Rules(z.object({ new: text(8, 128) }))
class ChangePasswordArgs {
  @Field(() => String)
  current!: string;

  @Field(() => String, { description: '8 to 128 characters, and what the policies of the tenants ask for.' })
  new!: string;
}

interface Account {
  readonly userId: number;
  readonly passwordHash: string;
}

/** Guessing here counts like guessing at the login. @throws INVALID, RATE_LIMITED */
const checkCurrent = async (context: Context, current: string): Promise<Account> => {
  const { db, viewer } = context;
  const userId = viewer.userId ?? 0;
  const attempt = await countAttempt(context, viewer.email ?? '');
  const user = await db
    .selectFrom('user')
    .where('id', '=', userId)
    .select('password_hash as passwordHash')
    .executeTakeFirst();
  const passwordHash = user?.passwordHash ?? null;
  if (!(await verifyPassword(passwordHash, current)) || passwordHash === null) {
    throw invalid({ path: ['current'], code: 'OTHER', message: 'The current password is wrong' });
  }
  await forgetAttempt(context, attempt);
  return { userId, passwordHash };
};

/** What every tenant that a user belongs to asks of passwords. */
const policiesFor = async ({ db }: Context, userId: number): Promise<PasswordPolicy[]> => {
  const tenants = await db
    .selectFrom('tenant as t')
    .innerJoin('tenant_membership as m', 'm.tenant_id', 't.id')
    .where('m.user_id', '=', userId)
    .where('t.deleted_at', 'is', null)
    .select('t.settings')
    .execute();
  return tenants.map(({ settings }) => settings.passwordPolicy ?? {});
};

@Resolver()
export class ChangePasswordResolver {
  /** @throws INVALID; RATE_LIMITED after too many wrong ones; CONFLICT where it has changed meanwhile */
  @Mutation(() => ViewerType, { description: "Changes one's own password and ends one's other sessions." })
  async changePassword(
    @Ctx() context: Context,
    @Args(() => ChangePasswordArgs) { current, new: password }: ChangePasswordArgs,
  ): Promise<ViewerType> {
    const { viewer } = context;
    const { userId, passwordHash } = await checkCurrent(context, current);
    assertPasswordFits(await policiesFor(context, userId), password, ['new']);
    const next = await hashPassword(password);
    await write(context, async (tx) => {
      const { numUpdatedRows } = await tx.db
        .updateTable('user')
        .set({ password_hash: next, updated_at: new Date() })
        .where('id', '=', userId)
        .where('password_hash', '=', passwordHash)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) {
        throw new AppError('CONFLICT', 'The password has changed meanwhile.', { reason: 'STALE' });
      }
      const ended = await endSessions(tx, { userId, except: viewer.sessionId });
      const targetId = viewer.publicId ?? '';
      tx.audit({ action: 'user.password_changed', targetType: 'user', targetId, changes: { after: { ended } } });
    });
    return viewerType(viewer);
  }
}
