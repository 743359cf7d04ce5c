import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, InputType, Mutation, Resolver } from 'type-graphql';
import { z } from 'zod';
import { newApiToken } from '../../auth/api-tokens.js';
import { hashSecret } from '../../auth/secret-hash.js';
import { Context } from '../../context.js';
import { ApiToken, type ApiTokenKind } from '../../entities/api-token.js';
import { Namespace } from '../../entities/namespace.js';
import { AppError } from '../../errors.js';
import { permissions } from '../../permissions.js';
import { selectionAt, selectionOf } from '../../selection.js';
import { text } from '../../violations.js';
import { writeThenRead, type Write } from '../../write.js';
import { ApiTokenTypeEnum } from '../enums.js';
import { Rules } from '../rules.js';
import { DateTime } from '../scalars.js';
import { tenantForWrite } from '../tenant/tenant-writes.js';
import { findApiToken } from './api-token-reads.js';
import { NewApiToken } from './api-token-type.js';

@InputType()
@Rules(z.object({ name: text(1, 255), namespace: text(1, 63).nullish(), environment: text(1, 63).nullish() }))
export class CreateApiTokenInput {
  @Field(() => ApiTokenTypeEnum)
  type!: ApiTokenKind;

  @Field(() => String, { description: 'For people, to tell tokens apart.' })
  name!: string;

  @Field(() => ID, { nullable: true, description: "The tenant's id or slug; every type but ADMIN is bound to one." })
  tenant?: string | null;

  @Field(() => String, { nullable: true, description: 'The slug of a namespace: for READ, WRITE and CLIENT.' })
  namespace?: string | null;

  @Field(() => String, { nullable: true, description: 'For CLIENT.' })
  environment?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Unless given, the token lives until it is revoked.' })
  expiresAt?: Date | null;
}

/** @throws NOT_FOUND (tenant), FORBIDDEN */
const boundTenant = async (tx: Write, { viewer }: Context, tenant: string | null | undefined) => {
  if (tenant != null) return tenantForWrite(tx, viewer, 'createApiToken', tenant);
  // What is bound to nothing reaches everything: the rule is asked about a tenant that nobody administers.
  if (permissions.Mutation.createApiToken.on.allows(viewer, {})) return null;
  throw new AppError('FORBIDDEN', 'You may not do this.');
};

/** @throws NOT_FOUND */
const boundNamespace = async (tx: Write, tenantId: string, slug: string): Promise<number> => {
  const namespace = await tx.em.findOne(Namespace, { tenant: tenantId, slug });
  if (namespace) return namespace.id;
  throw new AppError('NOT_FOUND', 'Namespace not found.', {
    reason: 'NAMESPACE_UNKNOWN',
    violations: [{ path: ['namespace'], code: 'OTHER', message: 'There is no such namespace' }],
  });
};

@Resolver()
export class CreateApiTokenResolver {
  /** @throws NOT_FOUND (tenant, namespace), FORBIDDEN, INVALID */
  @Mutation(() => NewApiToken)
  async createApiToken(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', () => CreateApiTokenInput) input: CreateApiTokenInput,
  ): Promise<NewApiToken> {
    const secret = newApiToken(input.type);
    return writeThenRead(
      context,
      async (tx) => {
        const tenant = await boundTenant(tx, context, input.tenant);
        const { type, name, namespace = null, environment = null, expiresAt = null } = input;
        const token = ApiToken.create({
          ...{ tokenHash: hashSecret(secret), type, name, environment, expiresAt },
          tenant: tenant?.id ?? null,
          namespace: namespace === null ? null : await boundNamespace(tx, tenant?.id ?? '', namespace),
        });
        tx.em.persist(token);
        tx.audit({
          action: 'token.created',
          targetType: 'token',
          targetId: token.id,
          tenantId: tenant?.id ?? null,
          adminId: tenant?.admin ?? null,
          changes: { after: { type, name, namespace, environment, expiresAt } },
        });
        return token.id;
      },
      async (id, asking) => ({
        token: await findApiToken(asking, id, selectionAt(selectionOf(info), ['token'])),
        secret,
      }),
    );
  }
}
