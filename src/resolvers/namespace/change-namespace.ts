import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import { violatedUnique } from '../../database-errors.js';
import type { Changes } from '../../entities/audit-log.js';
import { Namespace } from '../../entities/namespace.js';
import type { Tenant } from '../../entities/tenant.js';
import { AppError } from '../../errors.js';
import { selectionOf } from '../../selection.js';
import { write, writeThenRead, type Write } from '../../write.js';
import { mustHaveLoginMode } from '../tenant/must-have-login-mode.js';
import { tenantForWrite } from '../tenant/tenant-writes.js';
import { findNamespace, namespaceUnknown } from './namespace-reads.js';
import { CreateNamespaceInput, NamespaceType } from './namespace-type.js';

/** Unique constraints decide who was first. @throws CONFLICT, or what it was given */
const conflicts =
  (slug: string) =>
  (error: unknown): never => {
    if (violatedUnique(error) !== 'namespace_tenant_id_slug_unique') throw error;
    throw new AppError('CONFLICT', `The tenant has a namespace '${slug}'.`, {
      reason: 'NAMESPACE_TAKEN',
      params: { slug },
    });
  };

const audit = (tx: Write, verb: string, tenant: Tenant, { slug, displayName, description }: Namespace): void => {
  const fields = { slug, displayName, description };
  const changes: Changes = verb === 'created' ? { after: fields } : { before: fields };
  tx.audit({
    action: `namespace.${verb}`,
    targetType: 'namespace',
    targetId: `${tenant.slug}/${slug}`,
    tenantId: tenant.id,
    adminId: tenant.admin,
    changes,
  });
};

const tenantArgument = { description: "The tenant's id or slug." };

@Resolver()
export class ChangeNamespaceResolver {
  /** @throws NOT_FOUND (tenant), FORBIDDEN, INVALID, CONFLICT (slug taken) */
  @Mutation(() => NamespaceType)
  async createNamespace(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, tenantArgument) key: string,
    @Arg('input', () => CreateNamespaceInput) input: CreateNamespaceInput,
    @Arg('mustHaveLoginMode', () => Boolean, mustHaveLoginMode) hasLoginMode?: boolean | null,
  ): Promise<NamespaceType> {
    const { slug, displayName, description } = input;
    return writeThenRead(
      context,
      async (tx) => {
        const tenant = await tenantForWrite(tx, context.viewer, 'createNamespace', key, hasLoginMode);
        const namespace = Namespace.create({ tenantId: tenant.id, slug, displayName, description });
        await tx.em.persist(namespace).flush();
        audit(tx, 'created', tenant, namespace);
        return tenant.id;
      },
      (id, asking) => findNamespace(asking, id, slug, selectionOf(info)),
    ).catch(conflicts(slug));
  }

  /** @throws NOT_FOUND (tenant, namespace), FORBIDDEN */
  @Mutation(() => String, { description: 'Answers the slug, which is free again.' })
  deleteNamespace(
    @Ctx() context: Context,
    @Arg('tenant', () => ID, tenantArgument) key: string,
    @Arg('slug', () => String) slug: string,
    @Arg('mustHaveLoginMode', () => Boolean, mustHaveLoginMode) hasLoginMode?: boolean | null,
  ): Promise<string> {
    return write(context, async (tx) => {
      const tenant = await tenantForWrite(tx, context.viewer, 'deleteNamespace', key, hasLoginMode);
      const namespace = await tx.em.findOne(Namespace, { tenant: tenant.id, slug });
      if (!namespace) throw namespaceUnknown();
      audit(tx, 'deleted', tenant, namespace);
      tx.em.remove(namespace);
      return slug;
    });
  }
}
