import { sql, type AliasedRawBuilder } from 'kysely';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Viewer } from '../../auth/viewer.js';
import type { MfaMethod, StoredSettings } from '../../entities/tenant-settings.js';
import { expiryState, graceEndsAt, type ExpiryState } from '../../entities/subscription.js';
import type { LoginMode, TenantStatus } from '../../entities/tenant.js';
import type { OwnTheme } from '../../entities/theme.js';
import type { Selection } from '../../selection.js';
import { adminAbove, AdminType } from '../admin-type.js';
import { connectionOf } from '../connection.js';
import { ExpiryStateEnum, LoginModeEnum, MfaMethodEnum, TenantStatusEnum } from '../enums.js';
import { organizationOf, OrganizationType } from '../organization/organization-type.js';
import { plain, project, type Column } from '../projection.js';
import { DateTime, JSONObject } from '../scalars.js';

@ObjectType({ simpleResolvers: true, description: 'What a tenant has decided about itself. A key never set is null.' })
export class TenantSettings {
  @Field(() => Boolean, { nullable: true, description: 'Whether every user must present a second factor.' })
  mfaRequired?: boolean;

  @Field(() => [MfaMethodEnum], { nullable: true })
  mfaMethods?: MfaMethod[];

  @Field(() => JSONObject, { nullable: true })
  passwordPolicy?: Record<string, unknown>;

  @Field(() => Int, { nullable: true, description: 'Minutes.' })
  sessionTimeout?: number;

  @Field(() => JSONObject, {
    nullable: true,
    description: 'Settings that the schema does not know, kept as they came.',
  })
  extra?: Record<string, unknown>;
}

@ObjectType('Tenant', { simpleResolvers: true, description: 'An isolated customer environment.' })
export class TenantType {
  @Field(() => ID, { description: '`tnt_` and 16 characters. Never changes and is never given out twice.' })
  id!: string;

  @Field(() => String, { description: 'Unique among the tenants there are; never changes.' })
  slug!: string;

  @Field(() => String)
  displayName!: string;

  @Field(() => TenantStatusEnum)
  status!: TenantStatus;

  @Field(() => String, { nullable: true })
  contactEmail!: string | null;

  @Field(() => String, { nullable: true })
  adminEmail!: string | null;

  @Field(() => LoginModeEnum, { nullable: true })
  loginMode!: LoginMode | null;

  @Field(() => String, { nullable: true })
  ssoProvider!: string | null;

  @Field(() => String, { nullable: true })
  emailDomain!: string | null;

  @Field(() => ID, { description: 'The public id of the reseller above it.' })
  adminId!: string;

  @Field(() => TenantSettings)
  settings!: StoredSettings;

  @Field(() => JSONObject)
  branding!: Record<string, unknown>;

  @Field(() => String, { nullable: true, description: 'The issuer of the tokens of its own identity provider.' })
  issuer!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its own database, with every secret in it shown as ***. For superadmins.',
  })
  connectionString!: string | null;

  @Field(() => Boolean, { description: 'Whether it has a database of its own.' })
  hasConnectionString!: boolean;

  @Field(() => String, { description: 'The schema that holds its data in the shared database.' })
  databaseName!: string;

  @Field(() => DateTime, { nullable: true, description: 'The end of its subscription; null is no end.' })
  validUntil!: string | null;

  @Field(() => ExpiryStateEnum)
  expiryState!: ExpiryState;

  @Field(() => DateTime, { nullable: true, description: 'From when on an expired one is refused; null is never.' })
  graceEndsAt!: string | null;

  @Field(() => String, { nullable: true, description: 'What it pays for, by the key of a configured plan.' })
  plan!: string | null;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime)
  updatedAt!: string;

  @Field(() => Int)
  namespaceCount!: number;

  @Field(() => AdminType, { nullable: true, description: 'The reseller above it, for those who may see upwards.' })
  admin!: AdminType | null;

  @Field(() => OrganizationType, { nullable: true, description: 'Its commercial account, if it has one.' })
  organization!: OrganizationType | null;

  /** Not a field: what the resolver of `viewerRoles` needs. */
  adminKey!: number;

  /** Not a field: what the resolver of `theme` needs. */
  ownTheme!: OwnTheme | null;
}

export const TenantConnection = connectionOf(TenantType, 'Tenant');

/** Where each field of a tenant comes from, as an expression over the table `t`. */
const columns: Readonly<Record<string, Column>> = {
  id: plain('t.id'),
  slug: plain('t.slug'),
  displayName: plain('t.display_name'),
  status: plain('t.status'),
  contactEmail: plain('t.contact_email'),
  adminEmail: plain('t.admin_email'),
  loginMode: plain('t.login_mode'),
  ssoProvider: plain('t.sso_provider'),
  emailDomain: plain('t.email_domain'),
  adminId: () => sql`(select a.public_id from admin a where a.id = t.admin_id)`,
  adminKey: plain('t.admin_id'),
  admin: adminAbove,
  organization: organizationOf,
  settings: plain('t.settings'),
  branding: plain('t.branding'),
  issuer: plain('t.issuer'),
  connectionString: ({ role }) => (role === 'SUPERADMIN' ? sql.ref('t.masked_connection_string') : sql`null::text`),
  databaseName: plain('t.database_name'),
  hasConnectionString: () => sql`(t.masked_connection_string is not null)`,
  validUntil: plain('t.valid_until'),
  expiryState: () => expiryState,
  graceEndsAt: () => graceEndsAt,
  plan: plain('t.plan'),
  ownTheme: plain('t.theme'),
  createdAt: plain('t.created_at'),
  updatedAt: plain('t.updated_at'),
  namespaceCount: () => sql`(select count(*)::int from namespace n where n.tenant_id = t.id)`,
};

/** Fields that a resolver of their own answers, and the columns it needs for that. */
const derived: Readonly<Record<string, readonly string[]>> = {
  viewerRoles: ['id', 'adminKey'],
  provisioning: ['id'],
  theme: ['ownTheme'],
};

/** The select list for what an operation asks of a tenant. The id is always there. */
export const tenantColumns = (selection: Selection, viewer: Viewer): AliasedRawBuilder<unknown, string>[] =>
  project({ columns, derived, always: ['id'] }, selection, viewer);
