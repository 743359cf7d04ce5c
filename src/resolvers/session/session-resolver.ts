import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { Context } from '../../context.js';
import { AppError } from '../../errors.js';
import { write } from '../../write.js';
import { LegacyApiEnum } from '../enums.js';
import { userUnknown, visibleUser } from '../users.js';
import { authenticateClient, ClientCredentialsInput } from '../oauth-client/authenticate-client.js';
import { checkPassword } from './check-password.js';
import { endSession, endSessions } from './end-sessions.js';
import { logIn } from './log-in.js';
import { auditSession } from './open-session.js';
import { refreshSession } from './refresh-session.js';
import { Session, ViewerType, viewerType } from './session-type.js';

@Resolver()
export class SessionResolver {
  @Query(() => ViewerType, { description: 'Who is asking, as the gateway understands it.' })
  viewer(@Ctx() context: Context): ViewerType {
    return viewerType(context.viewer);
  }

  /** @throws UNAUTHENTICATED for a wrong pair; RATE_LIMITED; FORBIDDEN where the tenant is suspended or expired */
  @Mutation(() => Session, {
    description: 'Too many wrong pairs lock an account or an address for a while, which then ends by itself.',
  })
  async login(
    @Ctx() context: Context,
    @Arg('email', () => String) email: string,
    @Arg('password', () => String) password: string,
    @Arg('tenant', () => String, { nullable: true, description: 'The slug of the tenant to log in to.' })
    tenant?: string | null,
    @Arg('api', () => LegacyApiEnum, { nullable: true }) api?: keyof typeof LegacyApiEnum | null,
  ): Promise<Session> {
    const account = await checkPassword(context, { email, password, tenant });
    return logIn(context, account, api ?? null);
  }

  /** @throws UNAUTHENTICATED for a token that is unknown, spent or expired, whose session is over, or for a wrong client */
  @Mutation(() => Session, { description: 'Takes a refresh token and gives the next pair.' })
  async refreshToken(
    @Ctx() context: Context,
    @Arg('token', () => String) token: string,
    @Arg('client', () => ClientCredentialsInput, {
      nullable: true,
      description: 'A session belongs to no client, but one that says who it is must be who it says.',
    })
    client?: ClientCredentialsInput | null,
  ): Promise<Session> {
    if (client) await authenticateClient(context.db, client);
    return refreshSession(context, token);
  }

  /** @throws NOT_FOUND where the credential belongs to no session */
  @Mutation(() => ID, { description: 'Ends the session that asks, with all its tokens. Answers its id.' })
  logout(@Ctx() context: Context): Promise<string> {
    const { viewer } = context;
    return write(context, async (tx) => {
      if (viewer.sessionId === null) {
        throw new AppError('NOT_FOUND', 'This credential belongs to no session.', { reason: 'SESSION_UNKNOWN' });
      }
      await endSession(tx, viewer.sessionId);
      auditSession(tx, 'ended', { id: viewer.sessionId, tenant: viewer.tenant?.id ?? null });
      return viewer.sessionId;
    });
  }

  /** @throws NOT_FOUND for a user whom the viewer does not see */
  @Mutation(() => Int, { description: 'Ends every session of a user, with all their tokens. Answers how many.' })
  endSessions(
    @Ctx() context: Context,
    @Arg('user', () => ID, { nullable: true, description: 'By public id; oneself unless given.' }) user?: string | null,
  ): Promise<number> {
    const { viewer } = context;
    return write(context, async (tx) => {
      const found = await visibleUser(tx.db, viewer, user ?? viewer.publicId ?? '')
        .select(['u.id', 'u.public_id as publicId'])
        .forUpdate()
        .executeTakeFirst();
      if (!found) throw userUnknown();
      const ended = await endSessions(tx, { userId: found.id });
      const { publicId: targetId } = found;
      tx.audit({ action: 'user.sessions_ended', targetType: 'user', targetId, changes: { after: { ended } } });
      return ended;
    });
  }
}
