import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { email, text } from '../../violations.js';
import { reasonText } from '../admin/admin-inputs.js';
import { Rules } from '../rules.js';
import { SafeInt } from '../scalars.js';

/** LusterCMS's own form of a slug: no hyphen at either end. */
const organizationSlug = () => z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

const word = (longest: number) => text(0, longest).nullish();

@InputType()
@Rules(
  z.object({
    email: email(),
    password: text(8, 128),
    companyName: text(1, 255),
    contactName: word(255),
    phone: word(50),
    desiredOrgName: word(255),
    desiredOrgSlug: organizationSlug().nullish(),
    utmSource: word(255),
    utmMedium: word(255),
    utmCampaign: word(255),
    adminId: text(1, 64).nullish(),
  }),
)
export class RegisterOrganizationInput {
  @Field(() => String)
  email!: string;

  @Field(() => String, { description: '8 to 128 characters. Its user starts with it.' })
  password!: string;

  @Field(() => String)
  companyName!: string;

  @Field(() => String, { nullable: true })
  contactName?: string | null;

  @Field(() => String, { nullable: true })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: "The company's name unless given." })
  desiredOrgName?: string | null;

  @Field(() => String, { nullable: true, description: 'Made from the desired name unless given.' })
  desiredOrgSlug?: string | null;

  @Field(() => String, { nullable: true })
  utmSource?: string | null;

  @Field(() => String, { nullable: true })
  utmMedium?: string | null;

  @Field(() => String, { nullable: true })
  utmCampaign?: string | null;

  @Field(() => ID, { nullable: true, description: 'The public id of the reseller under whom it asks.' })
  adminId?: string | null;
}

@InputType({ description: 'What the approver decides otherwise than the form and the settings of the platform say.' })
@Rules(
  z.object({
    orgName: text(1, 255).nullish(),
    orgSlug: organizationSlug().nullish(),
    initialCreditLimit: z.int().min(0).nullish(),
    storageLimitGb: z.int().min(0).nullish(),
    maxUsers: z.int().min(1).nullish(),
  }),
)
export class ApproveRegistrationInput {
  @Field(() => String, { nullable: true })
  orgName?: string | null;

  @Field(() => String, { nullable: true })
  orgSlug?: string | null;

  @Field(() => SafeInt, { nullable: true, description: 'Comes from the platform.' })
  initialCreditLimit?: number | null;

  @Field(() => Int, { nullable: true })
  storageLimitGb?: number | null;

  @Field(() => Int, { nullable: true, description: 'At least 1.' })
  maxUsers?: number | null;
}

@ArgsType()
@Rules(z.object({ reason: reasonText() }))
export class RejectRegistrationArgs {
  @Field(() => Int)
  id!: number;

  @Field(() => String)
  reason!: string;
}
