import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { accessTokenSeconds } from '../../auth/access-tokens.js';
import { verifyPassword } from '../../auth/passwords.js';
import { hashRefreshToken, newRefreshToken } from '../../auth/refresh-tokens.js';
import { loadViewer, type Viewer } from '../../auth/viewer.js';
import { Context } from '../../context.js';
import { AppError } from '../../errors.js';
import { write, type Write } from '../../write.js';
import { LegacyApiEnum } from '../enums.js';
import { Session, ViewerType, viewerType } from './session-type.js';

type LegacyApi = keyof typeof LegacyApiEnum;

const refused = (message: string): AppError =>
  new AppError('UNAUTHENTICATED', message, { reason: 'CREDENTIALS_INVALID' });

const openSession = async (
  context: Context,
  tx: Write,
  viewer: Viewer,
  api: string | null,
  family?: string,
): Promise<Session> => {
  const { userId, publicId, tenant } = viewer;
  if (userId === null || publicId === null) throw new Error('A session belongs to a user.');
  const { token, row } = newRefreshToken({
    userId,
    tenantId: tenant?.id ?? null,
    api,
    ...(family === undefined ? {} : { family }),
  });
  tx.em.persist(row);
  tx.audit({
    action: family === undefined ? 'session.opened' : 'session.refreshed',
    targetType: 'session',
    targetId: row.family,
    tenantId: tenant?.id ?? null,
    actor: { userId, email: viewer.email, role: viewer.role },
  });
  const accessTokenExpiresAt = new Date(Math.floor(Date.now() / 1000 + accessTokenSeconds) * 1000);
  const claims = {
    sub: publicId,
    email: viewer.email ?? '',
    role: viewer.role,
    ...(tenant ? { tenant: tenant.slug, tenant_id: tenant.id } : {}),
    ...(api === null ? {} : { api: api.toLowerCase() }),
  };
  return {
    accessToken: await context.services.tokens.issue(claims, accessTokenExpiresAt),
    accessTokenExpiresAt,
    refreshToken: token,
    refreshTokenExpiresAt: row.expiresAt,
    user: viewerType(viewer),
  };
};

interface Account {
  readonly publicId: string;
  readonly tenantId: string | undefined;
}

/** The account that e-mail and password open, in the tenant if one is named. The work is the same whether it exists or not. */
const checkPassword = async (
  { db }: Context,
  email: string,
  password: string,
  tenant?: string | null,
): Promise<Account> => {
  const user = await db
    .selectFrom('user')
    .where('email', '=', email.toLowerCase())
    .select(['id', 'public_id as publicId', 'password_hash as passwordHash', 'status'])
    .executeTakeFirst();
  const fits = await verifyPassword(user?.passwordHash ?? null, password);
  if (!user || !fits || user.status !== 'ACTIVE') throw refused('The e-mail or the password is wrong.');
  if (tenant == null) return { publicId: user.publicId, tenantId: undefined };
  const membership = await db
    .selectFrom('tenant_membership as m')
    .innerJoin('tenant as t', 't.id', 'm.tenant_id')
    .where('m.user_id', '=', user.id)
    .where('t.slug', '=', tenant)
    .where('t.deleted_at', 'is', null)
    .select('t.id')
    .executeTakeFirst();
  if (!membership) throw refused('The e-mail or the password is wrong.');
  return { publicId: user.publicId, tenantId: membership.id };
};

@Resolver()
export class SessionResolver {
  @Query(() => ViewerType, { description: 'Who is asking, as the gateway understands it.' })
  viewer(@Ctx() context: Context): ViewerType {
    return viewerType(context.viewer);
  }

  /** @throws UNAUTHENTICATED for a wrong pair; FORBIDDEN where the tenant is suspended or expired */
  @Mutation(() => Session)
  async login(
    @Ctx() context: Context,
    @Arg('email', () => String) email: string,
    @Arg('password', () => String) password: string,
    @Arg('tenant', () => String, { nullable: true, description: 'The slug of the tenant to log in to.' })
    tenant?: string,
    @Arg('api', () => LegacyApiEnum, { nullable: true }) api?: LegacyApi,
  ): Promise<Session> {
    const account = await checkPassword(context, email, password, tenant);
    const viewer = await loadViewer(context.db, account.publicId, account.tenantId);
    return write(context, (tx) => openSession(context, tx, viewer, api ?? null));
  }

  /**
   * Takes a refresh token and gives the next pair. A token that comes a second time was stolen from somebody,
   * so its whole family ends.
   * @throws UNAUTHENTICATED for a token that is unknown, spent, revoked or expired
   */
  @Mutation(() => Session)
  async refreshToken(@Ctx() context: Context, @Arg('token', () => String) token: string): Promise<Session> {
    const hash = hashRefreshToken(token);
    const row = await context.db
      .selectFrom('refresh_token as r')
      .innerJoin('user as u', 'u.id', 'r.user_id')
      .where('r.token_hash', '=', hash)
      .select(['r.family', 'r.tenant_id as tenantId', 'r.api', 'r.revoked_at as revokedAt', 'u.public_id as publicId'])
      .executeTakeFirst();
    // A family that has ended is left alone: whoever keeps trying must not fill the audit log.
    if (!row || row.revokedAt !== null) throw refused('The refresh token is not valid.');
    const viewer = await loadViewer(context.db, row.publicId, row.tenantId ?? undefined);
    const session = await write(context, async (tx) => {
      if (await this.spend(tx, hash)) return openSession(context, tx, viewer, row.api, row.family);
      await this.endFamily(tx, row.family, viewer);
      return null;
    });
    if (!session) throw refused('The refresh token is not valid.');
    return session;
  }

  /** Whether the token was there to spend. Of two requests at once one finds it spent. */
  private async spend({ db }: Write, hash: string): Promise<boolean> {
    const spent = await db
      .updateTable('refresh_token')
      .set({ used_at: new Date() })
      .where('token_hash', '=', hash)
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', new Date())
      .executeTakeFirst();
    return spent.numUpdatedRows === 1n;
  }

  private async endFamily(tx: Write, family: string, viewer: Viewer): Promise<void> {
    await tx.db
      .updateTable('refresh_token')
      .set({ revoked_at: new Date() })
      .where('family', '=', family)
      .where('revoked_at', 'is', null)
      .execute();
    tx.audit({
      action: 'session.revoked',
      targetType: 'session',
      targetId: family,
      actor: { userId: viewer.userId ?? 0, email: viewer.email, role: viewer.role },
    });
  }
}
