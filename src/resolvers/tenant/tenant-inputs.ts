import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { mfaMethods, type MfaMethod } from '../../entities/tenant-settings.js';
import type { LoginMode } from '../../entities/tenant.js';
import { userIdPattern } from '../../ids.js';
import { broken, email, text } from '../../violations.js';
import { LoginModeEnum, MfaMethodEnum, TenantStatusEnum } from '../enums.js';
import { Rules } from '../rules.js';
import { DateTime, JSONObject } from '../scalars.js';

/** Only what is enforced has a form; other keys are kept as they come. */
const passwordPolicy = z.looseObject({
  min_length: z.int().min(1).max(128).nullish(),
  require_uppercase: z.boolean().nullish(),
  require_lowercase: z.boolean().nullish(),
  require_digit: z.boolean().nullish(),
  require_symbol: z.boolean().nullish(),
});

const settings = z.object({
  passwordPolicy: passwordPolicy.nullish(),
  mfaMethods: z
    .array(z.enum(mfaMethods))
    .refine((methods) => new Set(methods).size === methods.length, broken('UNIQUE', 'Each method only once'))
    .nullish(),
  sessionTimeout: z.int().min(1).nullish(),
});

const shared = {
  contactEmail: email().nullish(),
  ssoProvider: text(1, 255).nullish(),
  // A host name may end in a dot, the domain of an address may not; both would be the same domain.
  emailDomain: z
    .hostname()
    .max(253)
    .refine((domain) => !domain.endsWith('.'), broken('FORMAT', 'must not end in a dot'))
    .nullish(),
  issuer: text(1, 2048).nullish(),
  settings: settings.nullish(),
};

@InputType({ description: 'A key left out stays as it is; null removes it.' })
export class TenantSettingsInput {
  @Field(() => Boolean, { nullable: true })
  mfaRequired?: boolean | null;

  @Field(() => [MfaMethodEnum], { nullable: true })
  mfaMethods?: MfaMethod[] | null;

  @Field(() => JSONObject, {
    nullable: true,
    description:
      'Enforced are min_length, require_uppercase, require_lowercase, require_digit and require_symbol, whenever a password is set.',
  })
  passwordPolicy?: Record<string, unknown> | null;

  @Field(() => Int, { nullable: true, description: 'Minutes from login to the end of a session, at least 1.' })
  sessionTimeout?: number | null;

  @Field(() => JSONObject, { nullable: true, description: 'Merged key by key; null removes a key.' })
  extra?: Record<string, unknown> | null;
}

@InputType()
@Rules(
  z.object({
    ...shared,
    slug: text(1, 63).nullish(),
    displayName: text(1, 255),
    adminEmail: email().nullish(),
    adminPassword: text(8, 128).nullish(),
    connectionString: text(1, 4096).nullish(),
    plan: text(1, 64).nullish(),
    initialAdmins: z.array(z.string().regex(userIdPattern)).max(100).nullish(),
  }),
)
export class CreateTenantInput {
  @Field(() => String, { nullable: true, description: 'Made from the display name unless given.' })
  slug?: string | null;

  @Field(() => String)
  displayName!: string;

  @Field(() => Boolean, { nullable: true, description: 'Refuse a display name that another tenant has.' })
  distinctName?: boolean | null;

  @Field(() => ID, { nullable: true, description: "The reseller above it; the platform's own unless given." })
  adminId?: string | null;

  @Field(() => TenantStatusEnum, { nullable: true, description: 'ACTIVE unless given. DELETED is refused.' })
  status?: keyof typeof TenantStatusEnum | null;

  @Field(() => String, { nullable: true })
  contactEmail?: string | null;

  @Field(() => String, { nullable: true, description: 'Who becomes its first tenant admin once it is provisioned.' })
  adminEmail?: string | null;

  @Field(() => String, { nullable: true, description: 'The password that user starts with, 8 to 128 characters.' })
  adminPassword?: string | null;

  @Field(() => LoginModeEnum, { nullable: true })
  loginMode?: LoginMode | null;

  @Field(() => String, { nullable: true, description: 'Needed for SSO, ignored otherwise.' })
  ssoProvider?: string | null;

  @Field(() => String, { nullable: true, description: 'Needed for EMAIL_DOMAIN, ignored otherwise.' })
  emailDomain?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Public user ids; only for SSO. Unknown ones wait for their user.',
  })
  initialAdmins?: string[] | null;

  @Field(() => TenantSettingsInput, { nullable: true })
  settings?: TenantSettingsInput | null;

  @Field(() => JSONObject, { nullable: true })
  branding?: Record<string, unknown> | null;

  @Field(() => String, { nullable: true })
  issuer?: string | null;

  @Field(() => String, { nullable: true, description: 'Its own database. Kept sealed and never shown again in clear.' })
  connectionString?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'The end of its subscription; none unless given.' })
  validUntil?: Date | null;

  @Field(() => String, { nullable: true, description: 'The key of a configured plan.' })
  plan?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Without validUntil: end after the first term of the plan, which is a month without a plan.',
  })
  endsAfterTerm?: boolean | null;
}

@InputType({ description: 'What is left out stays as it is.' })
@Rules(z.object({ ...shared, displayName: text(1, 255).optional() }))
export class UpdateTenantInput {
  @Field(() => String, { nullable: true, description: 'Only as the slug that it has: slugs never change.' })
  slug?: string | null;

  @Field(() => String, { nullable: true })
  displayName?: string;

  @Field(() => ID, { nullable: true, description: 'Hands it to another reseller.' })
  adminId?: string | null;

  @Field(() => TenantStatusEnum, { nullable: true })
  status?: keyof typeof TenantStatusEnum | null;

  @Field(() => String, { nullable: true })
  contactEmail?: string | null;

  @Field(() => TenantSettingsInput, { nullable: true })
  settings?: TenantSettingsInput | null;

  @Field(() => JSONObject, { nullable: true, description: 'Merged key by key; null removes a key.' })
  branding?: Record<string, unknown> | null;

  @Field(() => String, { nullable: true })
  issuer?: string | null;
}
