import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { Context } from '../../context.js';
import type { Tenant } from '../../entities/tenant.js';
import { themeOf, type Theme } from '../../entities/theme.js';
import { changesBetween, write } from '../../write.js';
import { currentTenantId } from '../current-tenant.js';
import { tenantUnknown } from '../tenant/tenant-reads.js';
import { TenantType } from '../tenant/tenant-type.js';
import { tenantForWrite } from '../tenant/tenant-writes.js';
import { ThemeInput } from './theme-input.js';
import { ThemeType } from './theme-type.js';

const tenantArgument = {
  nullable: true,
  description: "The tenant's id or slug; the viewer's current tenant unless given.",
};

const change = async (
  context: Context,
  mutation: 'updateTheme' | 'resetTheme',
  key: string | null | undefined,
  work: (tenant: Tenant) => void,
): Promise<Theme> => {
  const wanted = key ?? (await currentTenantId(context));
  if (wanted === null) throw tenantUnknown();
  return write(context, async (tx) => {
    const tenant = await tenantForWrite(tx, context.viewer, mutation, wanted);
    const before = themeOf(tenant.theme ?? null);
    work(tenant);
    const theme = themeOf(tenant.theme ?? null);
    tx.audit({
      action: mutation === 'resetTheme' ? 'theme.reset' : 'theme.updated',
      targetType: 'theme',
      targetId: tenant.id,
      tenantId: tenant.id,
      adminId: tenant.admin,
      changes: changesBetween({ ...before }, { ...theme }),
    });
    return theme;
  });
};

@Resolver(() => TenantType)
export class ThemeResolver {
  /** One column, however much of it is asked for. */
  @FieldResolver(() => ThemeType, { complexity: 5 })
  theme(@Root() { ownTheme }: TenantType): Theme {
    return themeOf(ownTheme);
  }

  /** @throws NOT_FOUND, FORBIDDEN, INVALID */
  @Mutation(() => ThemeType)
  updateTheme(
    @Ctx() context: Context,
    @Arg('input', () => ThemeInput) input: ThemeInput,
    @Arg('tenant', () => ID, tenantArgument) key?: string | null,
  ): Promise<Theme> {
    return change(context, 'updateTheme', key, (tenant) => {
      tenant.changeTheme(input);
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN */
  @Mutation(() => ThemeType, { description: 'Back to the defaults.' })
  resetTheme(@Ctx() context: Context, @Arg('tenant', () => ID, tenantArgument) key?: string | null): Promise<Theme> {
    return change(context, 'resetTheme', key, (tenant) => {
      tenant.changeTheme(null);
    });
  }
}
