import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Role, Viewer } from '../../auth/viewer.js';
import type { TenantRole } from '../../entities/tenant-membership.js';
import { RoleEnum, TenantRoleEnum } from '../enums.js';
import { DateTime } from '../scalars.js';

@ObjectType({ simpleResolvers: true })
export class ViewerTenantType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  slug!: string;

  @Field(() => TenantRoleEnum)
  role!: TenantRole;

  @Field(() => Int, {
    nullable: true,
    description: 'Days that are left to it after the end of its subscription; null while that lasts.',
  })
  graceDaysLeft!: number | null;
}

@ObjectType('Viewer', { simpleResolvers: true, description: 'Who is asking.' })
export class ViewerType {
  @Field(() => ID, { nullable: true, description: 'The public user id; null for whoever is no user.' })
  id!: string | null;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => RoleEnum, { description: 'The strongest role held anywhere.' })
  role!: Role;

  @Field(() => [ViewerTenantType], { description: 'The tenants that the viewer belongs to.' })
  tenants!: ViewerTenantType[];

  @Field(() => ViewerTenantType, { nullable: true, description: 'The tenant that the session is for, if any.' })
  tenant!: ViewerTenantType | null;
}

/** A viewer as the schema shows them. */
export const viewerType = (viewer: Viewer): ViewerType => ({
  id: viewer.publicId,
  email: viewer.email,
  name: viewer.name,
  role: viewer.role,
  tenants: [...viewer.tenants],
  tenant: viewer.tenant,
});

@ObjectType({ simpleResolvers: true })
export class Session {
  @Field(() => String, { description: 'A bearer token, good for 15 minutes.' })
  accessToken!: string;

  @Field(() => DateTime)
  accessTokenExpiresAt!: Date;

  @Field(() => String, { description: 'Good for one use within 7 days; using it twice ends the session.' })
  refreshToken!: string;

  @Field(() => DateTime)
  refreshTokenExpiresAt!: Date;

  @Field(() => ViewerType)
  user!: ViewerType;
}
