import { sql } from 'kysely';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { hashPassword } from '../../auth/passwords.js';
import { maskConnectionString } from '../../connection-string.js';
import { Context } from '../../context.js';
import { assertPasswordFits } from '../../entities/password-policy.js';
import { slugify } from '../../entities/slug.js';
import { monthsAfter } from '../../entities/subscription.js';
import { TenantMembership } from '../../entities/tenant-membership.js';
import type { Login, Tenant } from '../../entities/tenant.js';
import { AppError, invalid } from '../../errors.js';
import { selectionOf } from '../../selection.js';
import { writeThenRead, type Write } from '../../write.js';
import { usersByPublicId } from '../users.js';
import { CreateTenantInput } from './tenant-inputs.js';
import { insertTenant, tenantConflicts } from './make-tenant.js';
import { termOf } from './plan-term.js';
import { writtenTenant } from './tenant-reads.js';
import { TenantType } from './tenant-type.js';
import { adminWithRoom, initialFields, settableStatus } from './tenant-writes.js';

const slugOf = (input: CreateTenantInput): string => {
  const slug = input.slug ?? slugify(input.displayName);
  if (slug === '')
    throw invalid({ path: ['slug'], code: 'REQUIRED', message: 'No slug can be made from this name: give one' });
  return slug;
};

/** @throws INVALID where the mode lacks its field, or names a provider that is not configured */
const loginOf = (input: CreateTenantInput, providers: readonly string[]): Login | undefined => {
  if (input.loginMode == null) return undefined;
  if (input.loginMode === 'EMAIL_DOMAIN') {
    if (!input.emailDomain)
      throw invalid({ path: ['emailDomain'], code: 'REQUIRED', message: 'Required for EMAIL_DOMAIN' });
    return { mode: 'EMAIL_DOMAIN', emailDomain: input.emailDomain.toLowerCase() };
  }
  if (!input.ssoProvider) throw invalid({ path: ['ssoProvider'], code: 'REQUIRED', message: 'Required for SSO' });
  if (providers.length > 0 && !providers.includes(input.ssoProvider)) {
    throw invalid({
      path: ['ssoProvider'],
      code: 'ENUM',
      message: 'No such provider is configured',
      allowed: providers,
    });
  }
  return { mode: 'SSO', ssoProvider: input.ssoProvider };
};

/** Sealed for the store and masked for everybody; the shared database itself counts as none. */
const connectionOf = ({ services }: Context, text: string | null | undefined) => {
  if (text == null || text === services.config.DATABASE_URL) return undefined;
  const sealedFor = (id: string) => services.vault.seal(text, 'tenant.sealed_connection_string', id);
  return { masked: maskConnectionString(text), sealedFor };
};

/**
 * Asked once the tenant is there, so that a slug that is taken is heard of first.
 * @throws CONFLICT where another tenant of that name exists; nobody can make one meanwhile
 */
const claimName = async ({ db }: Write, { id, displayName: name }: Tenant): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${'tenant name ' + name.toLowerCase()}, 0))`.execute(db);
  const taken = await db
    .selectFrom('tenant as t')
    .where(sql`lower(t.display_name)`, '=', name.toLowerCase())
    .where('t.deleted_at', 'is', null)
    .where('t.id', '<>', id)
    .select('t.id')
    .executeTakeFirst();
  if (taken)
    throw new AppError('CONFLICT', 'A tenant of this name exists.', { reason: 'NAME_TAKEN', params: { name } });
};

const grantInitialAdmins = async ({ em }: Write, tenant: Tenant, input: CreateTenantInput): Promise<void> => {
  if (tenant.loginMode !== 'SSO' || !input.initialAdmins?.length) return;
  for (const user of await usersByPublicId(em, input.initialAdmins)) {
    em.persist(TenantMembership.create(tenant.id, user.id, 'TENANT_ADMIN'));
  }
};

/** @throws NOT_FOUND for a plan that is not configured */
const subscriptionOf = ({ services }: Context, input: CreateTenantInput) => {
  const plan = input.plan ?? null;
  const months = termOf(services.config, plan);
  return { plan, validUntil: input.validUntil ?? (input.endsAfterTerm ? monthsAfter(new Date(), months) : null) };
};

@Resolver()
export class CreateTenantResolver {
  /**
   * The tenant is active at once; an attempt to make its store ready starts with it.
   * @throws INVALID, CONFLICT (slug, name or e-mail domain taken; reseller full), NOT_FOUND (reseller, plan)
   */
  @Mutation(() => TenantType)
  async createTenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', () => CreateTenantInput) input: CreateTenantInput,
  ): Promise<TenantType> {
    const slug = slugOf(input);
    const fields = {
      slug,
      displayName: input.displayName,
      status: settableStatus(input.status ?? 'ACTIVE'),
      login: loginOf(input, context.services.config.SSO_PROVIDERS),
      connection: connectionOf(context, input.connectionString),
      contactEmail: input.contactEmail,
      adminEmail: input.adminEmail,
      settings: input.settings ?? undefined,
      branding: input.branding ?? undefined,
      issuer: input.issuer,
      ...subscriptionOf(context, input),
    };
    if (input.adminPassword != null) {
      assertPasswordFits([input.settings?.passwordPolicy ?? {}], input.adminPassword, ['adminPassword']);
    }
    const passwordHash = input.adminPassword == null ? null : await hashPassword(input.adminPassword);
    return writeThenRead(
      context,
      async (tx) => {
        const adminId = await adminWithRoom(tx, context.viewer, input.adminId);
        const tenant = await insertTenant(tx, { ...fields, adminId }, passwordHash);
        if (input.distinctName) await claimName(tx, tenant);
        await grantInitialAdmins(tx, tenant, input);
        tx.audit({
          action: 'tenant.created',
          targetType: 'tenant',
          targetId: tenant.id,
          tenantId: tenant.id,
          adminId,
          changes: initialFields(tenant),
        });
        return tenant.id;
      },
      (id, asking) => writtenTenant(asking, id, selectionOf(info)),
    ).catch(tenantConflicts(slug, input.emailDomain));
  }
}
