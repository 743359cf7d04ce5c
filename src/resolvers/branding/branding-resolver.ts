import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../../context.js';
import type { Branding } from '../../entities/branding.js';
import { changesBetween, write } from '../../write.js';
import { AdminType } from '../admin-type.js';
import { adminForWrite } from '../admin/admin-writes.js';
import { brandingsByAdmin, currentBranding } from './branding-reads.js';
import { BrandingInput, BrandingType } from './branding-type.js';

@Resolver()
export class BrandingResolver {
  @Query(() => BrandingType, {
    description:
      "How to look for this viewer at this host: by the session's organization, else X-Organization-ID, else the custom domain.",
  })
  currentBranding(@Ctx() context: Context): Promise<Branding> {
    return currentBranding(context);
  }

  /** @throws NOT_FOUND, FORBIDDEN, INVALID */
  @Mutation(() => BrandingType, { description: "A reseller's own branding, which its organizations inherit." })
  async updateAdminBranding(
    @Ctx() context: Context,
    @Arg('admin', () => ID, { description: 'A public id or a number.' }) key: string,
    @Arg('input', () => BrandingInput) patch: BrandingInput,
  ): Promise<Branding> {
    const publicId = await write(context, async (tx) => {
      const admin = await adminForWrite(tx, context, 'updateAdminBranding', key);
      const before = { ...admin.branding };
      admin.changeBranding(patch);
      tx.audit({
        action: 'branding.updated',
        targetType: 'branding',
        targetId: String(admin.id),
        adminId: admin.id,
        changes: changesBetween({ ...emptied(patch), ...before }, { ...emptied(patch), ...admin.branding }),
      });
      return admin.publicId;
    });
    return (await context.load(brandingsByAdmin, publicId)) ?? {};
  }
}

/** Every key that a patch names, as absent, so that one that is removed shows as changed to null. */
const emptied = (patch: BrandingInput): Record<string, unknown> =>
  Object.fromEntries(Object.keys(patch).map((key) => [key, null]));

@Resolver(() => AdminType)
export class AdminBrandingResolver {
  @FieldResolver(() => BrandingType, { description: 'What the reseller itself has decided.' })
  async branding(@Ctx() context: Context, @Root() { id }: AdminType): Promise<Branding> {
    return (await context.load(brandingsByAdmin, id)) ?? {};
  }
}
