import { Arg, Ctx, Field, ID, Info, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Context } from '../../context.js';
import type { Tenant } from '../../entities/tenant.js';
import { AppError } from '../../errors.js';
import { permissions } from '../../permissions.js';
import { selectionAt, selectionOf, type Selection } from '../../selection.js';
import { writeThenRead, type Write } from '../../write.js';
import { DateTime } from '../scalars.js';
import { termOf } from './plan-term.js';
import { tellOfSuspension } from './tell-of-suspension.js';
import { writtenTenant } from './tenant-reads.js';
import { TenantType } from './tenant-type.js';
import { changing, tenantForWrite } from './tenant-writes.js';

@ObjectType({ simpleResolvers: true, description: 'What a renewal has come to.' })
export class TenantRenewal {
  @Field(() => TenantType)
  tenant!: TenantType;

  @Field(() => Boolean, { description: 'Whether the tenant was on another plan before, or on none.' })
  planChanged!: boolean;
}

const tenantArgument = { description: "The tenant's id or slug." };

interface Step {
  readonly mutation: keyof typeof permissions.Mutation;
  readonly action: string;
  /** Asked before the change. @throws AppError where the step may not be taken */
  readonly check?: (tx: Write, tenant: Tenant) => Promise<void>;
  readonly change: (tenant: Tenant) => void;
}

interface Taken {
  readonly tenant: TenantType;
  /** Names of the fields that are no longer what they were. */
  readonly changed: readonly string[];
}

/** One step of a tenant's life: the tenant is locked, changed and audited; then it is read as it now is. */
const take = async (context: Context, key: string, selection: Selection, step: Step): Promise<Taken> => {
  return writeThenRead(
    context,
    async (tx) => {
      const tenant = await tenantForWrite(tx, context.viewer, step.mutation, key);
      await step.check?.(tx, tenant);
      const changes = changing(tenant, () => {
        step.change(tenant);
      });
      await tellOfSuspension(tx, tenant, changes);
      tx.audit({
        action: step.action,
        targetType: 'tenant',
        targetId: tenant.id,
        tenantId: tenant.id,
        adminId: tenant.admin,
        changes,
      });
      return { id: tenant.id, changed: Object.keys(changes.after ?? {}) };
    },
    async ({ id, changed }, asking) => ({ tenant: await writtenTenant(asking, id, selection), changed }),
  );
};

/** @throws CONFLICT where the newest attempt to make the store of a suspended tenant ready has not ended well */
const assertProvisioned = async ({ db }: Write, tenant: Tenant): Promise<void> => {
  if (tenant.status !== 'SUSPENDED') return;
  const attempt = await db
    .selectFrom('provisioning as p')
    .where('p.tenant_id', '=', tenant.id)
    .orderBy('p.id', 'desc')
    .select('p.status')
    .executeTakeFirst();
  if (!attempt || attempt.status === 'COMPLETED') return;
  throw new AppError('CONFLICT', 'The tenant is not provisioned.', {
    reason: 'NOT_PROVISIONED',
    params: { status: attempt.status },
  });
};

/** @throws CONFLICT where every other tenant is suspended */
const assertOthersActive = async ({ db }: Write, tenant: Tenant): Promise<void> => {
  if (tenant.status !== 'ACTIVE') return;
  const other = await db
    .selectFrom('tenant as t')
    .where('t.status', '=', 'ACTIVE')
    .where('t.id', '<>', tenant.id)
    .select('t.id')
    .limit(1)
    .executeTakeFirst();
  if (other) return;
  throw new AppError('CONFLICT', 'At least one active tenant is required.', { reason: 'LAST_ACTIVE_TENANT' });
};

@Resolver()
export class TenantLifeResolver {
  /** @throws NOT_FOUND, FORBIDDEN, CONFLICT (active already; its store is not ready) */
  @Mutation(() => TenantType)
  async activateTenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, tenantArgument) key: string,
  ): Promise<TenantType> {
    const { tenant } = await take(context, key, selectionOf(info), {
      mutation: 'activateTenant',
      action: 'tenant.activated',
      check: assertProvisioned,
      change: (tenant) => {
        tenant.moveTo('ACTIVE');
      },
    });
    return tenant;
  }

  /** @throws NOT_FOUND, FORBIDDEN, CONFLICT (suspended already, the last active one, root) */
  @Mutation(() => TenantType, { description: 'Its people are refused from now on, with tokens issued before.' })
  async suspendTenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, tenantArgument) key: string,
  ): Promise<TenantType> {
    const { tenant } = await take(context, key, selectionOf(info), {
      mutation: 'suspendTenant',
      action: 'tenant.suspended',
      check: assertOthersActive,
      change: (tenant) => {
        tenant.moveTo('SUSPENDED');
      },
    });
    return tenant;
  }

  /** @throws NOT_FOUND (tenant, plan), FORBIDDEN, CONFLICT (root), INVALID (beyond the year 9999) */
  @Mutation(() => TenantRenewal, {
    description: 'One more term of its plan on top of what is left, or from now on where nothing is.',
  })
  async renewTenant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, tenantArgument) key: string,
    @Arg('plan', () => String, { nullable: true, description: 'The plan from now on; the one it has unless given.' })
    plan?: string | null,
  ): Promise<TenantRenewal> {
    const { tenant, changed } = await take(context, key, selectionAt(selectionOf(info), ['tenant']), {
      mutation: 'renewTenant',
      action: 'tenant.renewed',
      change: (renewed) => {
        const next = plan ?? renewed.plan ?? null;
        renewed.renew(termOf(context.services.config, next), next);
      },
    });
    return { tenant, planChanged: changed.includes('plan') };
  }

  /** @throws NOT_FOUND, FORBIDDEN, CONFLICT (root; not later where it must be) */
  @Mutation(() => TenantType, { description: 'Sets the end of its subscription, which may lie in the past.' })
  async adjustTenantValidity(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('tenant', () => ID, tenantArgument) key: string,
    @Arg('validUntil', () => DateTime) validUntil: Date,
    @Arg('onlyLater', () => Boolean, { nullable: true, description: 'Refuse an end that is not later than its own.' })
    onlyLater?: boolean | null,
  ): Promise<TenantType> {
    const { tenant } = await take(context, key, selectionOf(info), {
      mutation: 'adjustTenantValidity',
      action: 'tenant.validity_adjusted',
      change: (tenant) => {
        tenant.endAt(validUntil, onlyLater ?? false);
      },
    });
    return tenant;
  }
}
