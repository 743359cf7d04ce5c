import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { loadViewer } from '../../auth/viewer.js';
import { Context } from '../../context.js';
import { AppError } from '../../errors.js';
import { userUnknown, visibleUser } from '../users.js';
import { Access, AccessExplanation, AccessTarget, explanationOf } from './access-type.js';
import { decide, permissionFor, type Decision } from './decide.js';

const action = { description: 'The name of a root field.' };
const whole = { nullable: true, description: 'Without one: whether the field may be called at all.' };

/** Who cannot come in is refused whatever they call. */
const keptOut = (error: unknown): Decision => {
  if (!(error instanceof AppError)) throw error;
  return error.code === 'FORBIDDEN'
    ? { refused: error, decidedBy: 'TENANT_STATE', rule: 'belongs to a tenant in use' }
    : { refused: error, decidedBy: 'ACCOUNT', rule: 'has an active account' };
};

@Resolver()
export class AccessResolver {
  /** @throws INVALID */
  @Query(() => Access, { description: 'Whether the viewer may do something, decided as the call itself would be.' })
  async can(
    @Ctx() context: Context,
    @Arg('action', () => String, action) name: string,
    @Arg('target', () => AccessTarget, whole) target?: AccessTarget | null,
  ): Promise<Access> {
    return explanationOf(await decide(context, name, target ?? null));
  }

  /** @throws NOT_FOUND (user), INVALID */
  @Query(() => AccessExplanation, {
    description: 'Whether a user may do something once logged in, and which rule decides.',
  })
  async explainAccess(
    @Ctx() { db, viewer }: Context,
    @Arg('user', () => ID, { description: 'By public id.' }) user: string,
    @Arg('action', () => String, action) name: string,
    @Arg('target', () => AccessTarget, whole) target?: AccessTarget | null,
  ): Promise<AccessExplanation> {
    const found = await visibleUser(db, viewer, user).select('u.public_id as publicId').executeTakeFirst();
    if (!found) throw userUnknown();
    permissionFor(name, target ?? null);
    const theirs = await loadViewer(db, found.publicId).catch(keptOut);
    return explanationOf('refused' in theirs ? theirs : await decide({ db, viewer: theirs }, name, target ?? null));
  }
}
